#!/usr/bin/env bash
# Every hostile text in every field that takes it, run by scripts and played by roles; and every sort of tutorial, grown. Answers as Bats does.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../.."
ALL_CANARIES=1 exec node_modules/.bin/vitest run --reporter=tap-flat test/hostile/execute.test.ts test/hostile/execute-role.test.ts test/hostile/growth.test.ts
