# Processes in the lab's namespaces. A part of teardown.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# Processes in our namespaces keep them alive. Those that the lab has started, and theirs, end with it; of others none
# is ended unasked.
find_processes() {
  local line pid where listed=''
  local -a fields
  local -A of=() sessions=()
  kin=() strangers=()
  for where in "${!mine[@]}"; do of[${mine[$where]}]=$where; done
  for line in "${owns[@]}"; do
    if [[ $line == 'process '* && -e $notes/process-${line#process } ]]; then
      read -r pid _ <"$notes/process-${line#process }" || continue
      sessions[$pid]=1
    fi
  done
  while read -r line; do
    where=${of["${line%% *}"]-}
    if [[ -z $where ]]; then continue; fi
    pid=${line#* /proc/} pid=${pid%%/*}
    { read -r line <"/proc/$pid/stat"; } 2>/dev/null || continue
    read -ra fields <<<"${line##*) }"
    if [[ -n ${sessions[${fields[3]}]-} ]]; then
      kin+=("$pid")
    else
      strangers+=("$pid")
      listed+=$'\n'"  $pid $(tr '\0' ' ' <"/proc/$pid/cmdline") in $where"
    fi
  done < <(stat -Lc '[%i] %n' /proc/[0-9]*/ns/net 2>/dev/null || true)
  if [[ -n $listed && -z $force ]]; then
    die 4 "processes run in this lab, so nothing was changed; --force ends them:$listed"
  fi
}

end_processes() {
  local line pid
  if ((${#strangers[@]})); then run_as "kill ${strangers[*]}" end_pids "${strangers[@]}"; fi
  for line in "${owns[@]}"; do
    if [[ $line != 'process '* || ! -e $notes/process-${line#process } ]]; then continue; fi
    read_process "$notes/process-${line#process }"
    if ((pid == 0)); then continue; fi # it has ended by itself
    run_as "kill -- -$pid" end_noted "${line#process }"
  done
  # What has left the group of such a process, but not its session.
  if ((${#kin[@]})) && [[ $mode == run ]]; then end_pids "${kin[@]}"; fi
}

# end_pids PID...: asks them to end; after three seconds by force. tail ends when the last of them has ended.
end_pids() {
  kill -TERM "$@" 2>/dev/null || return 0
  timeout 3 tail -q -s 0.02 -f "${@/#/--pid=}" /dev/null || kill -KILL "$@" 2>/dev/null || true
}
