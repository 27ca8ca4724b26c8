#!/usr/bin/env bash
# Labs of chance; answers as Bats does. RANDOM_RUNS=60 and RANDOM_SEED= set how many, and which. What is foretold is compared on Debian's kernel, too.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../.."
# shellcheck source=test/vm/kernel.bash
source test/vm/kernel.bash
# shellcheck disable=SC2154 # make_kernel sets it
if make_kernel >&2; then export KERNEL=${kernel}; fi
exec node_modules/.bin/vitest run --config test/long/random/vitest.config.ts --reporter=tap-flat
