# Law 1: a second run changes nothing, says so, and leaves the machine equal.
# shellcheck disable=SC2154 # names that Bats gives

load suite
setup_file() { build_labs; }

only_adding() { printf '%s\n' 02-bridge 03-masquerade; }

for_each_lab all_labs 'a second run changes nothing, step by step' idempotent
for_each_lab all_labs 'each step is the same, from nothing and from the step before' same_by_every_way
for_each_lab only_adding 'what later steps have made stays when an earlier one is asked for again' later_stays
