# The run from the first word of the command line to the last line. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- the run -------------------------------------------------------------------------------------

# What the lesson asks for is known after one walk; then its words are the programs again.
walk() {
  frame=$((${#FUNCNAME[@]} + 2)) # where a word of the lesson finds its own line, counted from the outermost call
  lesson
  unset -f ip sysctl nft
  if ((${#readdressed[@]})); then set_back_addresses; fi
}

# What later steps give an interface in the place of an address that it has at this one is not left alone.
set_back_addresses() {
  local key
  for key in "${!later[@]}"; do
    if [[ $key == *' address '* && -n ${readdressed["${key%% *} ${key##* }"]-} && -z ${want[$key]-} ]]; then
      unset "later[$key]"
      want[$key]=''
    fi
  done
}

make_plan() {
  todo=() todo_fact=() drift=() removal=()
  made_now=() state=() left_bare=() ok=0
  refuse_foreign
  find_dead_names
  compare_first_rules
  compare_order
  compare
  find_extras
  require_ipv6
  require_link_types
}

usage() {
  printf 'usage: %s [--dry-run | --check] [--until STEP] [--list-steps] [--quiet | --json] [--help]\n' "${0##*/}"
}

help() {
  usage
  printf '%s\n' '' 'Makes the lab, or what is missing of it. A second run changes nothing.' '' \
    '  --dry-run     print the commands that would run, and run none' \
    '  --check       name what is missing, changed or not in the lesson; change nothing' \
    '  --until STEP  stop after this step, by its name or number' \
    '  --list-steps  print the steps' \
    '  --quiet       print the last line alone' \
    '  --json        print what was done as JSON, with the time that each command took' \
    '  --help        print this' '' \
    'UPLINK=eth0[,eth1]  the interfaces that lead out, if not those of the default routes' '' \
    'The last line counts: ok, as the lesson has it; changed (with --dry-run and --check, what would be); failed.' \
    'Exit: 0 done, 1 failed or (with --check) something differs, 2 usage, 3 this machine lacks something,' \
    '4 something that this lab has not made is in the way.'
}

read_arguments() {
  local wanted=''
  while (($#)); do
    case $1 in
      --dry-run | --check | --list-steps)
        if [[ $mode != run && $mode != "${1#--}" ]]; then usage >&2 && exit 2; fi
        mode=${1#--}
        ;;
      --until | --until=*)
        if [[ $1 == --until ]]; then shift; fi
        wanted=${1-} wanted=${wanted#--until=}
        if [[ -z $wanted ]]; then
          usage >&2
          die 2 "--until needs the name or number of a step; the steps are: ${steps[*]}"
        fi
        ;;
      --quiet) quiet=1 ;;
      --json) json=1 ;;
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

# place_in_tutorial ENTRY: sets `place` to the line of the tutorial that asks for it.
place_in_tutorial() {
  local pair line=${fact_line[$1]}
  for pair in "${sources[@]}"; do
    if ((${pair%:*} <= line)); then place=$tutorial:${pair#*:}; fi
  done
}

# step_of ENTRY: sets `step` to the number of the step that asks for it.
step_of() {
  step=$until
  while ((step > 1 && begins[step] > $1)); do step=$((step - 1)); done
}

# in_full OPERATION [take]: sets `full` to the command of "HOW WHERE COMMAND" as a person types it, `at` to what tells where if it does
# not, and `place_of_work` to that place. With "take" it is one that takes away.
in_full() {
  local command=${1#* } typed=''
  place_of_work=${command%% *} command=${command#* }
  in_words "$place_of_work"
  case ${1%% *} in
    ip) full="ip ${at:+-n $place_of_work }$command" at='' ;;
    sysctl) full="${at:+ip netns exec $place_of_work }sysctl -w $command" at='' ;;
    tool | table) full="${at:+ip netns exec $place_of_work }$command" at='' ;;
    file | process | command)
      if [[ -n ${2-} ]]; then
        full="take away the ${1%% *} $command"
      else
        "type_${1%% *}" "$command"
        full=${at:+ip netns exec $place_of_work }$typed at=''
      fi
      ;;
    *) full="${1%% *} $command" ;;
  esac
}

# tell_failure STATUS: what was being done, and what has become of it.
tell_failure() {
  local full='' place='' step='' error=$said
  if [[ $doing == -* ]]; then
    in_full "${removal[${doing#-}]}" take
  else
    in_full "${todo[doing]}"
    place_in_tutorial "${todo_fact[doing]}"
    step_of "${todo_fact[doing]}"
  fi
  if (($1 > 128)); then error="stopped by signal $(($1 - 128))"; fi
  printf '%s: failed%s: %s\n' "$lab" "$at" "$full" >&2
  error=${error%"${error##*[![:space:]]}"}
  if [[ -n $error ]]; then printf '  error   %s\n' "$error" >&2; fi
  if [[ -n $place ]]; then printf '  from    %s (%s)\n' "$place" "${titles[step]}" >&2; fi
  printf '  undone  %s\n' 'nothing: what stands by now is noted; mend the cause and run this again, or ./teardown.sh' >&2
}

# leave [STATUS]: the last words of every run, whatever has ended it.
leave() {
  local status=${1-$?}
  begin_leaving
  end_shells
  if [[ $status != 0 && $mode == run && -n $doing ]]; then tell_failure "$status"; fi
  if [[ -n $json ]]; then note_operations; fi
  recap || status=$((status ? status : 1))
  exit "$status"
}

# What --json tells besides what was done: what is as it should be, and what was not done.
note_operations() {
  local i place='' object='' step='' what='would change'
  for i in "${!state[@]}"; do
    place_in_tutorial "$i"
    step_of "$i"
    name_object "$i"
    note_operation "${state[i]}" '' step "${steps[step - 1]}" source "$place" object "$object"
  done
  if [[ $mode == dry-run || ($mode == run && -z $doing) ]]; then return 0; fi
  if [[ $mode == run ]]; then what=failed; fi
  for i in "${!todo[@]}"; do
    if [[ -n $doing ]] && ((i < doing)); then continue; fi
    note_todo "$i" "$what" ''
    if [[ $mode == run ]]; then what='not run'; fi
  done
}

# name_object ENTRY: sets `object` to what it is about; what is set on a link is told from more of the kind by a number, which
# says nothing outside of this script.
name_object() {
  object=${fact[$1]}
  if [[ ${object#* } == 'set '* ]]; then object=${object% *}; fi
}

# note_todo TODO STATE SECONDS
note_todo() {
  local place='' object='' full='' step='' entry=${todo_fact[$1]}
  in_full "${todo[$1]}"
  place_in_tutorial "$entry"
  step_of "$entry"
  name_object "$entry"
  note_operation "$2" "$3" step "${steps[step - 1]}" source "$place" where "$place_of_work" command "$full" object "$object"
}

# note_removal REMOVAL
note_removal() {
  local full=''
  in_full "${removal[$1]}" take
  note_operation "$did" "$seconds" where "$place_of_work" command "$full"
}

# require_new_ip: before iproute2 4.20 a link that a batch has made is not there for the lines after it.
require_new_ip() {
  local version
  version=$(command ip -V) version=${version##*iproute2-}
  if [[ $version =~ ^ss([0-9]{6}) ]] && ((10#${BASH_REMATCH[1]} < 190107)); then
    die 3 "needs iproute2 4.20 or newer; this machine has that of the day $version"
  fi
}

main() {
  local pass ok_before=''
  read_arguments "$@"
  if [[ $mode == list-steps ]]; then
    printf '%s\n' "${steps[@]}"
    return
  fi
  trap_end
  require_commands "${commands[@]}"
  require_root
  if ((BASH_VERSINFO[0] < 5)); then require_new_ip; fi # where bash is newer, so is ip
  shopt -s nullglob
  take_turn
  for pass in 1 2 3 4; do
    start_look
    if ((pass == 1)); then
      walk
      if ((${#standing[@]} < ${#namespaces[@]})); then ask_link_types; fi # likely to be needed
    fi
    each_feature look
    end_look
    make_plan
    ok_before=${ok_before:-$ok}
    if ((${#todo[@]} + ${#removal[@]} == 0)); then break; fi
    if ((pass == 4)); then die 1 "does not come right, and would not in another run:$(printf '\n  %s' "${drift[@]}")"; fi
    if [[ $mode != run ]]; then changed=$((${#todo[@]} + ${#removal[@]})); fi
    if [[ $mode == check ]]; then break; fi
    if [[ $mode == run ]]; then write_down; fi
    act
    if [[ $mode != run ]]; then break; fi
    write_inodes
    each_feature after
    if ((${#removal[@]} == 0)); then break; fi # a removal can take more with it: look again
  done
  ok=$ok_before failed=0
  if [[ $mode == check ]] && ((${#drift[@]} + changed)); then
    say "$(printf '%s\n' "${drift[@]}")"
    exit 1
  fi
}
