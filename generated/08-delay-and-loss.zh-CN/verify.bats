#!/usr/bin/env bats
# far-zh：tutorials/08-delay-and-loss.zh-CN.md 中的检查，每一项都写成您会手工输入的命令。请在实验所在的机器上以 root 身份运行：
#   sudo bats verify.bats          没有 Bats 时：   sudo ./check.sh
# 每项检查只在自己的步骤成立，因此只检查当前所处的步骤。
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

# 实验的记录说明当前处于哪一步；没有记录就不检查任何内容，也不算通过。
standing() {
  local steps=(near far one-way bad) number
  read -r number _ </run/netgen/far-zh/lesson && echo "${steps[number - 1]}"
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

# takes FROM TO PING...: the median of its round trips is so many milliseconds.
takes() {
  local said
  said=$("${@:3}") || return
  printf '%s\n' "$said"
  sed -n 's/.* time=\([0-9.]*\) ms$/\1/p' <<<"$said" | sort -n | awk -v from="$1" -v to="$2" '
    { time[NR] = $1 }
    END {
      median = (time[int((NR + 1) / 2)] + time[int(NR / 2) + 1]) / 2
      print "the median is " median " ms"
      exit !(NR > 0 && from <= median && median <= to)
    }'
}

# loses FROM TO PING...: so many percent of its packets.
loses() {
  local said
  said=$("${@:3}") || true # none may have come back
  printf '%s\n' "$said"
  [[ $said =~ \ ([0-9]+)(\.[0-9]+)?%\ packet\ loss ]] && ((BASH_REMATCH[1] >= $1 && BASH_REMATCH[1] <= $2))
}

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

# tutorials/08-delay-and-loss.zh-CN.md:21
@test "near: client reaches server taking 0..10ms" {
  within 5 ip netns exec client ping -c 1 -W 1 10.0.8.2
  within 5 takes 0 10 ip netns exec client ping -i 0.1 -c 10 -W 1 10.0.8.2
}

# tutorials/08-delay-and-loss.zh-CN.md:43
@test "far: client reaches server taking 40..70ms" {
  within 5 ip netns exec client ping -c 1 -W 1 10.0.8.2
  within 5 takes 40 70 ip netns exec client ping -i 0.1 -c 10 -W 1 10.0.8.2
}

# tutorials/08-delay-and-loss.zh-CN.md:70
@test "one-way: client reaches server taking 80..120ms" {
  within 5 ip netns exec client ping -c 1 -W 1 10.0.8.2
  within 5 takes 80 120 ip netns exec client ping -i 0.1 -c 10 -W 1 10.0.8.2
}

# tutorials/08-delay-and-loss.zh-CN.md:71
@test "one-way: server reaches client taking 80..120ms" {
  within 5 ip netns exec server ping -c 1 -W 1 10.0.8.1
  within 5 takes 80 120 ip netns exec server ping -i 0.1 -c 10 -W 1 10.0.8.1
}

# tutorials/08-delay-and-loss.zh-CN.md:86
@test "bad: client reaches server taking 80..120ms losing 2..20%" {
  within 5 ip netns exec client ping -c 1 -W 1 10.0.8.2
  within 5 takes 80 120 ip netns exec client ping -i 0.1 -c 10 -W 1 10.0.8.2
  within 5 loses 2 20 ip netns exec client ping -i 0.01 -c 100 -W 1 10.0.8.2
}

# tutorials/08-delay-and-loss.zh-CN.md:87
@test "bad: client reaches server tcp/80" {
  listen server tcp 80
  within 5 ip netns exec client timeout 2 bash -c '</dev/tcp/10.0.8.2/80'
}
