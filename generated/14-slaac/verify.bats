#!/usr/bin/env bats
# house: the checks of tutorials/14-slaac.md, each with the commands that you would type. Run it as root, where the lab stands:
#   sudo bats verify.bats          or, without Bats:   sudo ./check.sh
# A check holds at its own step, so those of the step that stands are asked.
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

# The record of the lab tells the step that stands; without it nothing is checked, and nothing passes.
standing() {
  local steps=(1 annex) number
  read -r number _ </run/netgen/house/lesson && echo "${steps[number - 1]}"
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

# prints PATTERN COMMAND...: it works, and a line of what it prints is like that; a run of blanks is one.
prints() {
  local said status=0
  said=$("${@:2}") || status=$?
  printf '%s\n' "$said"
  tr -s ' \t' ' ' <<<"$said" | grep -aqE -e "$1" && return "$status"
}

# address host|NETNS DEV 4|6 global|link: the one that the interface has got.
address() {
  local -a there=(-n "$1")
  if [[ $1 == host ]]; then there=(); fi
  ip "${there[@]}" -o "-$3" address show dev "$2" scope "$4" | sed -n 's/.* inet6\? \([^ /]*\).*/\1/p; q'
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

# tutorials/14-slaac.md:40
@test "1: ann has address 2001:db8:14::/64 within 15s" {
  within 15 prints inet ip -n ann address show to 2001:db8:14::/64 -tentative -dadfailed
}

# tutorials/14-slaac.md:41
@test "1: ben has address 2001:db8:14::/64 within 15s" {
  within 15 prints inet ip -n ben address show to 2001:db8:14::/64 -tentative -dadfailed
}

# tutorials/14-slaac.md:42
@test "1: ann has route default via gate within 15s" {
  within 15 prints "(via 2001:db8:14::1|via $(address gate eth0 6 link)) dev eth0 " ip -n ann -6 route show default
}

# tutorials/14-slaac.md:43
@test "1: ann reaches ben" {
  within 5 prints inet ip -n ben -6 address show dev eth0 scope global -tentative
  within 5 ip netns exec ann ping -c 1 -W 1 "$(address ben eth0 6 global)"
}

# tutorials/14-slaac.md:44
@test "1: ann reaches far via gate" {
  within 5 ip netns exec ann ping -c 1 -W 1 2001:db8:141::2
  within 5 prints '(2001:db8:14::1|2001:db8:141::1) ' hops ip netns exec ann ping -n -c 1 -W 1 2001:db8:141::2
}

# tutorials/14-slaac.md:45
@test "1: gate sees ann as ann" {
  within 5 prints inet ip -n ann -6 address show dev eth0 scope global -tentative
  listen gate tcp6 40404
  within 5 prints "^$(address ann eth0 6 global)\$" ip netns exec ann timeout 2 bash -c 'cat </dev/tcp/2001:db8:14::1/40404'
}

# tutorials/14-slaac.md:65
@test "annex: annex has address 2001:db8:14::/64 within 15s" {
  within 15 prints inet ip -n annex address show to 2001:db8:14::/64 -tentative -dadfailed
}

# tutorials/14-slaac.md:66
@test "annex: annex has route default via gate within 15s" {
  within 15 prints "(via 2001:db8:14::1|via $(address gate eth0 6 link)) dev eth0 " ip -n annex -6 route show default
}

# tutorials/14-slaac.md:67
@test "annex: annex runs sysctl -n net.ipv6.conf.all.forwarding" {
  within 5 prints '^ ?1 ?$' timeout -v 20 ip netns exec annex sysctl -n net.ipv6.conf.all.forwarding
}
