# Kill points and drifts of every lesson, where the quick tests try five by chance, and each of them in one; and mistakes that no check notices.
# shellcheck disable=SC2154 # names that Bats gives

load ../../kernel/suite
setup_file() { link_lessons; }

mapfile -t files < <(possible_here "$root"/tutorials/*[^N].md)
for file in "${files[@]}"; do
  lab=${file##*/} lab=${lab%.md}
  bats_test_function --description "$lab: killed at fifteen points each of set-up and teardown" --tags '' -- holds "$lab" struck KILL 15
  bats_test_function --description "$lab: told to end at five points each" --tags '' -- holds "$lab" struck TERM 5
  bats_test_function --description "$lab: twenty drifts" --tags '' -- holds "$lab" drifts 20
done
unset file lab

@test "a bridge, an uplink, a published port, a process: killed after each change" { holds 05-publish struck KILL; }
@test "the same: every drift" { holds 05-publish drifts; }

@test "no mistake in the tutorials that no check notices" {
  cd "$root"
  node dist/cli.js verify --mutate "${files[@]}"
}
