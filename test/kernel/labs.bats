# The labs on the pages of kinds, which together use every word of the language.
# shellcheck disable=SC2154 # names that Bats gives

load suite
setup_file() {
  build_labs "$root/src/kinds"
  tell_impossible "$root"/src/kinds/*/*.md
}
mapfile -t files < <(possible_here "$root"/src/kinds/*/*.md)
for file in "${files[@]}"; do
  lab=${file##*/} lab=${lab%.md}
  bats_test_function --description "$lab: up, again, checks, altered, killed, down: nothing is left" --tags '' -- holds "$lab" endures
done
unset file lab
# The frame of the others is tried in the long run.
prove_frame "$root/src/kinds/host/host.md" "$root/src/kinds/nat/nat.md"
