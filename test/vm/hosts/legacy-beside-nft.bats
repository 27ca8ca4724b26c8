# Two firewalls at once, and both drop what is forwarded: iptables of the old kind, and nft.

load ../guest/host

make() {
  iptables-legacy -P FORWARD DROP
  iptables-legacy -A FORWARD -i wg0 -j ACCEPT
  nft 'add table ip wall'
  nft 'add chain ip wall forward { type filter hook forward priority 10; policy drop; }'
}

unmake() {
  forget_legacy_rules
  nft delete table ip wall
}

every_tutorial_works
