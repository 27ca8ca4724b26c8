#!/bin/sh
# Stands in PATH for bash, and tells tool.bash what commands of the tutorial's author do: those run in a bash -c of their own.
if [ "${1-}" = -c ]; then export BY_AUTHOR=1; fi
exec "$(PATH=${PATH#*:} && command -v bash)" "$@"
