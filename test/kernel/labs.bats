# The labs on the pages of kinds, which together use every word of the language.
# shellcheck disable=SC2154 # names that Bats gives

load suite
setup_file() {
  build_labs "$root/src/kinds"
  tell_impossible "$root"/src/kinds/*/*.md
}
mapfile -t files < <(possible "$root"/src/kinds/*/*.md)
prove_labs 1 "${files[@]}"
# The frame of the others is tried in the long run.
prove_frame "$root/src/kinds/host/host.md" "$root/src/kinds/nat/nat.md"
