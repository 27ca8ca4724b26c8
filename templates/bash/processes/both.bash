# Processes that live as long as the lab: finding and ending them. A part of setup.sh and teardown.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# read_process FILE: the process that the file notes. Sets pid (0: it is gone; the number may be another's by now).
read_process() {
  local number='' since='' line=''
  local -a fields
  pid=0
  read -r number since <"$1" || true
  if [[ ! -r /proc/${number:-none}/stat ]]; then return; fi
  { read -r line <"/proc/$number/stat"; } 2>/dev/null || return 0
  read -ra fields <<<"${line##*) }"
  if [[ ${fields[19]-} == "$since" && ${fields[0]} != Z ]]; then pid=$number; fi
}

# find_members ID: sets `members` to what still runs of the noted process and of what it has started: its session, whatever groups
# that has. The kernel gives the number of a session to nobody while one of it lives (alloc_pid() of kernel/pid.c). Where its first
# process has gone, the number may have been another's since: then those count that are in the node's namespace, or write to its log.
find_members() {
  local number='' since='' line first='' pid netns=/run/netns/${1%-*} log=$notes/$1.log
  local -a fields lines
  members=()
  { read -r number since <"$notes/process-$1"; } 2>/dev/null || true
  if [[ -z $number ]]; then return; fi
  { read -r first <"/proc/$number/stat"; } 2>/dev/null || true
  read -ra fields <<<"${first##*) }"
  if [[ -n $first && ${fields[19]-} != "$since" ]]; then return; fi
  in_lines "$(cat /proc/[0-9]*/stat 2>/dev/null)"
  for line in "${lines[@]}"; do
    if [[ ${line##*) } != [!ZX]' '*([0-9])' '*([0-9])' '"$number "* ]]; then continue; fi
    pid=${line%% *}
    if [[ -n $first || /proc/$pid/ns/net -ef $netns || /proc/$pid/fd/1 -ef $log || /proc/$pid/fd/2 -ef $log ]]; then members+=("$pid"); fi
  done
}

# end_noted ID: ends the process and what it has started, also what that starts meanwhile.
end_noted() {
  local tries
  local -a members
  for tries in 1 2 3; do
    find_members "$1"
    if ((${#members[@]} == 0)); then break; fi
    end_pids "${members[@]}"
  done
  rm -f "$notes/process-$1" "$notes/$1.log"
}

# end_pids PID...: asks them to end; after three seconds by force.
end_pids() {
  local tries
  kill -TERM "$@" 2>/dev/null || true
  for ((tries = 0; tries < 150; tries++)); do
    if ! some_run "$@"; then return; fi
    sleep 0.02
  done
  kill -KILL "$@" 2>/dev/null || true
}

# some_run PID...: one that nobody has asked for its status yet does not.
some_run() {
  local pid line
  for pid in "$@"; do
    { read -r line <"/proc/$pid/stat"; } 2>/dev/null || continue
    if [[ ${line##*) } != [ZX]* ]]; then return; fi
  done
  return 1
}
