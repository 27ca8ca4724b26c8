# Commands of the author's own. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- commands ------------------------------------------------------------------------------------

declare -A script=() option=() # the command of each; its unless and its undo

# run_once ID WHERE COMMAND [unless COMMAND] [undo COMMAND]: run unless `unless` succeeds or it is noted as done.
run_once() {
  local key="host command $1" where=$2
  busy[$where]=1
  # The undo of a command takes it away.
  if [[ -n ${want["host command ${1#undo-}"]-} && $1 == undo-* ]]; then
    take_away "host command ${1#undo-}"
    return
  fi
  if ((now <= until)); then
    script[$key]=$3 option["$key unless"]='' option["$key undo"]=''
    shift 3
    while (($#)); do option["$key $1"]=$2 && shift 2; done
  fi
  works_in[$key]=$where
  ask "$key"
}

# A noted command counts as done if it was done in this very namespace, in these very words.
compare_command() {
  local id=${2##* } where=$3
  local -a done_note=()
  if [[ -e $notes/command-$id ]]; then mapfile -d '' -t done_note <"$notes/command-$id"; fi
  if ((${#done_note[@]} == 5)) && [[ ${done_note[4]} == finished ]] &&
    { [[ $where == host ]] || is_noted_in "$notes/command-$id" "$where" "${done_note[1]}"; }; then
    if [[ ${done_note[2]} == "${script[$2]}" ]]; then
      if [[ ${done_note[3]} == "${option["$2 undo"]}" ]]; then fine; else need undo "$where" "$id" "changed: undo of command $id$at"; fi
      return
    fi
    remove command "$where" "$id"
  elif [[ -n ${option["$2 unless"]} && -n ${have["host netns $where"]-} ]]; then
    if in_place "$where" "${option["$2 unless"]}" >/dev/null 2>&1; then
      fine
      return
    fi
  fi
  need command "$where" "$id" "missing: command $id$at"
}

extras_commands() { extra_notes command && undo_last_first; }

# undo_last_first: of what is to go, the author's commands are undone before all else, and the last of them before the others.
undo_last_first() {
  local i operation
  local -a commands_first=() others=()
  for ((i = ${#owns[@]} - 1; i >= 0; i--)); do
    for operation in "${removal[@]}"; do
      if [[ $operation == 'command '* && ${owns[i]} == "command ${operation##* }" ]]; then commands_first+=("$operation"); fi
    done
  done
  for operation in "${removal[@]}"; do
    if [[ $operation != 'command '* ]]; then others+=("$operation"); fi
  done
  removal=("${commands_first[@]}" "${others[@]}")
}
note_commands() { note_each command; }
note_command() { printf '\ncommand %s\n' "$1"; }

# type_command ID: sets `typed` to what a person would type.
type_command() { quote "${script["host command $1"]}" && typed="bash -c $quoted"; }

do_command() {
  local key="host command $2" typed
  type_command "$2" && show_in "$1" "$typed"
  if [[ $mode != run ]]; then return; fi
  flush && write_inodes
  printf '%s\0' "$1" "${inode[$1]-}" "${script[$key]}" "${option["$key undo"]}" >"$notes/command-$2"
  tell_in_place "$1" "${script[$key]}" || {
    said="status $?"
    exit 1
  }
  printf 'finished\0' >>"$notes/command-$2"
}
# do_undo: the note of a command that has run, with the undo that the lesson has now.
do_undo() {
  local -a done_note
  show "note the undo of command $2"
  if [[ $mode != run ]]; then return; fi
  flush
  mapfile -d '' -t done_note <"$notes/command-$2"
  done_note[3]=${option["host command $2 undo"]}
  printf '%s\0' "${done_note[@]}" >"$notes/.command-$2" && mv "$notes/.command-$2" "$notes/command-$2"
}

take_command() {
  if ! undo_noted "$2"; then die 1 "the undo of command $2 failed"; fi
  run rm -f "$notes/command-$2"
}
