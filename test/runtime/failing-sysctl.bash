#!/usr/bin/env bash
# sysctl, but for the command in $FAIL, as setup.sh prints it: in place of that it runs one that fails.
set -euo pipefail
: "${FAIL:?the command that is to fail}"
real=$(PATH=${PATH#*:} type -P sysctl)

if [[ ${FAIL//\'/} == *" sysctl ${*/-qw/-w}" ]]; then exec "$real" -w net.ipv4.nosuch=1; fi
exec "$real" "$@"
