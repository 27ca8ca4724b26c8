# What is tried in the virtual machine, each on a machine of its own inside.
# shellcheck shell=bash
set -uo pipefail
# shellcheck source=test/vm/try.bash
source /netgen/try.bash

for lab in /netgen/labs/*/setup.sh; do
  lab=$(basename "$(dirname "${lab}")")
  # That one is tried below.
  if [[ ${lab} == 05-publish ]]; then continue; fi
  holds "${lab} on Debian's kernel" "${lab}" works
done
holds 'Docker drops what is forwarded, also across a bridge' 05-publish docker nft
