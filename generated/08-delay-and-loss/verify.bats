#!/usr/bin/env bats
# far: the checks of tutorials/08-delay-and-loss.md, each with the commands that you would type. Run it as root, where the lab stands:
#   sudo bats verify.bats          or, without Bats:   sudo ./check.sh
# A check holds at its own step, so those of the step that stands are asked.
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

# The record of the lab tells the step that stands; without it nothing is checked, and nothing passes.
standing() {
  local steps=(near far one-way bad) number
  read -r number _ </run/netgen/far/lesson && echo "${steps[number - 1]}"
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

# tutorials/08-delay-and-loss.md:25
@test "near: client reaches server taking 0..10ms" {
  within 5 ip netns exec client ping -c 1 -W 1 10.0.8.2
  within 5 takes 0 10 ip netns exec client ping -i 0.1 -c 10 -W 1 10.0.8.2
}

# tutorials/08-delay-and-loss.md:49
@test "far: client reaches server taking 40..70ms" {
  within 5 ip netns exec client ping -c 1 -W 1 10.0.8.2
  within 5 takes 40 70 ip netns exec client ping -i 0.1 -c 10 -W 1 10.0.8.2
}

# tutorials/08-delay-and-loss.md:82
@test "one-way: client reaches server taking 80..120ms" {
  within 5 ip netns exec client ping -c 1 -W 1 10.0.8.2
  within 5 takes 80 120 ip netns exec client ping -i 0.1 -c 10 -W 1 10.0.8.2
}

# tutorials/08-delay-and-loss.md:83
@test "one-way: server reaches client taking 80..120ms" {
  within 5 ip netns exec server ping -c 1 -W 1 10.0.8.1
  within 5 takes 80 120 ip netns exec server ping -i 0.1 -c 10 -W 1 10.0.8.1
}

# tutorials/08-delay-and-loss.md:100
@test "bad: client reaches server taking 80..120ms losing 2..20%" {
  within 5 ip netns exec client ping -c 1 -W 1 10.0.8.2
  within 5 takes 80 120 ip netns exec client ping -i 0.1 -c 10 -W 1 10.0.8.2
  within 5 loses 2 20 ip netns exec client ping -i 0.01 -c 100 -W 1 10.0.8.2
}

# tutorials/08-delay-and-loss.md:101
@test "bad: client reaches server tcp/80" {
  listen server tcp 80
  within 5 ip netns exec client timeout 2 bash -c '</dev/tcp/10.0.8.2/80'
}
