# listen host|NETNS tcp|tcp6|udp|udp6 PORT [SECONDS]: where nobody listens there (or begins to in that time), somebody does until the
# end of the check, and says whom he hears.
listen() {
  local -a there=(ip netns exec "$1")
  if [[ $1 == host ]]; then there=(); fi
  local end=$((SECONDS + ${4-0}))
  until [[ -z $1 || -n $("${there[@]}" ss -Hln"${2:0:1}" "sport = :$3") ]]; do
    if [[ -n ${listener-} ]]; then
      kill -0 "$listener" || return
    elif ((SECONDS >= end)); then
      "${there[@]}" python3 -c "$somebody" "$2" "$3" >/dev/null 3>&- &
      listener=$!
    fi
    sleep 0.05
  done
}

teardown() {
  if [[ -z ${listener-} ]]; then return; fi
  kill "$listener" || true
  wait "$listener" || true
}

somebody='import socket, sys
kind, port = sys.argv[1], int(sys.argv[2])
family = socket.AF_INET6 if kind[3:] else socket.AF_INET
if kind[:3] == "tcp":
    server = socket.create_server(("", port), family=family)
    while True:
        caller, address = server.accept()
        caller.sendall(address[0].encode() + b"\n")
        caller.close()
server = socket.socket(family, socket.SOCK_DGRAM)
server.bind(("", port))
while True:
    address = server.recvfrom(9)[1]
    server.sendto(address[0].encode() + b"\n", address)'
