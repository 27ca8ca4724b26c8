# The run from the first word of the command line to the last line. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- the run -------------------------------------------------------------------------------------

# What the lesson asks for is known after one walk; then its words are the programs again.
walk() {
  lesson
  unset -f ip sysctl nft
}

make_plan() {
  todo=() todo_by=() todo_where=() todo_step=() drift=() removal=() removal_by=() removal_where=()
  made_now=() ok=0
  refuse_foreign
  find_dead_names
  compare
  find_extras
  require_link_types
}

usage() {
  printf 'usage: %s [--dry-run | --check] [--until STEP] [--list-steps] [--quiet] [--help]\n' "${0##*/}"
}

help() {
  usage
  printf '%s\n' '' 'Makes the lab, or what is missing of it. A second run changes nothing.' '' \
    '  --dry-run     print the commands that would run, and run none' \
    '  --check       name what is missing, changed or not in the lesson; change nothing' \
    '  --until STEP  stop after this step, by its name or number' \
    '  --list-steps  print the steps' \
    '  --quiet       print nothing but errors' \
    '  --help        print this' '' \
    'UPLINK=eth0[,eth1]  the interfaces that lead out, if not those of the default routes' '' \
    'Exit: 0 done, 1 failed or (with --check) something differs, 2 usage, 3 this machine lacks something,' \
    '4 something that this lab has not made is in the way.'
}

read_arguments() {
  local wanted=''
  while (($#)); do
    case $1 in
      --dry-run | --check | --list-steps) mode=${1#--} ;;
      --until) wanted=${2:?--until needs the name or number of a step} && shift ;;
      --until=*) wanted=${1#--until=} ;;
      --quiet) quiet=1 ;;
      --help | -h) help && exit 0 ;;
      *) usage >&2 && exit 2 ;;
    esac
    shift
  done
  until=${#steps[@]}
  if [[ -n $wanted ]]; then find_step "$wanted"; fi
}

# find_step STEP: by name, else by number.
find_step() {
  local i
  for i in "${!steps[@]}"; do
    if [[ ${steps[i]} == "$1" ]]; then until=$((i + 1)) && return; fi
  done
  if [[ $1 =~ ^[1-9][0-9]{0,3}$ ]] && (($1 <= ${#steps[@]})); then until=$1 && return; fi
  die 2 "no step $1; the steps are: ${steps[*]}"
}

main() {
  local pass ok_before=''
  read_arguments "$@"
  if [[ $mode == list-steps ]]; then
    printf '%s\n' "${steps[@]}"
    return
  fi
  require_commands "${commands[@]}"
  if ((EUID != 0)); then die 3 "needs root: sudo ./${0##*/}"; fi
  shopt -s nullglob
  exec 9</run && flock 9 # one run at a time; no file is left behind, and the kernel lets go when this ends
  look_at_host
  walk
  for pass in 1 2 3; do
    if ((pass > 1)); then look_at_host; fi
    look_inside
    make_plan
    if [[ $mode == check ]]; then
      if ((${#drift[@]} + ${#todo[@]} + ${#removal[@]})); then
        printf '%s\n' "${drift[@]}"
        exit 1
      fi
      break
    fi
    ok_before=${ok_before:-$ok}
    if ((${#todo[@]} + ${#removal[@]} == 0)); then break; fi
    changed=$((changed + ${#todo[@]} + ${#removal[@]}))
    if [[ $mode == run ]]; then write_down; fi
    act
    if [[ $mode != run ]]; then break; fi
    write_inodes
    each_feature after
    if ((${#removal[@]} == 0)); then break; fi # a removal can take more with it: look again
  done
  say "$lab: ok=${ok_before:-$ok} changed=$changed"
}
