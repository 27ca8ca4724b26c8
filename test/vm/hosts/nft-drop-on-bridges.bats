# A firewall of nft alone that drops what is forwarded, and br_netfilter, which sends it what bridges pass on.

load ../guest/host

make() {
  modprobe br_netfilter
  sysctl -qw net.bridge.bridge-nf-call-iptables=1 net.bridge.bridge-nf-call-ip6tables=1
  nft -f - <<'NFT'
table inet wall {
  chain forward {
    type filter hook forward priority filter; policy drop;
    ct state established,related accept
    iifname "wg0" accept
  }
}
NFT
}

unmake() {
  nft delete table inet wall
  modprobe -r br_netfilter
}

every_tutorial_works
