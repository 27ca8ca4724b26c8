#!/usr/bin/env bats
# legs-zh：tutorials/13-bonding.zh-CN.md 中的检查，每一项都写成您会手工输入的命令。请在实验所在的机器上以 root 身份运行：
#   sudo bats verify.bats          没有 Bats 时：   sudo ./check.sh
# 每项检查只在自己的步骤成立，因此只检查当前所处的步骤。
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

# 实验的记录说明当前处于哪一步；没有记录就不检查任何内容，也不算通过。
standing() {
  local steps=(bond leg back) number
  read -r number _ </run/netgen/legs-zh/lesson && echo "${steps[number - 1]}"
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

# tutorials/13-bonding.zh-CN.md:27
@test "bond: app reaches db" {
  within 5 ip netns exec app ping -c 1 -W 1 10.0.0.1
}

# tutorials/13-bonding.zh-CN.md:28
@test "bond: db runs cat /proc/net/bonding/bond0" {
  within 5 prints 'Currently Active Slave: eth0' timeout -v 20 ip netns exec db cat /proc/net/bonding/bond0
}

# tutorials/13-bonding.zh-CN.md:50
@test "leg: app reaches db within 2s" {
  within 2 ip netns exec app ping -c 1 -W 1 10.0.0.1
}

# tutorials/13-bonding.zh-CN.md:51
@test "leg: db runs cat /proc/net/bonding/bond0" {
  within 5 prints 'Currently Active Slave: eth1' timeout -v 20 ip netns exec db cat /proc/net/bonding/bond0
}

# tutorials/13-bonding.zh-CN.md:52
@test "leg: db runs ip link show eth0" {
  within 5 prints '<BROADCAST,MULTICAST,SLAVE> ' timeout -v 20 ip netns exec db ip link show eth0
}

# tutorials/13-bonding.zh-CN.md:53
@test "leg: tor runs ip link show p0" {
  within 5 prints '<BROADCAST,MULTICAST> ' timeout -v 20 ip netns exec tor ip link show p0
}

# tutorials/13-bonding.zh-CN.md:81
@test "back: app reaches db" {
  within 5 ip netns exec app ping -c 1 -W 1 10.0.0.1
}

# tutorials/13-bonding.zh-CN.md:82
@test "back: db:eth0 is up" {
  within 5 prints UP,LOWER_UP ip -n db link show dev eth0
}
