# The kernel drops what comes in by another interface than its answer would go out by (RFC 3704, strict mode).

load ../guest/host

make() { sysctl -qw net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.default.rp_filter=1 net.ipv4.conf.eth0.rp_filter=1; }
unmake() { sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 net.ipv4.conf.eth0.rp_filter=0; }

every_tutorial_works
