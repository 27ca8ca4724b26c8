# Every kill point and every drift of every lesson, where the quick tests try five by chance; and mistakes that no check notices.
# shellcheck disable=SC2154 # names that Bats gives

load ../../kernel/suite
setup_file() { build_labs "$root"/tutorials/*[^N].md; }

mapfile -t files < <(possible "$root"/tutorials/*[^N].md)
for file in "${files[@]}"; do
  lab=$(basename "$file" .md)
  bats_test_function --description "$lab: killed after each change" --tags '' -- holds "$lab" struck KILL
  bats_test_function --description "$lab: told to end after some changes" --tags '' -- holds "$lab" struck TERM 10
  bats_test_function --description "$lab: every drift" --tags '' -- holds "$lab" drifts
done
unset file lab

@test "no mistake in the tutorials that no check notices" {
  cd "$root"
  node dist/cli.js verify --mutate "${files[@]}"
}
