#!/usr/bin/env bats
# legs: the checks of tutorials/13-bonding.md, each with the commands that you would type. Run it as root, where the lab stands:
#   sudo bats verify.bats          or, without Bats:   sudo ./check.sh
# A check holds at its own step, so those of the step that stands are asked.
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

# The record of the lab tells the step that stands; without it nothing is checked, and nothing passes.
standing() {
  local steps=(bond leg back) number
  read -r number _ </run/netgen/legs/lesson && echo "${steps[number - 1]}"
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

# tutorials/13-bonding.md:31
@test "bond: app reaches db" {
  within 5 ip netns exec app ping -c 1 -W 1 10.0.0.1
}

# tutorials/13-bonding.md:32
@test "bond: db runs cat /proc/net/bonding/bond0" {
  within 5 prints 'Currently Active Slave: eth0' timeout -v 20 ip netns exec db cat /proc/net/bonding/bond0
}

# tutorials/13-bonding.md:56
@test "leg: app reaches db within 2s" {
  within 2 ip netns exec app ping -c 1 -W 1 10.0.0.1
}

# tutorials/13-bonding.md:57
@test "leg: db runs cat /proc/net/bonding/bond0" {
  within 5 prints 'Currently Active Slave: eth1' timeout -v 20 ip netns exec db cat /proc/net/bonding/bond0
}

# tutorials/13-bonding.md:58
@test "leg: db runs ip link show eth0" {
  within 5 prints '<BROADCAST,MULTICAST,SLAVE> ' timeout -v 20 ip netns exec db ip link show eth0
}

# tutorials/13-bonding.md:59
@test "leg: tor runs ip link show p0" {
  within 5 prints '<BROADCAST,MULTICAST> ' timeout -v 20 ip netns exec tor ip link show p0
}

# tutorials/13-bonding.md:91
@test "back: app reaches db" {
  within 5 ip netns exec app ping -c 1 -W 1 10.0.0.1
}

# tutorials/13-bonding.md:92
@test "back: db:eth0 is up" {
  within 5 prints UP,LOWER_UP ip -n db link show dev eth0
}
