# No default route: nothing leads out.

load ../guest/host

make() {
  ip route delete default
  ip -6 route delete default
}
unmake() { add_default_routes eth0; }

every_tutorial_works_but 3 'this machine has no default route, so no way out; name the interface that leads there: UPLINK=eth0 ./setup.sh' \
  02-bridge 03-masquerade 04-two-uplinks 05-publish
