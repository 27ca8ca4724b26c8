# Debian 12 (bookworm): bash 5.2, iproute2 6.1, nftables 1.0.6.

load debian

setup_file() { make_debian bookworm; }

@test 'these are the programs of Debian 12' { has 5.2 6.1 1.0.6; }

for lab in 03-masquerade 05-publish everything; do
  bats_test_function --description "$lab: set up, again, as its dry run says, and gone" --tags '' -- goes_through "$lab"
done
unset lab

@test '03-masquerade: setup killed after every third change' { holds 03-masquerade setup_struck KILL group 3; }
@test '05-publish: every name of the lab, taken by something foreign' { holds 05-publish foreign_stops; }
@test '05-publish: every fourth thing of it altered, named and repaired' { holds 05-publish one_by_one 4 2; }
