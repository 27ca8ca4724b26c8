# What is tried in the virtual machine in the long run, each on a machine of its own inside.
# shellcheck shell=bash
set -uo pipefail
# shellcheck source=test/vm/try.bash
source /netgen/try.bash

for lab in /netgen/labs/*/setup.sh; do
  lab=$(basename "$(dirname "${lab}")")
  if grep -qxF "${lab}.md" /netgen/here-too; then
    holds "${lab} on Debian's kernel" "${lab}" works
    continue
  fi
  holds "${lab}: up, again, checks, altered, killed, down: nothing is left" "${lab}" endures
  # Ansible takes minutes there, so not the lessons, which are made of the same kinds.
  if [[ ${lab} != [0-9]* ]]; then holds_by_role "${lab}: the role makes what the script makes, and takes it away" "${lab}" makes; fi
done
