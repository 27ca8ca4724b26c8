# The labs on the pages of kinds: ten kill points and twenty drifts, where the quick tests try one; and what the frame owes to each.
# shellcheck disable=SC2154 # names that Bats gives

load ../../kernel/suite
setup_file() { build_labs "$root/src/kinds"; }

mapfile -t files < <(possible "$root"/src/kinds/*/*.md)
prove_frame "${files[@]}"
for file in "${files[@]}"; do
  lab=$(basename "$file" .md)
  bats_test_function --description "$lab: killed at ten points" --tags '' -- holds "$lab" struck KILL 10
  bats_test_function --description "$lab: told to end at five points" --tags '' -- holds "$lab" struck TERM 5
  bats_test_function --description "$lab: twenty drifts" --tags '' -- holds "$lab" drifts 20
done
unset file lab
