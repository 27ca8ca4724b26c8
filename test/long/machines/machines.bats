# Every tutorial on machines that strangers have.
# shellcheck disable=SC2154,SC2016,SC2231,SC2086 # names that Bats gives; text for another shell; a pattern

load ../../kernel/suite
setup_file() { link_lessons; }

# on DESCRIPTION COMMANDS [TUTORIALS]
on() {
  local file
  for file in $(possible_here "$root"/tutorials/${3-*}[^N].md); do
    file=${file##*/} file=${file%.md}
    bats_test_function --description "$file on $1" --tags '' -- holds "$file" works_after "$2"
  done
}

on 'a machine without IPv6' 'sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1'
on 'a machine with a strict rp_filter' 'sysctl -qw net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.default.rp_filter=1'
on 'a machine with umask 077' 'umask 077'
on 'a machine that speaks Turkish' 'export LC_ALL=tr_TR.UTF-8 LANG=tr_TR.UTF-8 LANGUAGE=tr'
# Lesson 4 names its uplinks.
on 'a machine whose uplink has a dot' 'ip link set eth0 down; ip link set eth0 name eth0.7 up; ip route add default via 192.0.2.1; export UPLINK=eth0.7,ens192' '0[^4]*'
on 'a machine without programs of iptables' 'for name in /usr/sbin/*tables*; do if [[ -f $(readlink -f "$name") ]]; then mount --bind /dev/null "$(readlink -f "$name")"; fi; done'
on 'a machine with rules of the old iptables beside nft' 'iptables-legacy -A FORWARD -i docker0 -j ACCEPT; nft "table inet mine { chain input { type filter hook input priority 0; policy accept; }; }"'
on 'a machine with a reader of /run/netns' 'ip netns add other; ip -n other link add eth0 type bridge'
