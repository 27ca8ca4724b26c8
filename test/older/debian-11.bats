# Debian 11 (bullseye): bash 5.1, iproute2 5.9, nftables 0.9.8.

load debian

setup_file() { make_debian bullseye; }

@test 'these are the programs of Debian 11' { has 5.1 5. 0.9.8; }

for lab in 01-two-namespaces 03-masquerade 05-publish everything translations; do
  bats_test_function --description "$lab: set up, again, as its dry run says, and gone" --tags '' -- goes_through "$lab"
done
unset lab

@test '05-publish by iptables over nf_tables' { holds 05-publish on iptables-nft iptables-nft no_residue; }
@test '05-publish by iptables over ip_tables' { holds 05-publish on iptables-legacy iptables-legacy no_residue; }
@test '03-masquerade: setup killed after every third change' { holds 03-masquerade setup_struck KILL group 3; }
@test '05-publish: every name of the lab, taken by something foreign' { holds 05-publish foreign_stops; }
@test 'everything: every seventh thing of it altered, named and repaired' { holds everything one_by_one 7; }
@test '05-publish: every fourth thing of it altered, named and repaired' { holds 05-publish one_by_one 4; }
