#!/usr/bin/env bats
# stick: the checks of tutorials/06-vlans.md, each with the commands that you would type. Run it as root, where the lab stands:
#   sudo bats verify.bats          or, without Bats:   sudo ./check.sh
# A check holds at its own step, so those of the step that stands are asked.
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

# The record of the lab tells the step that stands; without it nothing is checked, and nothing passes.
standing() {
  local steps=(access trunk router) number
  read -r number _ </run/netgen/stick/lesson && echo "${steps[number - 1]}"
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

# hops PING...: who has the packets after one hop, after two, and so on.
hops() {
  local hop said from='From ([0-9a-f.:]+) .*exceeded'
  for hop in {1..30}; do
    if said=$("$@" -t "$hop" 2>&1) || [[ ! $said =~ $from ]]; then break; fi
    printf '%s ' "${BASH_REMATCH[1]}"
  done
  printf '\n%s\n' "$said"
}

# tutorials/06-vlans.md:30
@test "access: desk1 reaches desk2" {
  within 5 ip netns exec desk1 ping -c 1 -W 1 10.0.10.12
}

# tutorials/06-vlans.md:31
@test "access: phone1 reaches phone2" {
  within 5 ip netns exec phone1 ping -c 1 -W 1 10.0.20.12
}

# tutorials/06-vlans.md:32
@test "access: desk1 cannot reach phone1 because desk1 has no route to phone1" {
  within 5 ip netns exec desk1 ping -c 1 -W 1 10.0.10.12  # desk1 can send
  within 5 ip netns exec phone2 ping -c 1 -W 1 10.0.20.11 # phone1 answers
  fails unreachable ip netns exec desk1 ping -c 1 -W 1 10.0.20.11
  fails 'Network is unreachable' ip -n desk1 route get 10.0.20.11
}

# tutorials/06-vlans.md:71
@test "trunk: desk1 reaches desk3" {
  within 5 ip netns exec desk1 ping -c 1 -W 1 10.0.10.13
}
@test "trunk: desk2 reaches desk3" {
  within 5 ip netns exec desk2 ping -c 1 -W 1 10.0.10.13
}

# tutorials/06-vlans.md:72
@test "trunk: phone1 reaches phone3" {
  within 5 ip netns exec phone1 ping -c 1 -W 1 10.0.20.13
}
@test "trunk: phone2 reaches phone3" {
  within 5 ip netns exec phone2 ping -c 1 -W 1 10.0.20.13
}

# tutorials/06-vlans.md:112
@test "router: desk1 reaches phone1 via r1" {
  within 5 ip netns exec desk1 ping -c 1 -W 1 10.0.20.11
  within 5 prints '(10.0.10.1|10.0.20.1) ' hops ip netns exec desk1 ping -n -c 1 -W 1 10.0.20.11
}
@test "router: desk1 reaches phone2 via r1" {
  within 5 ip netns exec desk1 ping -c 1 -W 1 10.0.20.12
  within 5 prints '(10.0.10.1|10.0.20.1) ' hops ip netns exec desk1 ping -n -c 1 -W 1 10.0.20.12
}
@test "router: desk1 reaches phone3 via r1" {
  within 5 ip netns exec desk1 ping -c 1 -W 1 10.0.20.13
  within 5 prints '(10.0.10.1|10.0.20.1) ' hops ip netns exec desk1 ping -n -c 1 -W 1 10.0.20.13
}
@test "router: desk2 reaches phone1 via r1" {
  within 5 ip netns exec desk2 ping -c 1 -W 1 10.0.20.11
  within 5 prints '(10.0.10.1|10.0.20.1) ' hops ip netns exec desk2 ping -n -c 1 -W 1 10.0.20.11
}
@test "router: desk2 reaches phone2 via r1" {
  within 5 ip netns exec desk2 ping -c 1 -W 1 10.0.20.12
  within 5 prints '(10.0.10.1|10.0.20.1) ' hops ip netns exec desk2 ping -n -c 1 -W 1 10.0.20.12
}
@test "router: desk2 reaches phone3 via r1" {
  within 5 ip netns exec desk2 ping -c 1 -W 1 10.0.20.13
  within 5 prints '(10.0.10.1|10.0.20.1) ' hops ip netns exec desk2 ping -n -c 1 -W 1 10.0.20.13
}
@test "router: desk3 reaches phone1 via r1" {
  within 5 ip netns exec desk3 ping -c 1 -W 1 10.0.20.11
  within 5 prints '(10.0.10.1|10.0.20.1) ' hops ip netns exec desk3 ping -n -c 1 -W 1 10.0.20.11
}
@test "router: desk3 reaches phone2 via r1" {
  within 5 ip netns exec desk3 ping -c 1 -W 1 10.0.20.12
  within 5 prints '(10.0.10.1|10.0.20.1) ' hops ip netns exec desk3 ping -n -c 1 -W 1 10.0.20.12
}
@test "router: desk3 reaches phone3 via r1" {
  within 5 ip netns exec desk3 ping -c 1 -W 1 10.0.20.13
  within 5 prints '(10.0.10.1|10.0.20.1) ' hops ip netns exec desk3 ping -n -c 1 -W 1 10.0.20.13
}
