# Processes in the lab's namespaces. A part of teardown.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# Processes in our namespaces keep them alive. Those that the lab has started, and theirs, end with it; of others none
# is ended unasked. What the author's commands have left running, their undo may have ended: it takes its time.
refuse_processes() {
  local tries listed='' by_now=''
  find_strangers
  if ((undone)); then
    if [[ $mode != run ]]; then
      if ((${#strangers[@]})); then say "in the way, if the undo of its commands does not end them:$listed"; fi
      strangers=()
      return
    fi
    for ((tries = 0; tries < 20 && ${#strangers[@]}; tries++)); do sleep 0.05 && find_strangers; done
    by_now=' but its commands undone'
  fi
  if ((${#strangers[@]})) && [[ -z $force ]]; then
    die 4 "processes run in this lab, so nothing was changed$by_now; --force ends them:$listed"
  fi
}

# find_strangers: sets `strangers` to these processes, `listed` to what to say of them.
find_strangers() {
  local line pid where words unseen=''
  local -a fields
  local -A of=() sessions=()
  strangers=() listed=''
  for where in "${!mine[@]}"; do of[${mine[$where]}]=$where; done
  for line in "${owns[@]}"; do
    if [[ $line == 'process '* && -e $notes/process-${line#process } ]]; then
      read -r pid _ <"$notes/process-${line#process }" || continue
      sessions[$pid]=1
    fi
  done
  while read -r line; do
    where=${of["${line%% *}"]-}
    if [[ -z $where ]]; then
      if [[ $line == *'Permission denied' ]]; then unseen=${line#*/proc/}; fi
      continue
    fi
    pid=${line#* /proc/} pid=${pid%%/*}
    { read -r line <"/proc/$pid/stat"; } 2>/dev/null || continue
    read -ra fields <<<"${line##*) }"
    if [[ -n ${sessions[${fields[3]}]-} ]]; then continue; fi
    { words=$(tr '\0' ' ' <"/proc/$pid/cmdline"); } 2>/dev/null || continue # it has ended meanwhile
    strangers+=("$pid") listed+=$'\n'"  $pid $words in $where"
  done < <(stat -Lc '[%i] %n' /proc/[0-9]*/ns/net 2>&1 || true)
  # With the right, what cannot be seen is of another user namespace (ptrace_may_access() of kernel/ptrace.c).
  if [[ -n $unseen && -z $force ]] && ((!(rights >> 19 & 1))); then
    die 3 "cannot see whether process ${unseen%%/*} runs in this lab: needs CAP_SYS_PTRACE, a right that root lacks here; or --force, which ends what can be seen"
  fi
}

end_processes() {
  local line
  local -a members
  if ((${#strangers[@]})); then run_as "kill ${strangers[*]}" end_pids "${strangers[@]}"; fi
  for line in "${owns[@]}"; do
    if [[ $line != 'process '* ]]; then continue; fi
    find_members "${line#process }"
    if ((${#members[@]})); then run_as "kill ${members[*]}" end_noted "${line#process }"; fi
  done
}
