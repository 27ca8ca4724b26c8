# The script LAWs, tried on the real kernel: idempotent, no residue, converges, owns, restores, lives with another lab.
# shellcheck disable=SC2154,SC2310,SC2312,SC2030,SC2031 # names that Bats and in_lab give; questions; "fails" sets output

setup_file() {
  load sandbox
  bats_require_minimum_version 1.5.0
  build_labs "$BATS_TEST_DIRNAME/../../tutorials/" "$BATS_TEST_DIRNAME"/../laws/tutorials/*.md
}

setup() { load sandbox; }

# For each step: dry-run equals the run, a second run changes nothing, --check agrees; from nothing as one after the
# other; and teardown, twice, leaves the machine as it was.
every_step() {
  local step before planned done_so_far
  local -a steps after=()
  before=$(snapshot)
  mapfile -t steps < <(./setup.sh --list-steps)
  for step in "${steps[@]}"; do
    done_so_far=$(snapshot)
    planned=$(./setup.sh --dry-run --until "$step")
    same "$done_so_far" "$(snapshot)"
    same "$planned" "$(./setup.sh --until "$step")"
    after+=("$(snapshot)")
    [[ $(last_line ./setup.sh --until "$step") == *' changed=0' ]]
    ./setup.sh --check --until "$step"
    same "${after[-1]}" "$(snapshot)"
  done
  ./setup.sh --check
  planned=$(./teardown.sh --dry-run)
  same "${after[-1]}" "$(snapshot)"
  same "$planned" "$(./teardown.sh)"
  same "$before" "$(snapshot)"
  [[ $(./teardown.sh) == *': changed=0' ]]
  for step in "${!steps[@]}"; do
    ./setup.sh --quiet --until "$((step + 1))"
    same "${after[step]}" "$(snapshot)"
    ./setup.sh --quiet
    same "${after[-1]}" "$(snapshot)"
    ./setup.sh --quiet --until "$((step + 1))"
    ./setup.sh --check --until "$((step + 1))"
    ./setup.sh --quiet
    same "${after[-1]}" "$(snapshot)"
    ./teardown.sh --quiet
    same "$before" "$(snapshot)"
  done
}

@test "01: every step, dry and run, twice, and away again" { in_lab 01-two-namespaces every_step; }
@test "02: every step, dry and run, twice, and away again" { in_lab 02-bridge every_step; }
@test "03: every step, dry and run, twice, and away again" { in_lab 03-masquerade every_step; }
@test "04: every step, dry and run, twice, and away again" { UPLINK=up0 in_lab 04-two-uplinks every_step; }
@test "05: every step, dry and run, twice, and away again" { in_lab 05-publish every_step; }
@test "05 in Chinese: every step, dry and run, twice, and away again" { in_lab 05-publish.zh-CN every_step; }
@test "break and fix: every step, dry and run, twice, and away again" { in_lab break-fix every_step; }
@test "macvlan: every step, dry and run, twice, and away again" { in_lab macvlan every_step; }
@test "settings of own interfaces: every step, dry and run, twice, and away again" { in_lab settings every_step; }
@test "one of each: every step, dry and run, twice, and away again" { in_lab everything every_step; }

# Each line: what somebody does to the lab, and a word of what --check must say of it.
drift() {
  local change word before after
  before=$(snapshot)
  ./setup.sh --quiet
  after=$(snapshot)
  while IFS='|' read -r change word; do
    printf '%s\n' "$change"
    bash -c "$change"
    fails 1 ./setup.sh --check
    [[ $output == *"$word"* ]] || { printf 'says: %s\n' "$output" && return 1; }
    same "$(./setup.sh --dry-run)" "$(./setup.sh)"
    same "$after" "$(snapshot)"
    [[ $(last_line ./setup.sh) == *' changed=0' ]]
  done
  ./teardown.sh --quiet
  same "$before" "$(snapshot)"
}

@test "whatever drifts is named by --check, and setup repairs it and nothing else" {
  in_lab 05-publish drift <<'CHANGES'
ip -n namespace2 address del 172.19.0.3/24 dev veth3|missing: address 172.19.0.3/24 dev veth3 in namespace2
ip -n namespace2 address add 172.19.0.77/24 dev veth3|extra: address 172.19.0.77/24
ip -n namespace2 address add 10.1.1.1/32 dev lo|extra: address 10.1.1.1/32 dev lo
ip -n namespace2 address add fd00::5/64 dev veth3|extra: address fd00::5/64
ip -n namespace2 route add 10.9.0.0/16 via 172.19.0.1|extra: route 10.9.0.0/16
ip -n namespace2 route replace default via 172.19.0.9|missing: route default via 172.19.0.1
ip -n namespace2 route add blackhole 10.8.0.0/16|extra: route blackhole 10.8.0.0/16
ip -n namespace2 -6 route add blackhole default metric 7|extra: route blackhole ::/0
ip -n namespace2 route add 10.7.0.0/16 via 172.19.0.1 table 77|table 77
ip -n namespace2 link set lo down|changed: link lo in namespace2
ip -n namespace3 link set veth5 down|changed: link veth5 in namespace3
ip -n namespace3 link set veth5 name other|extra: link other in namespace3
ip -n namespace3 link set veth5 mtu 1400|not mtu 1500
ip link set veth0 nomaster|not master test-bridge
ip link set veth0 down|changed: link veth0, not up
ip link set test-bridge down|changed: link test-bridge
ip link del veth2|missing: link veth2
ip link del test-bridge|missing: link test-bridge
ip address add 172.19.0.55/24 dev test-bridge|extra: address 172.19.0.55/24
ip address del 172.19.0.1/24 dev test-bridge|missing: address 172.19.0.1/24
ip netns del namespace2|missing: netns namespace2
ip -n namespace2 link add dev extra0 type bridge|extra: link extra0 in namespace2
sysctl -qw net.ipv4.ip_forward=0|net.ipv4.ip_forward is 0, not 1
nft delete table inet netgen_publish|missing: nft table inet netgen_publish
nft flush table inet netgen_publish|missing: nft
nft add chain inet netgen_publish more|extra: nft
ip -n namespace2 link set veth3 netns namespace3|extra: link veth3 in namespace3
pkill -f http.server|process namespace1-1
CHANGES
}

@test "drift of a lab with one of each: switch, pairs, settings, files, commands" {
  in_lab everything drift <<'CHANGES'
ip -n lan link set gw nomaster|not master br0
ip -n gw link set wan mtu 1300|not mtu 1400
ip -n out1 link set eth0 address 02:00:00:00:00:99|not address 02:00:00:00:00:11
ip -n gw link del wan|missing: link wan
ip -n gw address del 2001:db8:7:1::1/64 dev eth0|missing: address 2001:db8:7:1::1/64
ip -n gw route del unreachable 2001:db8:66::/48|missing: route unreachable 2001:db8:66::/48
ip netns exec gw sysctl -qw net.ipv4.ping_group_range='0 7'|ping_group_range in gw is 0 7, not 0 100
ip netns exec gw nft delete table inet netgen_everything|missing: nft table inet netgen_everything in gw
echo other >/etc/netns/pc/resolv.conf|changed: /etc/netns/pc/resolv.conf
rm /etc/netns/pc/resolv.conf|missing: /etc/netns/pc/resolv.conf
ip -n pc route flush table 9; rm /run/netgen/everything/command-pc-1|missing: command pc-1
CHANGES
}

# A foreign object of one of our names: status 4 before the first change, and teardown leaves it.
foreign() {
  local make before
  for make in "$@"; do
    printf '%s\n' "$make"
    bash -c "$make"
    before=$(snapshot)
    fails 4 ./setup.sh
    same "$before" "$(snapshot)"
    fails 4 ./setup.sh --check
    ./teardown.sh --quiet
    same "$before" "$(snapshot)"
    ip netns del gw 2>/dev/null || true
    ip link del br7 2>/dev/null || true
    rm -rf /etc/netns/pc
  done
}

@test "a foreign object of the same name stops the run before the first change" {
  in_lab everything foreign 'ip netns add gw' 'ip link add br7 type bridge' 'mkdir -p /etc/netns/pc; echo mine >/etc/netns/pc/resolv.conf'
}

# A namespace that somebody has deleted and made anew is theirs.
recreated() {
  local before
  ./setup.sh --quiet
  ip netns del ns1
  # The kernel takes the far end of the cable away some time after the command has returned.
  while ip -n ns2 link show veth1 >/dev/null 2>&1; do sleep 0.02; done
  ip netns add ns1
  before=$(snapshot)
  fails 4 ./setup.sh
  same "$before" "$(snapshot)"
  [[ $(./teardown.sh) == *'left alone, not made by this lab: ns1'* ]]
  ip netns exec ns1 true
}

@test "a namespace made anew by somebody else is left alone" { in_lab 01-two-namespaces recreated; }

# Two labs that both need forwarding: the setting goes back with the second.
two_labs() {
  local before
  before=$(snapshot)
  ./setup.sh --quiet
  ../everything/setup.sh --quiet
  ./teardown.sh --quiet
  ../everything/setup.sh --check
  [[ $(</proc/sys/net/ipv4/ip_forward) == 1 ]]
  ../everything/teardown.sh --quiet
  same "$before" "$(snapshot)"
  # Somebody else's change stays.
  sysctl -qw net.ipv4.ip_forward=1
  ./setup.sh --quiet
  ./teardown.sh --quiet
  [[ $(</proc/sys/net/ipv4/ip_forward) == 1 ]]
}

@test "two labs share a setting of the machine" { in_lab 03-masquerade two_labs; }

# A process of somebody else's stops the teardown before the first change, unless it may be ended.
stray_process() {
  local before stray
  before=$(snapshot)
  ./setup.sh --quiet
  ip netns exec ns1 sleep 300 &
  stray=$!
  sleep 0.2
  fails 4 ./teardown.sh
  [[ $output == *'sleep 300'* ]]
  ./setup.sh --check
  ./teardown.sh --quiet --force
  ! wait "$stray"
  same "$before" "$(snapshot)"
}

@test "teardown ends no process that the lab has not started" { in_lab 01-two-namespaces stray_process; }

# Processes: none of our files open, children ended too, and a number given to another is not touched.
lab_process() {
  local pid other
  ./setup.sh --quiet
  read -r pid _ </run/netgen/everything/process-pc-1
  [[ $(pgrep -xc sleep) == 2 ]]
  [[ ! -e /proc/$pid/fd/9 ]]
  flock --nonblock /run true
  ./teardown.sh --quiet
  fails 1 pgrep -x sleep
  ./setup.sh --quiet
  pkill -x sleep
  sleep 300 &
  other=$!
  printf '%s 1\nsleep 1000' "$other" >/run/netgen/everything/process-pc-1
  ./setup.sh --quiet
  kill -0 "$other"
  ./teardown.sh --quiet
  kill -0 "$other"
}

@test "processes of the lab hold nothing of ours, and end with all they have started" { in_lab everything lab_process; }

usage() {
  fails 2 ./setup.sh --no-such
  fails 2 ./setup.sh --until nowhere
  fails 2 ./teardown.sh now
  [[ $(./setup.sh --help) == 'usage: setup.sh'* ]]
  [[ $(./setup.sh --list-steps) == $'1\nway-out\nback' ]]
  fails 3 env PATH=/nowhere /bin/bash ./setup.sh
  [[ $output == *'apt-get install'*iproute2* ]]
  ip route del default
  ip -6 route del default
  fails 3 ./setup.sh
  [[ $output == *UPLINK=* ]]
  ./setup.sh --quiet --until 1
  UPLINK=up0 ./setup.sh --quiet
  fails 3 env UPLINK=none0 ./setup.sh
  ./teardown.sh --quiet
}

@test "usage, and what the machine lacks" { in_lab everything usage; }
