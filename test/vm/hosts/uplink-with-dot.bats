# The uplink has a dot in its name, as VLANs have, which sysctl reads as a slash.

load ../guest/host

make() { rename_uplink eth0 eth0.4094; }
unmake() { rename_uplink eth0.4094 eth0; }

every_tutorial_works
