#!/usr/bin/env bash
# Labs of chance; answers as Bats does. RANDOM_RUNS=60 and RANDOM_SEED= set how many, and which.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../.."
exec node_modules/.bin/vitest run --config test/long/random/vitest.config.ts --reporter=tap-flat
