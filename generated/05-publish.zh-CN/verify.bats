#!/usr/bin/env bats
# publish-zh：tutorials/05-publish.zh-CN.md 中的检查，每一项都写成您会手工输入的命令。请在实验所在的机器上以 root 身份运行：
#   sudo bats verify.bats          没有 Bats 时：   sudo ./check.sh
# 每项检查只在自己的步骤成立，因此只检查当前所处的步骤。
# 设置 OUTSIDE_ADDRESS（OUTSIDE_ADDRESS6），即本机之外一个会应答的地址，以及 OUTSIDE_NETNS，即拥有该地址的命名空间，就会加上涉及外部的检查。
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

# 实验的记录说明当前处于哪一步；没有记录就不检查任何内容，也不算通过。
standing() {
  local steps=(server published) number
  read -r number _ </run/netgen/publish-zh/lesson && echo "${steps[number - 1]}"
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

# The address of this machine for those outside.
machine() { ip -4 -o route get "${OUTSIDE_ADDRESS:-192.0.2.1}" | sed -n 's/.* src \([^ ]*\).*/\1/p'; }

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

# tutorials/05-publish.zh-CN.md:32
@test "server: namespace2 reaches namespace1 tcp/80" {
  within 5 ip netns exec namespace2 timeout 2 bash -c '</dev/tcp/172.19.0.2/80'
}
@test "server: namespace3 reaches namespace1 tcp/80" {
  within 5 ip netns exec namespace3 timeout 2 bash -c '</dev/tcp/172.19.0.2/80'
}

# tutorials/05-publish.zh-CN.md:33
@test "server: namespace1 reaches outside" {
  beyond OUTSIDE_ADDRESS
  within 5 ip netns exec namespace1 ping -c 1 -W 1 "$OUTSIDE_ADDRESS"
}
@test "server: namespace2 reaches outside" {
  beyond OUTSIDE_ADDRESS
  within 5 ip netns exec namespace2 ping -c 1 -W 1 "$OUTSIDE_ADDRESS"
}
@test "server: namespace3 reaches outside" {
  beyond OUTSIDE_ADDRESS
  within 5 ip netns exec namespace3 ping -c 1 -W 1 "$OUTSIDE_ADDRESS"
}

# tutorials/05-publish.zh-CN.md:34
@test "server: namespace2 runs python3 -c ?from urllib.request import urlopen; print(urlopen(?http://172.19.0.2?).read().decode())?" {
  within 5 prints veth1 timeout -v 20 ip netns exec namespace2 python3 -c 'from urllib.request import urlopen; print(urlopen("http://172.19.0.2").read().decode())'
}

# tutorials/05-publish.zh-CN.md:39
@test "server: outside cannot reach namespace1 tcp/80" {
  beyond OUTSIDE_NETNS
  within 5 ip netns exec "$OUTSIDE_NETNS" ping -c 1 -W 1 "$(machine)" # outside 能发送
  within 5 timeout 2 bash -c '</dev/tcp/172.19.0.2/80'                # namespace1 会应答
  fails 'refused|No route|unreachable|sending signal' ip netns exec "$OUTSIDE_NETNS" timeout -v 1 bash -c '</dev/tcp/172.19.0.2/80'
}

# tutorials/05-publish.zh-CN.md:65
@test "published: outside reaches namespace1 tcp/80 at host tcp/8080" {
  beyond OUTSIDE_NETNS
  within 5 arrives namespace1 TcpPassiveOpens ip netns exec "$OUTSIDE_NETNS" timeout 2 bash -c "</dev/tcp/$(machine)/8080"
}

# tutorials/05-publish.zh-CN.md:66
@test "published: host reaches namespace1 tcp/80 at host tcp/8080" {
  within 5 arrives namespace1 TcpPassiveOpens timeout 2 bash -c '</dev/tcp/172.19.0.1/8080'
}

# tutorials/05-publish.zh-CN.md:67
@test "published: outside cannot reach namespace2" {
  beyond OUTSIDE_NETNS
  within 5 ip netns exec "$OUTSIDE_NETNS" ping -c 1 -W 1 "$(machine)" # outside 能发送
  within 5 ping -c 1 -W 1 172.19.0.3                                  # namespace2 会应答
  fails 'unreachable| 100% packet loss' ip netns exec "$OUTSIDE_NETNS" ping -c 1 -W 1 172.19.0.3
}

# tutorials/05-publish.zh-CN.md:68
@test "published: namespace2 cannot reach namespace1 tcp/80 at host tcp/8080" {
  within 5 ip netns exec namespace2 ping -c 1 -W 1 172.19.0.1 # namespace2 能发送
  within 5 timeout 2 bash -c '</dev/tcp/172.19.0.1/8080'      # 别处可以进来
  fails 'refused|No route|unreachable|sending signal' ip netns exec namespace2 timeout -v 1 bash -c '</dev/tcp/172.19.0.1/8080'
}

# tutorials/05-publish.zh-CN.md:69
@test "published: namespace3 reaches outside" {
  beyond OUTSIDE_ADDRESS
  within 5 ip netns exec namespace3 ping -c 1 -W 1 "$OUTSIDE_ADDRESS"
}
