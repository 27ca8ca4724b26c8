#!/usr/bin/env bats
# bridge-zh：tutorials/02-bridge.zh-CN.md 中的检查，每一项都写成您会手工输入的命令。请在实验所在的机器上以 root 身份运行：
#   sudo bats verify.bats          没有 Bats 时：   sudo ./check.sh
# 每项检查只在自己的步骤成立，因此只检查当前所处的步骤。
# 设置 OUTSIDE_ADDRESS（OUTSIDE_ADDRESS6），即本机之外一个会应答的地址，以及 OUTSIDE_NETNS，即拥有该地址的命名空间，就会加上涉及外部的检查。
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

# 实验的记录说明当前处于哪一步；没有记录就不检查任何内容，也不算通过。
standing() {
  local steps=(switch gateway forwarding) number
  read -r number _ </run/netgen/bridge-zh/lesson && echo "${steps[number - 1]}"
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

# beyond NAME...: skips a check that nobody has told the outside for.
beyond() {
  local name
  for name; do if [[ -z ${!name-} ]]; then skip "set $name"; fi; done
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

# tutorials/02-bridge.zh-CN.md:25
@test "switch: namespace1 reaches namespace2" {
  within 5 ip netns exec namespace1 ping -c 1 -W 1 172.19.0.3
}
@test "switch: namespace1 reaches namespace3" {
  within 5 ip netns exec namespace1 ping -c 1 -W 1 172.19.0.4
}
@test "switch: namespace2 reaches namespace1" {
  within 5 ip netns exec namespace2 ping -c 1 -W 1 172.19.0.2
}
@test "switch: namespace2 reaches namespace3" {
  within 5 ip netns exec namespace2 ping -c 1 -W 1 172.19.0.4
}
@test "switch: namespace3 reaches namespace1" {
  within 5 ip netns exec namespace3 ping -c 1 -W 1 172.19.0.2
}
@test "switch: namespace3 reaches namespace2" {
  within 5 ip netns exec namespace3 ping -c 1 -W 1 172.19.0.3
}

# tutorials/02-bridge.zh-CN.md:49
@test "gateway: namespace1 reaches 172.19.0.1" {
  within 5 ip netns exec namespace1 ping -c 1 -W 1 172.19.0.1
}
@test "gateway: namespace2 reaches 172.19.0.1" {
  within 5 ip netns exec namespace2 ping -c 1 -W 1 172.19.0.1
}
@test "gateway: namespace3 reaches 172.19.0.1" {
  within 5 ip netns exec namespace3 ping -c 1 -W 1 172.19.0.1
}

# tutorials/02-bridge.zh-CN.md:50
@test "gateway: namespace1 has route default via 172.19.0.1" {
  within 5 prints 'via 172.19.0.1 dev veth1 ' ip -n namespace1 route show default
}
@test "gateway: namespace2 has route default via 172.19.0.1" {
  within 5 prints 'via 172.19.0.1 dev veth3 ' ip -n namespace2 route show default
}
@test "gateway: namespace3 has route default via 172.19.0.1" {
  within 5 prints 'via 172.19.0.1 dev veth5 ' ip -n namespace3 route show default
}

# tutorials/02-bridge.zh-CN.md:51
@test "gateway: host reaches namespace2" {
  within 5 ping -c 1 -W 1 172.19.0.3
}

# tutorials/02-bridge.zh-CN.md:52
@test "gateway: namespace3 cannot reach outside because host does not forward" {
  beyond OUTSIDE_ADDRESS
  within 5 ping -c 1 -W 1 "$OUTSIDE_ADDRESS" # outside 会应答
  arrives host IpInAddrErrors fails ' 100% packet loss' ip netns exec namespace3 ping -c 1 -W 1 "$OUTSIDE_ADDRESS"
  prints '= 0$' sysctl net.ipv4.ip_forward
}

# tutorials/02-bridge.zh-CN.md:80
@test "forwarding: namespace1 reaches namespace2" {
  within 5 ip netns exec namespace1 ping -c 1 -W 1 172.19.0.3
}
@test "forwarding: namespace1 reaches namespace3" {
  within 5 ip netns exec namespace1 ping -c 1 -W 1 172.19.0.4
}
@test "forwarding: namespace2 reaches namespace1" {
  within 5 ip netns exec namespace2 ping -c 1 -W 1 172.19.0.2
}
@test "forwarding: namespace2 reaches namespace3" {
  within 5 ip netns exec namespace2 ping -c 1 -W 1 172.19.0.4
}
@test "forwarding: namespace3 reaches namespace1" {
  within 5 ip netns exec namespace3 ping -c 1 -W 1 172.19.0.2
}
@test "forwarding: namespace3 reaches namespace2" {
  within 5 ip netns exec namespace3 ping -c 1 -W 1 172.19.0.3
}

# tutorials/02-bridge.zh-CN.md:81
@test "forwarding: namespace3 cannot reach outside because outside has no route to namespace3" {
  beyond OUTSIDE_NETNS OUTSIDE_ADDRESS
  within 5 ping -c 1 -W 1 "$OUTSIDE_ADDRESS" # outside 会应答
  arrives "$OUTSIDE_NETNS" 'IcmpInEchos|TcpExtIPReversePathFilter' fails ' 100% packet loss' ip netns exec namespace3 ping -c 1 -W 1 "$OUTSIDE_ADDRESS"
  fails 'Network is unreachable' ip -n "$OUTSIDE_NETNS" route get 172.19.0.4
}
