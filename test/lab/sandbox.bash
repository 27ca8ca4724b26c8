# A machine of its own for a test: opens namespaces in which scripts may do as they like, and reads their whole state.
#
# enter_sandbox COMMAND...: runs it, as root, in a network and a mount namespace of its own. /run is empty there, and
# what is written to /etc goes with it. The uplink `up0` leads to the namespace `outside`, which stands for the rest of the world: it answers at
# 192.0.2.1 (the next hop), at 203.0.113.9 and, in IPv6, at 2001:db8:ffff::1 and 2001:db8:ffff:9::9.
enter_sandbox() {
  unshare --mount --net --propagation private bash -c '
    set -euo pipefail
    mount -t tmpfs run /run
    mkdir -p /run/netns
    mount -t sysfs sysfs /sys
    mount -t tmpfs upper /mnt
    mkdir /mnt/upper /mnt/work
    mount -t overlay -o lowerdir=/etc,upperdir=/mnt/upper,workdir=/mnt/work overlay /etc
    ip -batch - <<IP
link set lo up
netns add outside
link add up0 type veth peer name o0 netns outside
address add 192.0.2.2/24 dev up0
address add 2001:db8:ffff::2/64 dev up0 nodad
link set up0 up
IP
    ip -n outside -batch - <<IP
link set lo up
address add 192.0.2.1/24 dev o0
address add 2001:db8:ffff::1/64 dev o0 nodad
link set o0 up
address add 203.0.113.9/32 dev lo
address add 2001:db8:ffff:9::9/128 dev lo nodad
IP
    ip route add default via 192.0.2.1 dev up0
    ip route add default via 2001:db8:ffff::1 dev up0
    exec "$@"' sandbox "$@"
}

# All that a lab may leave behind, without what differs from run to run: indexes, MAC addresses, carrier, times.
# shellcheck disable=SC2312 # what is not there prints nothing
snapshot() {
  local name note
  snapshot_namespace
  for name in /run/netns/*; do
    if [[ -e $name ]]; then snapshot_namespace -n "${name##*/}"; fi
  done
  nft -s list ruleset
  for name in iptables-legacy-save ip6tables-legacy-save; do
    if [[ -s /proc/net/${name%%tables*}_tables_names ]]; then "$name" | sed '/^#/d; s/\[.*//'; fi
  done
  for name in net/ipv4/ip_forward net/ipv6/conf/all/forwarding; do
    printf '%s %s\n' "$name" "$(cat "/proc/sys/$name")"
  done
  find /run /etc/netns ! -path '/run/netgen/*/owns' ! -path /run/netns/outside -printf '%p %y\n' 2>/dev/null | sort
  find /run/netgen/.before /etc/netns -type f -exec grep -H '' {} + 2>/dev/null | sort
}

# snapshot_namespace [-n NAME]
snapshot_namespace() {
  {
    ip "$@" -d -o link show
    ip "$@" -o address show
    ip "$@" -d route show table all
    ip "$@" rule show
    ip "$@" -6 rule show
  } | sed -E '
    s/^[0-9]+: //
    s/@if[0-9]+//
    s/link-netns(id)? [^ ]+ ?//
    s/ link\/ether [0-9a-f:]+//
    s/ brd [0-9a-f:]{17}//
    s/,?(LOWER_UP|NO-CARRIER)//g; s/<,/</
    s/ state [A-Z]+//; s/ qdisc [a-z]+//
    s/ promiscuity.*(\\    (veth|bridge|macvlan|dummy)) .*(vlan_filtering [01])?.*/\1/
    s/ linkdown//; s/ dead//
    /fe80:|ff00::|proto kernel_ll/d
    s/ +$//' | sort | sed "s/^/${2-host}: /"
}

# same TEXT TEXT: else the difference is shown.
same() {
  if [[ $1 == "$2" ]]; then return; fi
  diff <(printf '%s\n' "$1") <(printf '%s\n' "$2") || true
  return 1
}
