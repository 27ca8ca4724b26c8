# A control: the world knows a way back to the lab, so the check that says otherwise does not hold.
# fails: checks of step

load ../guest/host

make() { ip -n outside route add 172.19.0.0/24 via 192.0.2.2; }
unmake() { ip -n outside route delete 172.19.0.0/24; }

works 02-bridge
