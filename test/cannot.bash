# For Bats files that need what not every machine has.
# shellcheck shell=bash
# shellcheck disable=SC2154 # names that Bats gives

# cannot WHY: skips, and says so; where tests must not be left out, that is a failure.
cannot() {
  printf 'test/%s: NOT RUN: %s\n' "${BATS_TEST_DIRNAME##*/}" "$1" >&3
  if [[ -n ${CI-} ]]; then exit 1; fi
  skip "$1"
}
