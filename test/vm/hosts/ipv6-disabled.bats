# IPv6 is switched off by sysctl, as many guides advise.

load ../guest/host

make() { sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; }

unmake() {
  sysctl -qw net.ipv6.conf.all.disable_ipv6=0 net.ipv6.conf.default.disable_ipv6=0
  ip address add 2001:db8:ffff::2/64 dev eth0 nodad
  ip -6 route add default via 2001:db8:ffff::1 dev eth0
}

every_tutorial_works
