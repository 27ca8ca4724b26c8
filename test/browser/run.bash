#!/usr/bin/env bash
# The site and `netgen serve` in Debian's own Chromium; answers as Bats does.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
exec node_modules/.bin/vitest run --config test/browser/vitest.config.ts --reporter=tap-flat
