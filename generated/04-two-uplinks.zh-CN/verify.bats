#!/usr/bin/env bats
# two-uplinks-zh：tutorials/04-two-uplinks.zh-CN.md 中的检查，每一项都写成您会手工输入的命令。请在实验所在的机器上以 root 身份运行：
#   sudo bats verify.bats          没有 Bats 时：   sudo ./check.sh
# 每项检查只在自己的步骤成立，因此只检查当前所处的步骤。
# 设置 OUTSIDE_ADDRESS（OUTSIDE_ADDRESS6），即本机之外一个会应答的地址，以及 OUTSIDE_NETNS，即拥有该地址的命名空间，就会加上涉及外部的检查。
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

# 实验的记录说明当前处于哪一步；没有记录就不检查任何内容，也不算通过。
standing() {
  local steps=(both-names any-uplink) number
  read -r number _ </run/netgen/two-uplinks-zh/lesson && echo "${steps[number - 1]}"
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

# beyond NAME...: skips a check that nobody has told the outside for.
beyond() {
  local name
  for name; do if [[ -z ${!name-} ]]; then skip "set $name"; fi; done
}

# The address of this machine for those outside.
machine() { ip -4 -o route get "${OUTSIDE_ADDRESS:-192.0.2.1}" | sed -n 's/.* src \([^ ]*\).*/\1/p'; }

# listen host|NETNS tcp|tcp6|udp|udp6 PORT [SECONDS]: where nobody listens there (or begins to in that time), somebody does until the
# end of the check, and says whom he hears.
listen() {
  local -a there=(ip netns exec "$1")
  if [[ $1 == host ]]; then there=(); fi
  local end=$((SECONDS + ${4-0}))
  until [[ -z $1 || -n $("${there[@]}" ss -Hln"${2:0:1}" "sport = :$3") ]]; do
    if [[ -n ${listener-} ]]; then
      kill -0 "$listener" || return
    elif ((SECONDS >= end)); then
      "${there[@]}" python3 -c "$somebody" "$2" "$3" >/dev/null 3>&- &
      listener=$!
    fi
    sleep 0.05
  done
}

teardown() {
  if [[ -z ${listener-} ]]; then return; fi
  # Where an older unshare has begun all this, it hears of no other signal.
  kill -KILL "$listener" || true
  wait "$listener" || true
}

somebody='import socket, sys
kind, port = sys.argv[1], int(sys.argv[2])
family = socket.AF_INET6 if kind[3:] else socket.AF_INET
if kind[:3] == "tcp":
    server = socket.create_server(("", port), family=family)
    while True:
        caller, address = server.accept()
        caller.sendall(address[0].encode() + b"\n")
        caller.close()
server = socket.socket(family, socket.SOCK_DGRAM)
server.bind(("", port))
while True:
    address = server.recvfrom(9)[1]
    server.sendto(address[0].encode() + b"\n", address)'

# tutorials/04-two-uplinks.zh-CN.md:28
@test "both-names: namespace1 reaches namespace2" {
  within 5 ip netns exec namespace1 ping -c 1 -W 1 172.19.0.3
}
@test "both-names: namespace1 reaches namespace3" {
  within 5 ip netns exec namespace1 ping -c 1 -W 1 172.19.0.4
}
@test "both-names: namespace2 reaches namespace1" {
  within 5 ip netns exec namespace2 ping -c 1 -W 1 172.19.0.2
}
@test "both-names: namespace2 reaches namespace3" {
  within 5 ip netns exec namespace2 ping -c 1 -W 1 172.19.0.4
}
@test "both-names: namespace3 reaches namespace1" {
  within 5 ip netns exec namespace3 ping -c 1 -W 1 172.19.0.2
}
@test "both-names: namespace3 reaches namespace2" {
  within 5 ip netns exec namespace3 ping -c 1 -W 1 172.19.0.3
}

# tutorials/04-two-uplinks.zh-CN.md:29
@test "both-names: namespace1 reaches outside" {
  beyond OUTSIDE_ADDRESS
  within 5 ip netns exec namespace1 ping -c 1 -W 1 "$OUTSIDE_ADDRESS"
}
@test "both-names: namespace2 reaches outside" {
  beyond OUTSIDE_ADDRESS
  within 5 ip netns exec namespace2 ping -c 1 -W 1 "$OUTSIDE_ADDRESS"
}
@test "both-names: namespace3 reaches outside" {
  beyond OUTSIDE_ADDRESS
  within 5 ip netns exec namespace3 ping -c 1 -W 1 "$OUTSIDE_ADDRESS"
}

# tutorials/04-two-uplinks.zh-CN.md:30
@test "both-names: outside sees namespace2 as host" {
  beyond OUTSIDE_NETNS OUTSIDE_ADDRESS
  listen "${OUTSIDE_NETNS-}" tcp 40404
  within 5 prints "^$(machine)\$" ip netns exec namespace2 timeout 2 bash -c "cat </dev/tcp/$OUTSIDE_ADDRESS/40404"
}

# tutorials/04-two-uplinks.zh-CN.md:59
@test "any-uplink: namespace1 reaches outside" {
  beyond OUTSIDE_ADDRESS
  within 5 ip netns exec namespace1 ping -c 1 -W 1 "$OUTSIDE_ADDRESS"
}
@test "any-uplink: namespace2 reaches outside" {
  beyond OUTSIDE_ADDRESS
  within 5 ip netns exec namespace2 ping -c 1 -W 1 "$OUTSIDE_ADDRESS"
}
@test "any-uplink: namespace3 reaches outside" {
  beyond OUTSIDE_ADDRESS
  within 5 ip netns exec namespace3 ping -c 1 -W 1 "$OUTSIDE_ADDRESS"
}

# tutorials/04-two-uplinks.zh-CN.md:60
@test "any-uplink: outside sees namespace2 as host" {
  beyond OUTSIDE_NETNS OUTSIDE_ADDRESS
  listen "${OUTSIDE_NETNS-}" tcp 40404
  within 5 prints "^$(machine)\$" ip netns exec namespace2 timeout 2 bash -c "cat </dev/tcp/$OUTSIDE_ADDRESS/40404"
}
