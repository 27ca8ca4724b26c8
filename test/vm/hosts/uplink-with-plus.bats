# The name of the uplink ends in a plus sign, which iptables takes for "and all that begin so".

load ../guest/host

make() { rename_uplink eth0 wan-0_up+; }
unmake() { rename_uplink wan-0_up+ eth0; }

every_tutorial_works_but 3 'the name of the uplink wan-0_up+ holds a character that no rule can name' \
  02-bridge 03-masquerade 04-two-uplinks 05-publish
