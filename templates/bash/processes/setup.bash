# Processes that live as long as the lab. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- processes -----------------------------------------------------------------------------------

declare -A process_command=() # the command of each
declare -A started=()         # by name, the number of each

# start_process ID WHERE COMMAND: a process in the foreground of its own session, found again by pid and start time.
start_process() {
  busy[$2]=1
  if ((now <= until)); then process_command["host process $1"]=$3; fi
  works_in["host process $1"]=$2
  ask "host process $1"
}
end_process() { take_away "host process $1"; }

compare_process() {
  local id=${2##* } where=$3 pid=0 why=missing held=''
  local -a members
  if [[ -e $notes/process-$id ]]; then
    { read -r _ && IFS= read -rd '' held; } <"$notes/process-$id" || true
    if runs "$id" "$where" && [[ $held == "${process_command[$2]}" ]]; then
      fine
      return
    fi
    why=changed
    find_members "$id"
    if ((${#members[@]})); then remove process "$where" "$id"; fi
  fi
  need process "$where" "$id" "$why: process $id$at"
}

extras_processes() { extra_notes process; }
note_processes() { note_each process; }
note_process() { printf '\nprocess %s\n' "$1"; }

# runs ID WHERE: the noted process is still there, and where it belongs. Sets pid (0: it is gone).
runs() {
  read_process "$notes/process-$1"
  ((pid)) && [[ $2 == host || /proc/$pid/ns/net -ef /run/netns/$2 ]]
}

# type_process ID: sets `typed` to what a person would type.
type_process() { quote "${process_command["host process $1"]}" && typed="bash -c $quoted >$notes/$1.log &"; }

# The process notes itself, so that a kill of this script at any point leaves none unaccounted for; until then it holds
# the lock, after that nothing of ours.
do_process() {
  local command=${process_command["host process $2"]}
  local -a enter=()
  local typed
  type_process "$2" && show_in "$1" "$typed"
  if [[ $mode != run ]]; then return; fi
  flush
  if [[ $1 != host ]]; then enter=(ip netns exec "$1"); fi
  rm -f "$notes/process-$2" # of one that has ended: after_processes waits for the new note
  setsid "${enter[@]}" bash -c '
    read -r line </proc/$$/stat && read -ra fields <<<"${line##*) }"
    printf "%s %s\n%s" "$$" "${fields[19]}" "$2" >"$1" || exit 1
    for open in /proc/self/fd/*; do
      if ((${open##*/} > 2)); then open=${open##*/} && exec {open}>&-; fi
    done
    exec bash -c "$2"' netgen "$notes/process-$2" "$command" </dev/null &>"$notes/$2.log" &
  started[$2]=$!
}

# A process that ends at once is no process: say so, with what it said.
after_processes() {
  local id pid tries
  if ((${#started[@]} == 0)); then return; fi
  for id in "${!started[@]}"; do
    for ((tries = 0; tries < 500; tries++)); do # until it has noted itself, which takes its time on a busy machine
      if [[ -s $notes/process-$id ]] || ! kill -0 "${started[$id]}" 2>/dev/null; then break; fi
      sleep 0.02
    done
  done
  sleep 0.2
  for id in "${!started[@]}"; do
    read_process "$notes/process-$id"
    if ((pid == 0)); then die 1 "process $id ended at once; its log, $notes/$id.log, says: $(tail -n 3 "$notes/$id.log")"; fi
  done
  started=()
}

take_process() {
  show "end process $2"
  if [[ $mode == run ]]; then end_noted "$2"; fi
}
