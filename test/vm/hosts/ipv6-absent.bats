# The kernel has been started without IPv6.
# kernel: ipv6.disable=1

load ../guest/host

make() { [[ ! -e /proc/net/if_inet6 ]]; }
unmake() { :; }

every_tutorial_works
