# Every kill point and every drift of every lab, where the quick tests try five of them by chance; and mistakes that no check notices.
# shellcheck disable=SC2154 # names that Bats gives

load ../../kernel/suite
setup_file() { build_labs "$root"/tutorials/*[^N].md "$root/src/kinds"; }

mapfile -t files < <(possible "$root"/tutorials/*[^N].md "$root"/src/kinds/*/*.md)
for file in "${files[@]}"; do
  lab=$(basename "$file" .md)
  for signal in KILL TERM; do
    bats_test_function --description "$lab: $signal after each change" --tags '' -- holds "$lab" struck "$signal"
  done
  bats_test_function --description "$lab: every drift" --tags '' -- holds "$lab" drifts
done
unset file lab signal

@test "no mistake in the tutorials that no check notices" {
  cd "$root"
  node dist/cli.js verify --mutate tutorials/*[^N].md
}
