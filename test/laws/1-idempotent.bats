# Law 1: a second run changes nothing, says so, and leaves the machine equal.
# shellcheck disable=SC2154 # names that Bats gives

load suite
setup_file() { build_labs; }

for_each_lab all_labs 'a second run changes nothing, step by step' idempotent
for_each_lab all_labs 'each step is the same, from nothing and from the step before' same_by_every_way
