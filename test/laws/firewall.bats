# LAW 7, lives with others: firewalls of the machine that drop what it forwards, in each of the ways they are made.
# shellcheck disable=SC2154,SC2310,SC2312,SC2016 # names that Bats and in_lab give; questions stand in conditions

setup_file() {
  load ../lab/sandbox
  bats_require_minimum_version 1.5.0
  build_labs "$BATS_TEST_DIRNAME/../../tutorials/05-publish.md" "$BATS_TEST_DIRNAME/tutorials/everything.md"
}

setup() { load ../lab/sandbox; }

# behind FIREWALL...: commands that make a firewall which drops what is forwarded. The lab works all the same, in and
# out; its rules are few and tagged; a lost one is named and put back; and the firewall is as before after teardown.
behind() {
  local before
  bash -c "$1"
  sysctl -qw net.bridge.bridge-nf-call-iptables=1 2>/dev/null || true
  before=$(snapshot)
  ./setup.sh --quiet
  ./setup.sh --check
  [[ $(last_line ./setup.sh) == *' changed=0 failed=0' ]]
  ip netns exec namespace3 ping -qc1 -W2 172.19.0.2 >/dev/null
  ip netns exec namespace3 ping -qc1 -W2 203.0.113.9 >/dev/null
  # The server of the lab needs its time to begin.
  wait_until ip netns exec namespace2 bash -c 'exec 5<>/dev/tcp/172.19.0.2/80' 2>/dev/null
  ip netns exec outside bash -c 'exec 5<>/dev/tcp/192.0.2.2/8080 && printf "GET / HTTP/1.0\r\n\r\n" >&5 && read -r -t 3 line <&5 && [[ $line == *200* ]]'
  # Nobody else gets in.
  ip -n outside route add 172.19.0.0/24 via 192.0.2.2
  fails 1 ip netns exec outside ping -qc1 -W1 172.19.0.3
  ip -n outside route del 172.19.0.0/24
  bash -c "$2"
  fails 1 ./setup.sh --check
  [[ $output == *missing:* ]]
  ./setup.sh --quiet
  ./setup.sh --check
  ./teardown.sh --quiet
  same "$before" "$(snapshot)"
}

@test "iptables over nft, as Docker leaves it" {
  in_lab 05-publish behind 'iptables-nft -P FORWARD DROP; iptables-nft -A FORWARD -i docker0 -j ACCEPT' \
    'iptables-nft -D FORWARD 1'
}

@test "iptables of the old kind" {
  in_lab 05-publish behind 'iptables-legacy -P FORWARD DROP' 'iptables-legacy -D FORWARD 1'
}

@test "a chain of nft that drops" {
  in_lab 05-publish behind 'nft add table inet wall; nft "add chain inet wall f { type filter hook forward priority 0; policy drop; }"' \
    'nft flush chain inet wall f'
}

@test "a chain of nft that accepts, but rejects in the end, as firewalld makes it" {
  in_lab 05-publish behind 'nft add table inet firewalld; nft "add chain inet firewalld filter_FORWARD { type filter hook forward priority filter + 10; policy accept; }"; nft add rule inet firewalld filter_FORWARD reject with icmpx admin-prohibited' \
    'nft delete rule inet firewalld filter_FORWARD handle $(nft -a list chain inet firewalld filter_FORWARD | sed -n "s/.*netgen.*handle //p" | head -1)'
}

# In IPv6 by ip6tables.
behind_six() {
  local before
  iptables-nft -P FORWARD DROP
  ip6tables-nft -P FORWARD DROP
  ip6tables-nft -A FORWARD -i nothing0 -j ACCEPT
  before=$(snapshot)
  ./setup.sh --quiet --until way-out
  ip netns exec out2 ping -qc1 -W2 203.0.113.9 >/dev/null
  ip netns exec out2 ping -6 -qc1 -W2 2001:db8:ffff:9::9 >/dev/null
  ./setup.sh --check --until way-out
  ./teardown.sh --quiet
  same "$before" "$(snapshot)"
}

@test "IPv6 by ip6tables" { in_lab everything behind_six; }
