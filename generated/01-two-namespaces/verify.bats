#!/usr/bin/env bats
# two-namespaces: the checks of tutorials/01-two-namespaces.md, each with the commands that you would type. Run it as root, where the lab stands:
#   sudo bats verify.bats          or, without Bats:   sudo ./check.sh
# A check holds at its own step, so those of the step that stands are asked.
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

# The record of the lab tells the step that stands; without it nothing is checked, and nothing passes.
standing() {
  local steps=(cable addresses unplugged plugged) number
  read -r number _ </run/netgen/two-namespaces/lesson && echo "${steps[number - 1]}"
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

# tutorials/01-two-namespaces.md:27
@test "cable: ns2 cannot reach 172.20.0.2" {
  fails unreachable ip netns exec ns2 ping -c 1 -W 1 172.20.0.2
}

# tutorials/01-two-namespaces.md:63
@test "addresses: ns2 reaches 172.20.0.2" {
  within 5 ip netns exec ns2 ping -c 1 -W 1 172.20.0.2
}

# tutorials/01-two-namespaces.md:64
@test "addresses: ns1 reaches ns2" {
  within 5 ip netns exec ns1 ping -c 1 -W 1 172.20.0.3
}

# tutorials/01-two-namespaces.md:65
@test "addresses: ns1 has route 172.20.0.0/24" {
  within 5 prints '^172.20.0.0/24 ' ip -n ns1 route show 172.20.0.0/24
}

# tutorials/01-two-namespaces.md:94
@test "unplugged: ns2 cannot reach 172.20.0.2" {
  fails ' 100% packet loss' ip netns exec ns2 ping -c 1 -W 1 172.20.0.2
}

# tutorials/01-two-namespaces.md:120
@test "plugged: ns2 reaches 172.20.0.2" {
  within 5 ip netns exec ns2 ping -c 1 -W 1 172.20.0.2
}

# tutorials/01-two-namespaces.md:121
@test "plugged: ns1 reaches ns2" {
  within 5 ip netns exec ns1 ping -c 1 -W 1 172.20.0.3
}
