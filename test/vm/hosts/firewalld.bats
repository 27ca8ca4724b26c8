# firewalld as Debian ships it: every interface is in the zone public, what is forwarded is rejected in the end, and its
# table belongs to it alone.

load ../guest/host

make() { start_firewalld; }
unmake() { stop_firewalld; }

every_tutorial_works_but 4 'firewalld rejects what this machine forwards, and takes no rules from others; nothing was changed. Let the lab through, then run this again:
  firewall-cmd --zone=trusted --add-interface=test-bridge' 02-bridge 03-masquerade 04-two-uplinks 05-publish
