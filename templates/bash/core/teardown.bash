# What teardown.sh does. A part of teardown.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

declare -A inode=() noted=() mine=()
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
