# Debian 12 (bookworm): bash 5.2, iproute2 6.1, nftables 1.0.6.
# shellcheck disable=SC2016,SC2154 # text for another shell; names that Bats gives

load debian

setup_file() { make_debian bookworm; }

@test 'these are the programs of Debian 12' {
  in_debian bash -c 'printf "%s, " "${BASH_VERSION%.*}" && ip -V && nft -v' >"$BATS_TEST_TMPDIR/versions"
  grep -E '^5.2, ip utility, iproute2-6.1' "$BATS_TEST_TMPDIR/versions"
  grep -E '^nftables v1.0.6 ' "$BATS_TEST_TMPDIR/versions"
}

for lab in 03-masquerade 05-publish everything; do
  bats_test_function --description "$lab: set up, again, as its dry run says, and gone" --tags '' -- goes_through "$lab"
done
unset lab

@test '03-masquerade: setup killed after every third change' { holds 03-masquerade setup_struck KILL group 3; }
@test '05-publish: every name of the lab, taken by something foreign' { holds 05-publish foreign_stops; }
