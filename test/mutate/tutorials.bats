# The lessons of this tree have no operation that no check notices. Those in Chinese are the same labs: test/sandbox/mutate.test.ts.
# shellcheck shell=bash
# shellcheck disable=SC2154 # names that Bats gives

setup() {
  bats_require_minimum_version 1.5.0
  cd -- "$BATS_TEST_DIRNAME/../.." || return
}

@test "verify --mutate finds no mistake in the tutorials that no check notices" {
  local -a tutorials
  mapfile -t tutorials < <(find tutorials -name '*.md' ! -name '*.zh-CN.md')
  ((${#tutorials[@]} > 0))
  run --separate-stderr node dist/cli.js verify --mutate "${tutorials[@]}"
  printf '%s\n' "$output" "$stderr"
  ((status == 0))
  [[ $output == *' mistakes noticed'* && $output != *failed* && $output != *skipped* ]]
}
