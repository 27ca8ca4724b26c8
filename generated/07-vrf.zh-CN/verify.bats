#!/usr/bin/env bats
# customers-zh：tutorials/07-vrf.zh-CN.md 中的检查，每一项都写成您会手工输入的命令。请在实验所在的机器上以 root 身份运行：
#   sudo bats verify.bats          没有 Bats 时：   sudo ./check.sh
# 每项检查只在自己的步骤成立，因此只检查当前所处的步骤。
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

# 实验的记录说明当前处于哪一步；没有记录就不检查任何内容，也不算通过。
standing() {
  local steps=(red apart hole closed) number
  read -r number _ </run/netgen/customers-zh/lesson && echo "${steps[number - 1]}"
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

# tutorials/07-vrf.zh-CN.md:25
@test "red: red1 reaches red2 via pe" {
  within 5 arrives red2 IcmpInEchos lacks 'DIFFERENT ADDRESS' ip netns exec red1 ping -c 1 -W 1 10.0.2.2
  within 5 prints '(10.0.1.1|10.0.2.1) ' hops ip netns exec red1 ping -n -c 1 -W 1 10.0.2.2
}

# tutorials/07-vrf.zh-CN.md:64
@test "apart: red1 reaches red2 via pe" {
  within 5 arrives red2 IcmpInEchos lacks 'DIFFERENT ADDRESS' ip netns exec red1 ping -c 1 -W 1 10.0.2.2
  within 5 prints '(10.0.1.1|10.0.2.1) ' hops ip netns exec red1 ping -n -c 1 -W 1 10.0.2.2
}

# tutorials/07-vrf.zh-CN.md:65
@test "apart: blue1 reaches blue2 via pe" {
  within 5 arrives blue2 IcmpInEchos lacks 'DIFFERENT ADDRESS' ip netns exec blue1 ping -c 1 -W 1 10.0.2.2
  within 5 prints '(10.0.1.1|10.0.2.1) ' hops ip netns exec blue1 ping -n -c 1 -W 1 10.0.2.2
}

# tutorials/07-vrf.zh-CN.md:66
@test "apart: red1 cannot reach blue2" {
  within 5 ip netns exec red1 ping -c 1 -W 1 10.0.1.1 # red1 能发送
  fails ' 100% packet loss|has not risen' arrives blue2 IcmpInEchos ip netns exec red1 ping -c 1 -W 1 10.0.2.2
}

# tutorials/07-vrf.zh-CN.md:106
@test "hole: noc reaches pe" {
  within 5 ip netns exec noc ping -c 1 -W 1 192.0.2.1
}

# tutorials/07-vrf.zh-CN.md:107
@test "hole: red1 cannot reach noc because pe has no route to red1" {
  within 5 ip netns exec pe ping -c 1 -W 1 192.0.2.2 # noc 会应答
  arrives pe 'IpExtInNoRoutes|TcpExtIPReversePathFilter' fails ' 100% packet loss' ip netns exec red1 ping -c 1 -W 1 192.0.2.2
  fails 'Network is unreachable' ip -n pe route get 10.0.1.2
}

# tutorials/07-vrf.zh-CN.md:140
@test "closed: red1 reaches red2 via pe" {
  within 5 arrives red2 IcmpInEchos lacks 'DIFFERENT ADDRESS' ip netns exec red1 ping -c 1 -W 1 10.0.2.2
  within 5 prints '(10.0.1.1|10.0.2.1|192.0.2.1) ' hops ip netns exec red1 ping -n -c 1 -W 1 10.0.2.2
}

# tutorials/07-vrf.zh-CN.md:141
@test "closed: blue1 reaches blue2 via pe" {
  within 5 arrives blue2 IcmpInEchos lacks 'DIFFERENT ADDRESS' ip netns exec blue1 ping -c 1 -W 1 10.0.2.2
  within 5 prints '(10.0.1.1|10.0.2.1|192.0.2.1) ' hops ip netns exec blue1 ping -n -c 1 -W 1 10.0.2.2
}

# tutorials/07-vrf.zh-CN.md:142
@test "closed: red1 runs ping -c 1 -W 1 192.0.2.2" {
  within 5 prints ' Destination Host Unreachable' ends 1 timeout -v 20 ip netns exec red1 ping -c 1 -W 1 192.0.2.2
}
@test "closed: blue1 runs ping -c 1 -W 1 192.0.2.2" {
  within 5 prints ' Destination Host Unreachable' ends 1 timeout -v 20 ip netns exec blue1 ping -c 1 -W 1 192.0.2.2
}
