# No iptables of any kind, and a chain of nft that drops what is forwarded.

load ../guest/host

make() {
  hide_iptables
  nft 'add table ip filter'
  nft 'add chain ip filter FORWARD { type filter hook forward priority filter; policy drop; }'
}

unmake() {
  nft delete table ip filter
  show_again
}

every_tutorial_works
