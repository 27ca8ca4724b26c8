# A kernel without nf_tables and no program nft: iptables of the old kind is all there is, and it drops what is forwarded.
# kernel: modprobe.blacklist=nf_tables

load ../guest/host

make() {
  hide nft iptables iptables-restore iptables-save ip6tables ip6tables-restore ip6tables-save iptables-nft ip6tables-nft \
    xtables-nft-multi
  ln -s iptables-legacy /usr/sbin/iptables
  ln -s iptables-legacy-restore /usr/sbin/iptables-restore
  ln -s iptables-legacy-save /usr/sbin/iptables-save
  ln -s ip6tables-legacy /usr/sbin/ip6tables
  ln -s ip6tables-legacy-restore /usr/sbin/ip6tables-restore
  ln -s ip6tables-legacy-save /usr/sbin/ip6tables-save
  iptables -P FORWARD DROP
  [[ ! -e /sys/module/nf_tables ]]
}

unmake() {
  forget_legacy_rules
  rm /usr/sbin/ip{,6}tables{,-restore,-save}
  show_again
}

every_tutorial_works
