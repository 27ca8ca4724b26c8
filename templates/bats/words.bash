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

# prints_lines PATTERN COMMAND...: it works, and among what it prints are such lines; a run of blanks is one.
prints_lines() {
  local said status=0
  said=$("${@:2}") || status=$?
  printf '%s\n' "$said"
  [[ $'\n'$(tr -s ' \t' ' ' <<<"$said")$'\n' =~ $1 ]] && return "$status"
}

# lacks PATTERN COMMAND...: it works, and no line of what it prints is like that.
lacks() {
  local said
  said=$("${@:2}") || return
  printf '%s\n' "$said"
  ! grep -aqE -e "$1" <<<"$said"
}

# ends STATUS COMMAND...: it ends with that status.
ends() {
  local status=0
  "${@:2}" || status=$?
  if ((status != $1)); then echo "it ends with $status" && return 1; fi
}

# takes FROM TO PING...: the median of its round trips is so many milliseconds.
takes() {
  local said
  said=$("${@:3}") || return
  printf '%s\n' "$said"
  sed -n 's/.* time=\([0-9.]*\) ms$/\1/p' <<<"$said" | sort -n | awk -v from="$1" -v to="$2" '
    { time[NR] = $1 }
    END {
      median = (time[int((NR + 1) / 2)] + time[int(NR / 2) + 1]) / 2
      print "the median is " median " ms"
      exit !(NR > 0 && from <= median && median <= to)
    }'
}

# loses FROM TO PING...: so many percent of its packets.
loses() {
  local said
  said=$("${@:3}") || true # none may have come back
  printf '%s\n' "$said"
  [[ $said =~ \ ([0-9]+)(\.[0-9]+)?%\ packet\ loss ]] && ((BASH_REMATCH[1] >= $1 && BASH_REMATCH[1] <= $2))
}

# beyond NAME...: skips a check that nobody has told the outside for.
beyond() {
  local name
  for name; do if [[ -z ${!name-} ]]; then skip "set $name"; fi; done
}

# The address of this machine for those outside.
machine() { ip -4 -o route get "${OUTSIDE_ADDRESS:-192.0.2.1}" | sed -n 's/.* src \([^ ]*\).*/\1/p'; }

# Its IPv6 address for them.
machine6() { ip -6 -o route get "${OUTSIDE_ADDRESS6:-2001:db8::1}" | sed -n 's/.* src \([^ ]*\).*/\1/p'; }

# address host|NETNS DEV 4|6 global|link: the one that the interface has got.
address() {
  local -a there=(-n "$1")
  if [[ $1 == host ]]; then there=(); fi
  ip "${there[@]}" -o "-$3" address show dev "$2" scope "$4" | sed -n 's/.* inet6\? \([^ /]*\).*/\1/p; q'
}

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

# filters host|NETNS drop|reject COMMAND...: it works, and a rule there that does so has counted more packets.
filters() {
  local was
  was=$(filtered "$1" "$2")
  "${@:3}" || return
  if (($(filtered "$1" "$2") == was)); then echo "no $2 of $1 has counted it" && return 1; fi
}

filtered() {
  if [[ $1 == host ]]; then nft list ruleset; else ip netns exec "$1" nft list ruleset; fi \
    | awk -v verdict="$2" '{ for (i = 4; i < NF; i++) if ($(i - 3) == "packets" && $(i + 1) == verdict) n += $(i - 2) } END { print n + 0 }'
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

# hops PING...: who has the packets after one hop, after two, and so on.
hops() {
  local hop said from='From ([0-9a-f.:]+) .*exceeded'
  for hop in {1..30}; do
    if said=$("$@" -t "$hop" 2>&1) || [[ ! $said =~ $from ]]; then break; fi
    printf '%s ' "${BASH_REMATCH[1]}"
  done
  printf '\n%s\n' "$said"
}
