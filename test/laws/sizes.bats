# Stars of as many namespaces as it takes for the scripts to go about it in another way: one shell or two, among all mounts or
# few, with the lines of the machine in one go or meanwhile (choose_shell, start_asking and by_ip of templates/bash/core).
# shellcheck disable=SC2154 # names that Bats gives

load suite

readonly sizes='7 8 15 16 17 40'

# star COUNT: prints its tutorial.
star() {
  printf '%s\n' "# A star of $1" '' '```topology' "lab: star-$1" 'nodes:' '  hub: { kind: bridge, address: [10.0.0.1/16, 2001:db8::1/64] }' \
    "  h1..$1: { gateway: hub, sysctl: { net.ipv4.ip_default_ttl: 61 } }" '  host: { nat: [masquerade hub out uplink] }' 'links:' "  - h1..$1 -- hub:p1..$1" '```'
}

setup_file() {
  local count
  bats_require_minimum_version 1.5.0
  mkdir "$BATS_FILE_TMPDIR/stars"
  for count in $sizes; do star "$count" >"$BATS_FILE_TMPDIR/stars/star-$count.md"; done
  node "$laws/../../dist/cli.js" build --out "$labs" "$BATS_FILE_TMPDIR/stars" >/dev/null
}

for count in $sizes; do
  bats_test_function --description "a star of $count: a second run changes nothing" --tags '' -- holds "star-$count" idempotent
  bats_test_function --description "a star of $count: teardown leaves the machine as it was" --tags '' -- holds "star-$count" no_residue
done
unset count

# Not every change of so many: numbers that are prime to the count of commands of a namespace, so that each kind of them is struck.
# The last change always is.
@test 'a star of 17: setup killed after every 11th change' { holds star-17 setup_struck KILL group 11; }
@test 'a star of 17: teardown killed after every 5th change' { holds star-17 teardown_struck KILL group 5; }
@test 'a star of 40: setup killed after every 41st change' { holds star-40 setup_struck KILL group 41; }
@test 'a star of 40: setup ended by TERM to the shell alone after every 59th change' { holds star-40 setup_struck TERM shell 59; }
