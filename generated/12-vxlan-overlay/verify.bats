#!/usr/bin/env bats
# overlay: the checks of tutorials/12-vxlan-overlay.md, each with the commands that you would type. Run it as root, where the lab stands:
#   sudo bats verify.bats          or, without Bats:   sudo ./check.sh
# A check holds at its own step, so those of the step that stands are asked.
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

# The record of the lab tells the step that stands; without it nothing is checked, and nothing passes.
standing() {
  local steps=(underlay overlay fits three) number
  read -r number _ </run/netgen/overlay/lesson && echo "${steps[number - 1]}"
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

# tutorials/12-vxlan-overlay.md:32
@test "underlay: hv1 reaches hv2 via core" {
  within 5 ip netns exec hv1 ping -c 1 -W 1 192.0.2.5
  within 5 prints '(192.0.2.2|192.0.2.6) ' hops ip netns exec hv1 ping -n -c 1 -W 1 192.0.2.5
}

# tutorials/12-vxlan-overlay.md:33
@test "underlay: vm1 cannot reach vm2" {
  fails ' 100% packet loss' ip netns exec vm1 ping -c 1 -W 1 10.0.0.2
}

# tutorials/12-vxlan-overlay.md:62
@test "overlay: vm1 reaches vm2" {
  within 5 ip netns exec vm1 ping -c 1 -W 1 10.0.0.2
}

# tutorials/12-vxlan-overlay.md:63
@test "overlay: core cannot reach vm1 because core has no route to vm1" {
  within 5 ip netns exec core ping -c 1 -W 1 192.0.2.1 # core can send
  within 5 ip netns exec vm2 ping -c 1 -W 1 10.0.0.1   # vm1 answers
  fails unreachable ip netns exec core ping -c 1 -W 1 10.0.0.1
  fails 'Network is unreachable' ip -n core route get 10.0.0.1
}

# tutorials/12-vxlan-overlay.md:112
@test "fits: vm1 reaches vm2" {
  within 5 ip netns exec vm1 ping -c 1 -W 1 10.0.0.2
}

# tutorials/12-vxlan-overlay.md:113
@test "fits: vm2:eth0 has mtu 1450" {
  within 5 prints ' mtu 1450 ' ip -n vm2 link show dev eth0
}

# tutorials/12-vxlan-overlay.md:114
@test "fits: vm1 runs ping -c 1 -W 1 -s 1472 10.0.0.2" {
  within 5 prints ' 1 received' timeout -v 20 ip netns exec vm1 ping -c 1 -W 1 -s 1472 10.0.0.2
}

# tutorials/12-vxlan-overlay.md:141
@test "three: vm1 reaches vm2" {
  within 5 ip netns exec vm1 ping -c 1 -W 1 10.0.0.2
}
@test "three: vm1 reaches vm3" {
  within 5 ip netns exec vm1 ping -c 1 -W 1 10.0.0.3
}
@test "three: vm2 reaches vm1" {
  within 5 ip netns exec vm2 ping -c 1 -W 1 10.0.0.1
}
@test "three: vm2 reaches vm3" {
  within 5 ip netns exec vm2 ping -c 1 -W 1 10.0.0.3
}
@test "three: vm3 reaches vm1" {
  within 5 ip netns exec vm3 ping -c 1 -W 1 10.0.0.1
}
@test "three: vm3 reaches vm2" {
  within 5 ip netns exec vm3 ping -c 1 -W 1 10.0.0.2
}

# tutorials/12-vxlan-overlay.md:142
@test "three: hv1 runs bridge fdb show dev vx100 | grep -c ?^00:00:00:00:00:00 dst ?" {
  within 5 prints '^ ?2 ?$' timeout -v 20 ip netns exec hv1 bash -c 'bridge fdb show dev vx100 | grep -c '\''^00:00:00:00:00:00 dst '\'''
}
@test "three: hv2 runs bridge fdb show dev vx100 | grep -c ?^00:00:00:00:00:00 dst ?" {
  within 5 prints '^ ?2 ?$' timeout -v 20 ip netns exec hv2 bash -c 'bridge fdb show dev vx100 | grep -c '\''^00:00:00:00:00:00 dst '\'''
}
@test "three: hv3 runs bridge fdb show dev vx100 | grep -c ?^00:00:00:00:00:00 dst ?" {
  within 5 prints '^ ?2 ?$' timeout -v 20 ip netns exec hv3 bash -c 'bridge fdb show dev vx100 | grep -c '\''^00:00:00:00:00:00 dst '\'''
}
