# What a reader types from an annotated lesson, and what the machine is then. For functions that run in a sandbox.
# shellcheck shell=bash

# type_commands WHAT [STEP]: runs commands of ./tutorial.md, and keeps them in /mnt/typed. For what they can be see page.awk.
type_commands() {
  awk -v want="$1" -v step="${2-}" -f "${here:?}/page.awk" tutorial.md >/mnt/typed
  [[ -s /mnt/typed ]]
  bash -euo pipefail /mnt/typed >/dev/null 2>/mnt/said || {
    cat /mnt/typed /mnt/said
    return 1
  }
}

# The state of the machine, without the notes of scripts and what older tools cannot leave out: a broadcast address, a
# name for each further address, the search for duplicates, the scope of a route that refuses.
machine() {
  addresses_are_searched
  snapshot | sed -E '
    \|/run/netgen|d
    s/ brd [0-9.]+ / /
    s/(scope global [^ ]+):[0-9]+\\/\1\\/
    s/ nodad / /
    s/(unreachable .*) scope (global|host)/\1/'
}

# An IPv6 address that the kernel still asks about is of no use yet. That takes a second or two.
addresses_are_searched() {
  local try name asked
  for ((try = 0; try < 50; try++)); do
    asked=$(
      ip -6 address show scope global tentative
      for name in /run/netns/*; do ip -n "${name##*/}" -6 address show scope global tentative; done
    )
    if [[ ${asked} != *inet6* ]]; then return; fi
    sleep 0.1
  done
}

# end_processes: what a lesson leaves running in namespaces.
end_processes() {
  local name
  for name in /run/netns/*; do ip netns pids "${name##*/}" | xargs --no-run-if-empty kill; done
}

# put_back KEY VALUE: what the page cannot know where it takes a setting back, it says in a comment.
put_back() {
  if grep -q "^# $1" /mnt/typed; then sysctl -qw "$1=$2"; fi
}
