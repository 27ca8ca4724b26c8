#!/usr/bin/env bats
# customers: the checks of tutorials/07-vrf.md, each with the commands that you would type. Run it as root, where the lab stands:
#   sudo bats verify.bats          or, without Bats:   sudo ./check.sh
# A check holds at its own step, so those of the step that stands are asked.
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

# The record of the lab tells the step that stands; without it nothing is checked, and nothing passes.
standing() {
  local steps=(red apart hole closed) number
  read -r number _ </run/netgen/customers/lesson && echo "${steps[number - 1]}"
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

# hops PING...: who has the packets after one hop, after two, and so on.
hops() {
  local hop said from='From ([0-9a-f.:]+) .*exceeded'
  for hop in {1..30}; do
    if said=$("$@" -t "$hop" 2>&1) || [[ ! $said =~ $from ]]; then break; fi
    printf '%s ' "${BASH_REMATCH[1]}"
  done
  printf '\n%s\n' "$said"
}

# tutorials/07-vrf.md:29
@test "red: red1 reaches red2 via pe" {
  within 5 arrives red2 IcmpInEchos lacks 'DIFFERENT ADDRESS' ip netns exec red1 ping -c 1 -W 1 10.0.2.2
  within 5 prints '(10.0.1.1|10.0.2.1) ' hops ip netns exec red1 ping -n -c 1 -W 1 10.0.2.2
}

# tutorials/07-vrf.md:71
@test "apart: red1 reaches red2 via pe" {
  within 5 arrives red2 IcmpInEchos lacks 'DIFFERENT ADDRESS' ip netns exec red1 ping -c 1 -W 1 10.0.2.2
  within 5 prints '(10.0.1.1|10.0.2.1) ' hops ip netns exec red1 ping -n -c 1 -W 1 10.0.2.2
}

# tutorials/07-vrf.md:72
@test "apart: blue1 reaches blue2 via pe" {
  within 5 arrives blue2 IcmpInEchos lacks 'DIFFERENT ADDRESS' ip netns exec blue1 ping -c 1 -W 1 10.0.2.2
  within 5 prints '(10.0.1.1|10.0.2.1) ' hops ip netns exec blue1 ping -n -c 1 -W 1 10.0.2.2
}

# tutorials/07-vrf.md:73
@test "apart: red1 cannot reach blue2" {
  within 5 ip netns exec red1 ping -c 1 -W 1 10.0.1.1 # red1 can send
  fails ' 100% packet loss|has not risen' arrives blue2 IcmpInEchos ip netns exec red1 ping -c 1 -W 1 10.0.2.2
}

# tutorials/07-vrf.md:115
@test "hole: noc reaches pe" {
  within 5 ip netns exec noc ping -c 1 -W 1 192.0.2.1
}

# tutorials/07-vrf.md:116
@test "hole: red1 cannot reach noc because pe has no route to red1" {
  within 5 ip netns exec pe ping -c 1 -W 1 192.0.2.2 # noc answers
  arrives pe 'IpExtInNoRoutes|TcpExtIPReversePathFilter' fails ' 100% packet loss' ip netns exec red1 ping -c 1 -W 1 192.0.2.2
  fails 'Network is unreachable' ip -n pe route get 10.0.1.2
}

# tutorials/07-vrf.md:153
@test "closed: red1 reaches red2 via pe" {
  within 5 arrives red2 IcmpInEchos lacks 'DIFFERENT ADDRESS' ip netns exec red1 ping -c 1 -W 1 10.0.2.2
  within 5 prints '(10.0.1.1|10.0.2.1|192.0.2.1) ' hops ip netns exec red1 ping -n -c 1 -W 1 10.0.2.2
}

# tutorials/07-vrf.md:154
@test "closed: blue1 reaches blue2 via pe" {
  within 5 arrives blue2 IcmpInEchos lacks 'DIFFERENT ADDRESS' ip netns exec blue1 ping -c 1 -W 1 10.0.2.2
  within 5 prints '(10.0.1.1|10.0.2.1|192.0.2.1) ' hops ip netns exec blue1 ping -n -c 1 -W 1 10.0.2.2
}

# tutorials/07-vrf.md:155
@test "closed: red1 runs ping -c 1 -W 1 192.0.2.2" {
  within 5 prints ' Destination Host Unreachable' ends 1 timeout -v 20 ip netns exec red1 ping -c 1 -W 1 192.0.2.2
}
@test "closed: blue1 runs ping -c 1 -W 1 192.0.2.2" {
  within 5 prints ' Destination Host Unreachable' ends 1 timeout -v 20 ip netns exec blue1 ping -c 1 -W 1 192.0.2.2
}
