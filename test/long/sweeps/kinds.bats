# The labs on the pages of kinds: more kill points and drifts, where the quick tests try one; and what the frame owes to each.
# shellcheck disable=SC2154 # names that Bats gives

load ../../kernel/suite
setup_file() { build_labs "$root/src/kinds"; }

mapfile -t files < <(possible_here "$root"/src/kinds/*/*.md)
prove_frame "${files[@]}"
for file in "${files[@]}"; do
  lab=${file##*/} lab=${lab%.md}
  bats_test_function --description "$lab: killed at three points each of set-up and teardown" --tags '' -- holds "$lab" struck KILL 3
  bats_test_function --description "$lab: told to end at two points" --tags '' -- holds "$lab" struck TERM 2
  bats_test_function --description "$lab: eight drifts" --tags '' -- holds "$lab" drifts 8
done
unset file lab
