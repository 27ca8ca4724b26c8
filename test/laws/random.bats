# The laws on labs of chance. LAWS_RUNS=200 and LAWS_SEED= set how many, and which.
# shellcheck disable=SC2154 # names that Bats gives

load suite

@test "labs of chance keep the laws" {
  cd "$laws/../.."
  set -o pipefail
  # What is printed is seen also when all is well: the seed.
  node_modules/.bin/vitest run --config test/laws/random/vitest.config.ts | tee "$BATS_TEST_TMPDIR/said" | sed 's/^/# /' >&3
  grep -q 'LAWS_SEED=[0-9]* LAWS_RUNS=[0-9]*' "$BATS_TEST_TMPDIR/said"
}
