# Commands of the author's own: running them in their place, and undoing them. A part of setup.sh and teardown.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# in_place WHERE COMMAND: without our lock, which a process that stays would hold on to.
in_place() {
  if [[ $1 == host ]]; then
    bash -c "$2" 9<&- </dev/null
  else
    ip netns exec "$1" bash -c "$2" 9<&- </dev/null
  fi
}

# tell_in_place WHERE COMMAND: what it prints is the author's answer, and no part of ours with --quiet and --json.
tell_in_place() {
  if [[ -n $quiet$json ]]; then in_place "$@" >&2; else in_place "$@"; fi
}

undone=0 # how many undos have run, or would

# undo_noted ID: takes back a command of the author's that is noted as run, unless its namespace has gone with it.
# The note holds, each ended by a NUL: where, the inode of that namespace, the command, its undo, then "finished" when
# it is, and "undoing" when that begins: an undo that was cut off may fail the second time.
undo_noted() {
  local where number undo told status=0
  local -a fields
  mapfile -d '' -t fields <"$notes/command-$1"
  where=${fields[0]-} number=${fields[1]-} undo=${fields[3]-}
  if [[ -n $undo ]] && { [[ $where == host ]] || is_noted_in "$notes/command-$1" "$where" "$number"; }; then
    undone=$((undone + 1))
    [[ $mode != run ]] || printf 'undoing\0' >>"$notes/command-$1"
    printf -v told 'bash -c %q' "$undo"
    if [[ $where != host ]]; then told="ip netns exec $where $told"; fi
    if ! run_as "$told" tell_in_place "$where" "$undo" && [[ ${fields[-1]} != undoing ]]; then status=1; fi
  fi
  return "$status"
}
