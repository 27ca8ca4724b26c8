#!/usr/bin/env bats
# stick-zh：tutorials/06-vlans.zh-CN.md 中的检查，每一项都写成您会手工输入的命令。请在实验所在的机器上以 root 身份运行：
#   sudo bats verify.bats          没有 Bats 时：   sudo ./check.sh
# 每项检查只在自己的步骤成立，因此只检查当前所处的步骤。
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

# 实验的记录说明当前处于哪一步；没有记录就不检查任何内容，也不算通过。
standing() {
  local steps=(access trunk router) number
  read -r number _ </run/netgen/stick-zh/lesson && echo "${steps[number - 1]}"
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

# tutorials/06-vlans.zh-CN.md:25
@test "access: desk1 reaches desk2" {
  within 5 ip netns exec desk1 ping -c 1 -W 1 10.0.10.12
}

# tutorials/06-vlans.zh-CN.md:26
@test "access: phone1 reaches phone2" {
  within 5 ip netns exec phone1 ping -c 1 -W 1 10.0.20.12
}

# tutorials/06-vlans.zh-CN.md:27
@test "access: desk1 cannot reach phone1 because desk1 has no route to phone1" {
  within 5 ip netns exec desk1 ping -c 1 -W 1 10.0.10.12  # desk1 能发送
  within 5 ip netns exec phone2 ping -c 1 -W 1 10.0.20.11 # phone1 会应答
  fails unreachable ip netns exec desk1 ping -c 1 -W 1 10.0.20.11
  fails 'Network is unreachable' ip -n desk1 route get 10.0.20.11
}

# tutorials/06-vlans.zh-CN.md:60
@test "trunk: desk1 reaches desk3" {
  within 5 ip netns exec desk1 ping -c 1 -W 1 10.0.10.13
}
@test "trunk: desk2 reaches desk3" {
  within 5 ip netns exec desk2 ping -c 1 -W 1 10.0.10.13
}

# tutorials/06-vlans.zh-CN.md:61
@test "trunk: phone1 reaches phone3" {
  within 5 ip netns exec phone1 ping -c 1 -W 1 10.0.20.13
}
@test "trunk: phone2 reaches phone3" {
  within 5 ip netns exec phone2 ping -c 1 -W 1 10.0.20.13
}

# tutorials/06-vlans.zh-CN.md:94
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
