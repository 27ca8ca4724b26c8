# The world around the machine: an uplink, and beyond it the namespace `outside`, which stands for the rest of the world.
# shellcheck shell=bash

# As enter_sandbox of test/lab/sandbox.bash makes it: it answers at the addresses that the checks are told of.
export OUTSIDE_NETNS=outside OUTSIDE_ADDRESS=203.0.113.9 OUTSIDE_ADDRESS6=2001:db8:ffff:9::9

# A kernel without IPv6 has none of its files.
has_ipv6() { [[ -e /proc/net/if_inet6 ]]; }

make_world() {
  # Debian's installer gives the machine's name an address, so that nobody asks a name server for it.
  hostname vm
  printf '%s\n' '127.0.0.1 localhost' '127.0.1.1 vm' '::1 localhost' >/etc/hosts
  ip -batch - <<'IP'
link set lo up
netns add outside
link add eth0 type veth peer name o0 netns outside
link set eth0 up
IP
  ip -n outside -batch - <<'IP'
link set lo up
link set o0 up
address add 192.0.2.1/24 dev o0
address add 203.0.113.9/32 dev lo
IP
  if has_ipv6; then
    ip -n outside address add 2001:db8:ffff::1/64 dev o0 nodad
    ip -n outside address add 2001:db8:ffff:9::9/128 dev lo nodad
  fi
  address_uplink eth0
  add_default_routes eth0
}

# address_uplink LINK
address_uplink() {
  ip address add 192.0.2.2/24 dev "$1"
  if has_ipv6; then ip address add 2001:db8:ffff::2/64 dev "$1" nodad; fi
}

# add_default_routes LINK
add_default_routes() {
  ip route add default via 192.0.2.1 dev "$1"
  if has_ipv6; then ip -6 route add default via 2001:db8:ffff::1 dev "$1"; fi
}

# rename_uplink OLD NEW: a link takes a name only while it is down, and loses what IPv6 it has.
rename_uplink() {
  ip link set "$1" down
  ip link set "$1" name "$2" up
  ip address flush dev "$2"
  address_uplink "$2"
  add_default_routes "$2"
}
