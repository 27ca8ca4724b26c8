#!/usr/bin/env bash
# ip, but for the commands in $FAIL, one a line as setup.sh prints them: in place of these it runs one that fails.
set -euo pipefail
: "${FAIL:?the commands that are to fail}"
real=$(PATH=${PATH#*:} type -P ip)

where=''
if [[ $1 == -n ]]; then where="-n ${2##*/} "; fi
if [[ ${*: -2} == '-batch -' ]]; then
  while IFS= read -r line; do
    if [[ $'\n'${FAIL//\'/}$'\n' == *$'\n'"ip $where$line"$'\n'* ]]; then line=${INSTEAD-link set nosuch up}; fi
    printf '%s\n' "$line"
  done | "$real" "$@"
else
  exec "$real" "$@"
fi
