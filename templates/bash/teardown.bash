# What teardown.sh does. A script gets all of this file but this head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312 # names of the other parts of the script; as in teardown.sh.hbs

declare -A inode=() noted=() gates=() mine=()
declare -a owns=() batch=()
readonly notes=/run/netgen/$lab before=/run/netgen/.before
mode=run quiet='' end='' changed=0 failures=0 foreign='' path=''

# run WORD...
run() {
  local words
  changed=$((changed + 1))
  if [[ -z $quiet ]]; then
    printf -v words ' %q' "$@"
    printf '[#]%s\n' "$words"
  fi
  [[ $mode != run ]] || "$@"
}

# Which of the lab's namespaces are ours to delete: those noted, and those whose lo bears our alias.
find_namespaces() {
  local name
  local -a names=("${namespaces[@]}")
  for name in "${owns[@]}"; do
    if [[ $name == 'netns '* ]]; then names+=("${name#netns }"); fi
  done
  for name in "${names[@]}"; do
    if [[ -n ${mine[$name]-} || " $foreign " == *" $name "* ]]; then continue; fi
    if [[ -z ${inode[$name]-} ]]; then
      if [[ -e /run/netns/$name && -n ${noted["netns $name"]-} ]]; then mine[$name]=gone; fi
    elif ours "$name" || [[ "$(ip -n "$name" -o link show dev lo 2>/dev/null) " == *" alias netgen:$lab "* ]]; then
      mine[$name]=${inode[$name]}
    else
      foreign+=" $name"
    fi
  done
}

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
  if [[ -n $listed && -z $end ]]; then
    die 4 "processes run in this lab, so nothing was changed; --end-processes ends them:$listed"
  fi
}

# What the lab has run is undone, the last first.
undo_commands() {
  local i id
  for ((i = ${#owns[@]} - 1; i >= 0; i--)); do
    id=${owns[i]#command }
    if [[ ${owns[i]} == 'command '* && -e $notes/command-$id ]] && ! undo_noted "$id"; then
      printf '%s: the undo of command %s failed\n' "$lab" "$id" >&2
      failures=1
    fi
  done
}

end_processes() {
  local line
  if ((${#strangers[@]})); then run end_pids "${strangers[@]}"; fi
  for line in "${owns[@]}"; do
    if [[ $line == 'process '* && -e $notes/process-${line#process } ]]; then run end_noted "${line#process }"; fi
  done
  # What has left the group of such a process, but not its session.
  if ((${#kin[@]})) && [[ $mode == run ]]; then end_pids "${kin[@]}"; fi
}

# end_pids PID...: asks them to end; after three seconds by force. tail ends when the last of them has ended.
end_pids() {
  kill -TERM "$@" 2>/dev/null || return 0
  timeout 3 tail -q -s 0.02 -f "${@/#/--pid=}" /dev/null || kill -KILL "$@" 2>/dev/null || true
}

# Rules of ours in the chains of other firewalls, found by their comment.
close_gates() {
  local gate line
  local -a words
  find_gates
  for gate in "${!gates[@]}"; do
    while IFS= read -r line; do
      if [[ $gate == nft\ * && $line == *" comment \"netgen-$lab\" # handle "* ]]; then
        read -ra words <<<"${gate#nft }"
        run nft delete rule "${words[@]}" handle "${line##* }"
      elif [[ $line == "-A FORWARD "*" --comment netgen-$lab "* ]]; then
        read -ra words <<<"${line#-A }"
        run "$gate" -D "${words[@]}"
      fi
    done <<<"${gates[$gate]}"
  done
}

# The lab's links on the machine bear its group: one line deletes them all, and the pairs that lead into its namespaces.
delete_links() {
  local name line links
  links=$(ip -o link show group "$group")
  for line in "${owns[@]}"; do
    if [[ $line != 'route '* ]]; then continue; fi
    line=${line#* : }
    if [[ -n $(ip -o route show table all 2>/dev/null | grep -F -- "${line%% *}" || true) ]]; then batch+=("route delete $line"); fi
  done
  if ((${#batch[@]})); then
    for line in "${batch[@]}"; do say "[#] ip $line"; done
    changed=$((changed + ${#batch[@]}))
    [[ $mode != run ]] || printf '%s\n' "${batch[@]}" | ip -force -batch - 2>/dev/null || true
  fi
  batch=()
  if [[ -n $links ]]; then batch+=("link delete group $group"); fi
  for name in "${!mine[@]}"; do batch+=("netns delete $name"); done
  if ((${#batch[@]} == 0)); then return; fi
  for line in "${batch[@]}"; do say "[#] ip $line"; done
  changed=$((changed + ${#batch[@]}))
  [[ $mode != run ]] || printf '%s\n' "${batch[@]}" | ip -batch -
}

# Files in /etc/netns that are noted as ours, and the folders that were made for them.
delete_files() {
  local i name
  for name in "${owns[@]}"; do
    if [[ $name == 'file '* && -e ${name#file } ]]; then run rm -f "${name#file }"; fi
  done
  for ((i = ${#owns[@]} - 1; i >= 0; i--)); do
    name=${owns[i]#directory }
    if [[ ${owns[i]} == 'directory '* && -d $name && $mode == run ]]; then rmdir "$name" 2>/dev/null || true; fi
  done
}

restore_sysctls() {
  local note name
  for note in "$before"/*".netgen-$lab"; do
    name=${note##*/} name=${name%".netgen-$lab"}
    give_back "${name//,//}"
  done
}

delete_notes() { if [[ -d $notes ]]; then run rm -r "$notes"; fi; }

usage() { printf 'usage: %s [--dry-run] [--end-processes] [--quiet] [--help]\n' "${0##*/}"; }

help() {
  usage
  printf '%s\n' '' 'Takes down what setup.sh has made, and nothing else. A second run does nothing.' '' \
    '  --dry-run        print what would be done, and do none of it' \
    '  --end-processes  also end processes that others have started in the lab' \
    '  --quiet          print nothing but errors' \
    '  --help           print this' '' \
    'Exit: 0 done, 1 failed, 2 usage, 3 this machine lacks something, 4 processes of others run in the lab.'
}

read_arguments() {
  while (($#)); do
    case $1 in
      --dry-run) mode=dry-run ;;
      --end-processes) end=yes ;;
      --quiet) quiet=1 ;;
      --help | -h) help && exit 0 ;;
      *) usage >&2 && exit 2 ;;
    esac
    shift
  done
}

main() {
  local -a kin=() strangers=()
  read_arguments "$@"
  require_commands "${commands[@]}"
  if ((EUID != 0)); then die 3 "needs root: sudo ./${0##*/}"; fi
  shopt -s nullglob
  exec 9</run && flock 9 # one run at a time; no file is left behind, and the kernel lets go when this ends
  mounted && recall
  find_namespaces
  if ((${#mine[@]})); then find_processes; fi
  undo_commands
  end_processes
  close_gates
  if type -P nft >/dev/null && nft list table inet "$own_table" >/dev/null 2>&1; then run nft delete table inet "$own_table"; fi
  delete_links
  delete_files
  restore_sysctls
  delete_notes
  if [[ $mode == run ]]; then rmdir "$before" /run/netgen 2>/dev/null || true; fi
  if [[ -n $foreign ]]; then say "left alone, not made by this lab:$foreign"; fi
  say "$lab: changed=$changed"
  return "$failures"
}
