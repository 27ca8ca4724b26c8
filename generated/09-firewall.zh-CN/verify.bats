#!/usr/bin/env bats
# zones-zh：tutorials/09-firewall.zh-CN.md 中的检查，每一项都写成您会手工输入的命令。请在实验所在的机器上以 root 身份运行：
#   sudo bats verify.bats          没有 Bats 时：   sudo ./check.sh
# 每项检查只在自己的步骤成立，因此只检查当前所处的步骤。
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

# 实验的记录说明当前处于哪一步；没有记录就不检查任何内容，也不算通过。
standing() {
  local steps=(open closed stateful told) number
  read -r number _ </run/netgen/zones-zh/lesson && echo "${steps[number - 1]}"
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

# filters host|NETNS drop|reject COMMAND...: it works, and a rule there that does so has counted more packets.
filters() {
  local was
  was=$(filtered "$1" "$2")
  "${@:3}" || return
  if (($(filtered "$1" "$2") == was)); then echo "no $2 of $1 has counted it" && return 1; fi
}

filtered() {
  if [[ $1 == host ]]; then nft list ruleset; else ip netns exec "$1" nft list ruleset; fi \
    | awk -v verdict="$2" '{ for (i = 4; i < NF; i++) if ($(i - 3) == "packets" && $(i + 1) == verdict) n += $(i - 2) } END { print n + 0 }'
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

# tutorials/09-firewall.zh-CN.md:29
@test "open: stranger reaches shop tcp/80" {
  listen shop tcp 80
  within 5 ip netns exec stranger timeout 2 bash -c '</dev/tcp/10.0.2.2/80'
}

# tutorials/09-firewall.zh-CN.md:30
@test "open: stranger reaches clerk tcp/22" {
  listen clerk tcp 22
  within 5 ip netns exec stranger timeout 2 bash -c '</dev/tcp/10.0.1.2/22'
}

# tutorials/09-firewall.zh-CN.md:46
@test "closed: stranger cannot reach clerk tcp/22 because fw drops it" {
  listen clerk tcp 22
  filters fw drop fails 'received, 100% packet loss|sending signal|timed out|not permitted' ip netns exec stranger timeout -v 1 bash -c '</dev/tcp/10.0.1.2/22'
}

# tutorials/09-firewall.zh-CN.md:47
@test "closed: stranger cannot reach shop tcp/80 because fw drops it" {
  listen shop tcp 80
  filters fw drop fails 'received, 100% packet loss|sending signal|timed out|not permitted' ip netns exec stranger timeout -v 1 bash -c '</dev/tcp/10.0.2.2/80'
}

# tutorials/09-firewall.zh-CN.md:80
@test "stateful: stranger reaches shop tcp/80" {
  listen shop tcp 80
  within 5 ip netns exec stranger timeout 2 bash -c '</dev/tcp/10.0.2.2/80'
}

# tutorials/09-firewall.zh-CN.md:81
@test "stateful: clerk reaches stranger tcp/443" {
  listen stranger tcp 443
  within 5 ip netns exec clerk timeout 2 bash -c '</dev/tcp/198.51.100.2/443'
}

# tutorials/09-firewall.zh-CN.md:82
@test "stateful: clerk reaches shop tcp/22" {
  listen shop tcp 22
  within 5 ip netns exec clerk timeout 2 bash -c '</dev/tcp/10.0.2.2/22'
}

# tutorials/09-firewall.zh-CN.md:83
@test "stateful: stranger cannot reach clerk tcp/22 because fw drops it" {
  listen clerk tcp 22
  filters fw drop fails 'received, 100% packet loss|sending signal|timed out|not permitted' ip netns exec stranger timeout -v 1 bash -c '</dev/tcp/10.0.1.2/22'
}

# tutorials/09-firewall.zh-CN.md:84
@test "stateful: shop cannot reach clerk because fw drops it" {
  filters fw drop fails 'received, 100% packet loss|sending signal|timed out|not permitted' ip netns exec shop ping -c 1 -W 1 10.0.1.2
}

# tutorials/09-firewall.zh-CN.md:101
@test "told: shop cannot reach clerk because fw rejects it" {
  filters fw reject fails 'From .*(nreachable|rohibited|filtered)' ip netns exec shop ping -c 1 -W 1 10.0.1.2
}

# tutorials/09-firewall.zh-CN.md:102
@test "told: shop cannot reach clerk tcp/22 because fw rejects it" {
  listen clerk tcp 22
  filters fw reject fails 'refused|No route|unreachable|not available|Permission denied' ip netns exec shop timeout -v 3 bash -c '</dev/tcp/10.0.1.2/22'
}

# tutorials/09-firewall.zh-CN.md:103
@test "told: stranger cannot reach clerk tcp/22 because fw drops it" {
  listen clerk tcp 22
  filters fw drop fails 'received, 100% packet loss|sending signal|timed out|not permitted' ip netns exec stranger timeout -v 1 bash -c '</dev/tcp/10.0.1.2/22'
}
