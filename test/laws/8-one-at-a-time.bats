# Law 8: two runs at once.
# shellcheck disable=SC2154 # names that Bats gives

load suite
setup_file() { build_labs; }

some_labs() { printf '%s\n' 01-two-namespaces 05-publish everything; }

for_each_lab some_labs 'two setups, setup and teardown, two teardowns at once' two_setups
for_each_lab some_labs 'one that waits says so' waits_and_says_so
