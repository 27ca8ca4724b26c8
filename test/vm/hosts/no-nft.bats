# No program nft; iptables, which makes rules of nft all the same, drops what is forwarded.

load ../guest/host

make() {
  iptables-nft -P FORWARD DROP
  hide nft
}

unmake() {
  show_again
  nft delete table ip filter
  nft delete table ip nat
}

every_tutorial_works
