# Neither nft nor iptables.

load ../guest/host

make() {
  hide nft
  hide_iptables
}
unmake() { show_again; }

every_tutorial_works_but 3 'needs nft; on Debian or Ubuntu: apt-get install nftables' 03-masquerade 04-two-uplinks 05-publish
