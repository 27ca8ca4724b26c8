#!/usr/bin/env bats
# masquerade: the checks of tutorials/03-masquerade.md, each with the commands that you would type. Run it as root, where the lab stands:
#   sudo bats verify.bats          or, without Bats:   sudo ./check.sh
# A check holds at its own step, so those of the step that stands are asked.
# OUTSIDE_ADDRESS (OUTSIDE_ADDRESS6), an address beyond this machine that answers, and OUTSIDE_NETNS, a namespace that has it, add those that look outside.
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

# The record of the lab tells the step that stands; without it nothing is checked, and nothing passes.
standing() {
  local steps=(lan way-out) number
  read -r number _ </run/netgen/masquerade/lesson && echo "${steps[number - 1]}"
}

setup() {
  local step
  step=$(standing)
  if [[ $BATS_TEST_DESCRIPTION != "$step: "* ]]; then skip "step $step stands"; fi
}

# within SECONDS COMMAND...: it works, or begins to before so many seconds are over.
within() {
  local end=$((SECONDS + $1)) said
  until said=$("${@:2}" 2>&1); do
    if ((SECONDS >= end)); then printf '%s\n' "$said" && return 1; fi
    sleep 0.2
  done
}

# fails PATTERN COMMAND...: it fails, and in that way: one that could not even begin has another reason.
fails() {
  local said
  if said=$("${@:2}" 2>&1); then printf '%s\n' "$said" 'it works, and should not' && return 1; fi
  printf '%s\n' "$said"
  [[ $said =~ $1 ]]
}

# prints PATTERN COMMAND...: it works, and a line of what it prints is like that; a run of blanks is one.
prints() {
  local said status=0
  said=$("${@:2}") || status=$?
  printf '%s\n' "$said"
  tr -s ' \t' ' ' <<<"$said" | grep -aqE -e "$1" && return "$status"
}

# beyond NAME...: skips a check that nobody has told the outside for.
beyond() {
  local name
  for name; do if [[ -z ${!name-} ]]; then skip "set $name"; fi; done
}

# The address of this machine for those outside.
machine() { ip -4 -o route get "${OUTSIDE_ADDRESS:-192.0.2.1}" | sed -n 's/.* src \([^ ]*\).*/\1/p'; }

# arrives host|NETNS COUNTERS COMMAND...: it works, and one of these counters of the kernel rises there.
arrives() {
  local was
  was=$(counted "$1" "$2")
  "${@:3}" || return
  if (($(counted "$1" "$2") == was)); then echo "$2 of $1 has not risen" && return 1; fi
}

counted() {
  if [[ $1 == host ]]; then nstat -asz; else ip netns exec "$1" nstat -asz; fi \
    | awk -v names="^($2)$" '$1 ~ names { n += $2 } END { print n + 0 }'
}

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
  # Where an older unshare has begun all this, it hears of no other signal.
  kill -KILL "$listener" || true
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

# tutorials/03-masquerade.md:29
@test "lan: namespace1 reaches namespace2" {
  within 5 ip netns exec namespace1 ping -c 1 -W 1 172.19.0.3
}
@test "lan: namespace1 reaches namespace3" {
  within 5 ip netns exec namespace1 ping -c 1 -W 1 172.19.0.4
}
@test "lan: namespace2 reaches namespace1" {
  within 5 ip netns exec namespace2 ping -c 1 -W 1 172.19.0.2
}
@test "lan: namespace2 reaches namespace3" {
  within 5 ip netns exec namespace2 ping -c 1 -W 1 172.19.0.4
}
@test "lan: namespace3 reaches namespace1" {
  within 5 ip netns exec namespace3 ping -c 1 -W 1 172.19.0.2
}
@test "lan: namespace3 reaches namespace2" {
  within 5 ip netns exec namespace3 ping -c 1 -W 1 172.19.0.3
}

# tutorials/03-masquerade.md:30
@test "lan: namespace3 cannot reach outside because outside has no route to namespace3" {
  beyond OUTSIDE_NETNS OUTSIDE_ADDRESS
  within 5 ping -c 1 -W 1 "$OUTSIDE_ADDRESS" # outside answers
  arrives "$OUTSIDE_NETNS" 'IcmpInEchos|TcpExtIPReversePathFilter' fails ' 100% packet loss' ip netns exec namespace3 ping -c 1 -W 1 "$OUTSIDE_ADDRESS"
  fails 'Network is unreachable' ip -n "$OUTSIDE_NETNS" route get 172.19.0.4
}

# tutorials/03-masquerade.md:46
@test "way-out: namespace1 reaches outside" {
  beyond OUTSIDE_ADDRESS
  within 5 ip netns exec namespace1 ping -c 1 -W 1 "$OUTSIDE_ADDRESS"
}
@test "way-out: namespace2 reaches outside" {
  beyond OUTSIDE_ADDRESS
  within 5 ip netns exec namespace2 ping -c 1 -W 1 "$OUTSIDE_ADDRESS"
}
@test "way-out: namespace3 reaches outside" {
  beyond OUTSIDE_ADDRESS
  within 5 ip netns exec namespace3 ping -c 1 -W 1 "$OUTSIDE_ADDRESS"
}

# tutorials/03-masquerade.md:47
@test "way-out: outside sees namespace3 as host" {
  beyond OUTSIDE_NETNS OUTSIDE_ADDRESS
  listen "${OUTSIDE_NETNS-}" tcp 40404
  within 5 prints "^$(machine)\$" ip netns exec namespace3 timeout 2 bash -c "cat </dev/tcp/$OUTSIDE_ADDRESS/40404"
}

# tutorials/03-masquerade.md:48
@test "way-out: namespace1 reaches namespace2" {
  within 5 ip netns exec namespace1 ping -c 1 -W 1 172.19.0.3
}
@test "way-out: namespace1 reaches namespace3" {
  within 5 ip netns exec namespace1 ping -c 1 -W 1 172.19.0.4
}
@test "way-out: namespace2 reaches namespace1" {
  within 5 ip netns exec namespace2 ping -c 1 -W 1 172.19.0.2
}
@test "way-out: namespace2 reaches namespace3" {
  within 5 ip netns exec namespace2 ping -c 1 -W 1 172.19.0.4
}
@test "way-out: namespace3 reaches namespace1" {
  within 5 ip netns exec namespace3 ping -c 1 -W 1 172.19.0.2
}
@test "way-out: namespace3 reaches namespace2" {
  within 5 ip netns exec namespace3 ping -c 1 -W 1 172.19.0.3
}

# tutorials/03-masquerade.md:49
@test "way-out: outside cannot reach namespace2" {
  beyond OUTSIDE_NETNS
  within 5 ip netns exec "$OUTSIDE_NETNS" ping -c 1 -W 1 "$(machine)" # outside can send
  within 5 ping -c 1 -W 1 172.19.0.3                                  # namespace2 answers
  fails 'unreachable| 100% packet loss' ip netns exec "$OUTSIDE_NETNS" ping -c 1 -W 1 172.19.0.3
}
