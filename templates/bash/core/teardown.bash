# What teardown.sh does. A part of teardown.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

declare -A inode=() noted=() mine=()
declare -a owns=() batch=()
readonly notes=/run/netgen/$lab before=/run/netgen/.before file_notes=/etc/netns/.netgen-$lab
mode=run quiet='' force='' failures=0 foreign='' path='' doing='' aside='' aside_doing='' links_reply=''

# run WORD...
run() {
  printf -v doing ' %q' "$@"
  run_as "${doing# }" "$@"
}

# run_as TEXT WORD...: a function of this script, told as what a person would type.
run_as() {
  doing=$1 && shift
  say "[#] $doing"
  if [[ $mode == run ]]; then
    start_clock
    "$@" || return
    stop_clock
  fi
  changed=$((changed + 1))
  note_operation "$did" "$seconds" command "$doing"
  doing=''
}

# run_batch [OPTION...]: the lines of `batch` by one ip process; with --json each by its own, to time it.
run_batch() {
  local line
  local -a words
  if ((${#batch[@]} == 0)); then return; fi
  for line in "${batch[@]}"; do
    if [[ -n $json ]]; then
      read -ra words <<<"$line"
      run ip "$@" "${words[@]}"
    else
      say "[#] ip $line"
    fi
  done
  if [[ -z $json ]]; then
    doing="ip ${batch[0]}"
    if [[ $mode == run ]]; then printf '%s\n' "${batch[@]}" | ip "$@" -batch -; fi
    doing='' changed=$((changed + ${#batch[@]}))
  fi
  batch=()
}

# run_aside WORD...: what runs while other things go; end_aside: when it has ended. With --json it is timed by itself.
run_aside() {
  if [[ $mode != run || -n $json ]]; then
    run "$@"
    return
  fi
  printf -v aside_doing ' %q' "$@"
  aside_doing=${aside_doing# }
  say "[#] $aside_doing"
  "$@" &
  aside=$!
}
end_aside() {
  if [[ -z $aside ]]; then return; fi
  doing=$aside_doing
  wait "$aside"
  doing='' aside='' changed=$((changed + 1))
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

# Routes of the machine that are noted as ours: those that still stand.
delete_routes() {
  local line standing=''
  for line in "${owns[@]}"; do
    if [[ $line != 'route '* ]]; then continue; fi
    line=${line#route }
    standing=${standing:-$(ip -o route show table all 2>/dev/null)}
    if [[ $standing == *"${line%% *}"* ]]; then batch+=("route delete $line"); fi
  done
  run_batch -force 2>/dev/null || true
}

# The lab's links on the machine bear its group: one line deletes them all, and the pairs that lead into its namespaces. In brief ip
# does not tell of the other ends, and so has nothing to complain of.
begin_links() { exec {links_reply}< <(exec 9<&- && ip -br link show group "$group" && echo @end); }
delete_links() {
  local name
  hear "$links_reply"
  if [[ $heard != *$'@end\n' ]]; then die 1 'the links of this machine cannot be read'; fi
  if [[ $heard != $'@end\n' ]]; then batch+=("link delete group $group"); fi
  for name in "${!mine[@]}"; do batch+=("netns delete $name"); done
  run_batch
}

delete_notes() { if [[ -d $notes ]]; then run rm -r "$notes"; fi; }

usage() { printf 'usage: %s [--dry-run | --check] [--force] [--quiet | --json] [--help]\n' "${0##*/}"; }

help() {
  usage
  printf '%s\n' '' 'Takes down what setup.sh has made, and nothing else. A second run does nothing.' '' \
    '  --dry-run  print what would be done, and do none of it' \
    '  --check    the same, and end with 1 if anything of the lab is left' \
    '  --force    also end processes that others have started in the lab' \
    '  --quiet    print the last line alone' \
    '  --json     print what was done as JSON, with the time that each command took' \
    '  --help     print this' '' \
    'Exit: 0 done, 1 failed or (with --check) something is left, 2 usage, 3 this machine lacks something,' \
    '4 processes of others run in the lab.'
}

read_arguments() {
  while (($#)); do
    case $1 in
      --dry-run | --check)
        if [[ $mode != run && $mode != "${1#--}" ]]; then usage >&2 && exit 2; fi
        mode=${1#--}
        ;;
      --force) force=yes ;;
      --quiet) quiet=1 ;;
      --json) json=1 ;;
      --help | -h) help && exit 0 ;;
      *) usage >&2 && exit 2 ;;
    esac
    shift
  done
}

# leave [STATUS]: the last words of every run, whatever has ended it.
leave() {
  local status=${1-$?}
  begin_leaving
  if [[ -n $aside ]]; then wait "$aside" || true; fi
  if [[ $status != 0 && -n $doing ]]; then
    printf '%s: failed: %s\n  undone  nothing: what stands by now is noted; mend the cause and run this again\n' "$lab" "$doing" >&2
  fi
  recap || status=$((status ? status : 1))
  exit "$status"
}

main() {
  local -a strangers=()
  read_arguments "$@"
  trap_end
  require_commands "${commands[@]}"
  require_root
  if [[ $mode != run ]]; then did='would change'; fi
  shopt -s nullglob
  take_turn
  mounted && recall
  if [[ -n ${noted['table host']-} ]]; then require_maker "${noted['table host']}"; fi
  require_sysctl
  find_namespaces
  undo_commands
  if ((${#mine[@]})); then refuse_processes; fi
  end_processes
  begin_iptables
  begin_links
  look_iptables
  close_gates
  delete_tables
  delete_routes
  delete_links
  end_aside
  delete_files
  restore_sysctls
  delete_notes
  if [[ $mode == run ]]; then rmdir "$before" /run/netgen 2>/dev/null || true; fi
  if [[ -n $foreign ]]; then say "left alone, not made by this lab:$foreign"; fi
  failed=$failures
  if [[ $mode == check ]] && ((changed)); then return 1; fi
  return "$failures"
}
