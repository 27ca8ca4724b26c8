# What is tried in the virtual machine in the long run, each on a machine of its own inside.
# shellcheck shell=bash
set -uo pipefail
# shellcheck source=test/vm/try.bash
source /netgen/try.bash

for lab in /netgen/labs/*/setup.sh; do
  lab=$(basename "$(dirname "${lab}")")
  if grep -qxF "${lab}.md" /netgen/here-too; then
    holds "${lab} on Debian's kernel" "${lab}" works
  else
    holds "${lab}: up, again, checks, step by step, back, down: nothing is left" "${lab}" lives
    holds "${lab}: killed at 5 points each of set-up and teardown" "${lab}" struck KILL 5
    holds "${lab}: 5 drifts, seen and mended" "${lab}" drifts 5
    holds_by_role "${lab}: the role makes what the script makes, and takes it away" "${lab}" makes
  fi
done
