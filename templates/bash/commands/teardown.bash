# Commands of the author's own are undone. A part of teardown.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# What the lab has run is undone, the last first. What this run cannot end after all, the next one does not undo again.
undo_commands() {
  local i id so_far
  for ((i = ${#owns[@]} - 1; i >= 0; i--)); do
    id=${owns[i]#command }
    if [[ ${owns[i]} != 'command '* || ! -e $notes/command-$id ]]; then continue; fi
    so_far=$undone
    if ! undo_noted "$id"; then
      printf '%s: the undo of command %s failed\n' "$lab" "$id" >&2
      failures=1
      [[ $mode != run ]] || printf 'failed\0' >>"$notes/command-$id"
    elif [[ $mode == run ]] && ((undone > so_far)); then
      rm -f "$notes/command-$id"
    fi
  done
}
