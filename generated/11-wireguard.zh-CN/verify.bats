#!/usr/bin/env bats
# sites-zh：tutorials/11-wireguard.zh-CN.md 中的检查，每一项都写成您会手工输入的命令。请在实验所在的机器上以 root 身份运行：
#   sudo bats verify.bats          没有 Bats 时：   sudo ./check.sh
# 每项检查只在自己的步骤成立，因此只检查当前所处的步骤。
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

# 实验的记录说明当前处于哪一步；没有记录就不检查任何内容，也不算通过。
standing() {
  local steps=(apart tunnel one-way both-ways) number
  read -r number _ </run/netgen/sites-zh/lesson && echo "${steps[number - 1]}"
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

# hops PING...: who has the packets after one hop, after two, and so on.
hops() {
  local hop said from='From ([0-9a-f.:]+) .*exceeded'
  for hop in {1..30}; do
    if said=$("$@" -t "$hop" 2>&1) || [[ ! $said =~ $from ]]; then break; fi
    printf '%s ' "${BASH_REMATCH[1]}"
  done
  printf '\n%s\n' "$said"
}

# tutorials/11-wireguard.zh-CN.md:30
@test "apart: lyon reaches oslo:eth1" {
  within 5 ip netns exec lyon ping -c 1 -W 1 203.0.113.5
}

# tutorials/11-wireguard.zh-CN.md:31
@test "apart: anna cannot reach bo because provider has no route to bo" {
  within 5 ip netns exec oslo ping -c 1 -W 1 10.2.0.2 # bo 会应答
  arrives provider 'IpExtInNoRoutes|TcpExtIPReversePathFilter' fails ' 100% packet loss' ip netns exec anna ping -c 1 -W 1 10.2.0.2
  fails 'Network is unreachable' ip -n provider route get 10.2.0.2
}

# tutorials/11-wireguard.zh-CN.md:43
@test "tunnel: lyon reaches oslo:wg0" {
  within 5 ip netns exec lyon ping -c 1 -W 1 10.9.0.2
}

# tutorials/11-wireguard.zh-CN.md:44
@test "tunnel: anna cannot reach bo" {
  within 5 ip netns exec anna ping -c 1 -W 1 10.1.0.1 # anna 能发送
  within 5 ip netns exec oslo ping -c 1 -W 1 10.2.0.2 # bo 会应答
  fails ' 100% packet loss' ip netns exec anna ping -c 1 -W 1 10.2.0.2
}

# tutorials/11-wireguard.zh-CN.md:74
@test "one-way: lyon reaches bo via oslo" {
  within 5 ip netns exec lyon ping -c 1 -W 1 10.2.0.2
  within 5 prints '(10.2.0.1|203.0.113.5|10.9.0.2) ' hops ip netns exec lyon ping -n -c 1 -W 1 10.2.0.2
}

# tutorials/11-wireguard.zh-CN.md:75
@test "one-way: anna cannot reach bo" {
  within 5 ip netns exec anna ping -c 1 -W 1 10.1.0.1 # anna 能发送
  within 5 ip netns exec oslo ping -c 1 -W 1 10.2.0.2 # bo 会应答
  fails ' 100% packet loss' ip netns exec anna ping -c 1 -W 1 10.2.0.2
}

# tutorials/11-wireguard.zh-CN.md:96
@test "both-ways: anna reaches bo via lyon, oslo" {
  within 5 ip netns exec anna ping -c 1 -W 1 10.2.0.2
  within 5 prints '(10.1.0.1|203.0.113.1|10.9.0.1) .*(10.2.0.1|203.0.113.5|10.9.0.2) ' hops ip netns exec anna ping -n -c 1 -W 1 10.2.0.2
}

# tutorials/11-wireguard.zh-CN.md:97
@test "both-ways: bo sees anna as anna" {
  listen bo tcp 40404
  within 5 prints '^10.1.0.2$' ip netns exec anna timeout 2 bash -c 'cat </dev/tcp/10.2.0.2/40404'
}

# tutorials/11-wireguard.zh-CN.md:98
@test "both-ways: provider cannot reach anna because provider has no route to lyon-lan" {
  within 5 ip netns exec provider ping -c 1 -W 1 203.0.113.1 # provider 能发送
  within 5 ip netns exec lyon ping -c 1 -W 1 10.1.0.2        # anna 会应答
  fails unreachable ip netns exec provider ping -c 1 -W 1 10.1.0.2
  fails 'Network is unreachable' ip -n provider route get 10.1.0.2
}
