# Carrying out what is missing. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- acting --------------------------------------------------------------------------------------

# Before the first change: the parts that this script has, and the names that this run is about to own.
write_down() {
  local feature name lines=''
  if [[ ! -d $notes || ! -d $before ]]; then mkdir -p "$notes" "$before"; fi
  for feature in "${features[@]}"; do
    if [[ -z ${noted["uses $feature"]-} ]]; then lines+=$'\n'"uses $feature"$'\n'; fi
  done
  for name in "${namespaces[@]}"; do
    if [[ -n ${want["host netns $name"]-} && -z ${have["host netns $name"]-} ]]; then lines+=$'\n'"netns $name"$'\n'; fi
  done
  for name in "${host_routes[@]}"; do
    if [[ -n ${want[$name]-} && -z ${have[$name]-} ]]; then lines+=$'\n'"${name#host }"$'\n'; fi
  done
  each_feature note
  printf '%s' "$lines" >>"$notes/owns"
}

# note_each KIND: the notes of what is to be done of this kind, as note_KIND prints them, to `lines`.
note_each() {
  local operation
  for operation in "${todo[@]}"; do
    if [[ $operation == "$1 "* ]]; then lines+=$("note_$1" "${operation#* * }")$'\n'; fi
  done
}

# After it: what the namespaces have become.
write_inodes() {
  local name lines=''
  mounted
  for name in "${namespaces[@]}"; do
    if [[ -n ${inode[$name]-} && ${noted["netns $name"]-} != "${inode[$name]}" ]]; then lines+=$'\n'"netns $name ${inode[$name]}"$'\n'; fi
  done
  printf '%s' "$lines" >>"$notes/owns"
}

# What is to run is written down by place, and run by a small sh, which starts processes faster than this bash: the lines of the
# machine by one, then those of the namespaces by two. Of each place: its text, which entries of `todo` its lines carry out, and
# whether a batch of ip is open at the end of it.
force='' said='' told='' first='' batched='' host_lines=0 host_reply=''
declare -A inside=() inside_todo=() open=() running_todo=()
declare -a order=() working=() blamed=()

# shell_inside WHERE LINE: a line for the shell.
shell_inside() {
  local count
  if [[ $1 != host && -z ${inside[$1]-} ]]; then order+=("$1"); fi
  close_batch "$1"
  count_inside "$1"
  inside[$1]+="{ $2; } || failed '$1' $count"$'\n' inside_todo[$1]+=" $doing" batched=1
}

open_batch() {
  local count place="-n '$netns_path$1'"
  if [[ $1 == host ]]; then place=''; elif [[ -z ${inside[$1]-} ]]; then order+=("$1"); fi
  count_inside "$1"
  inside[$1]+="ip $force $place -batch - <<'IP' || failed '$1' $count ip"$'\n' open[$1]=1
}
close_batch() { if [[ -n ${open[$1]-} ]]; then inside[$1]+=$'IP\n' open[$1]=''; fi; }

# count_inside WHERE: sets `count` to how many lines there are by now.
count_inside() {
  # shellcheck disable=SC2206 # numbers between blanks
  local -a lines=(${inside_todo[$1]-})
  count=${#lines[@]}
}

# What is written down is done.
flush() { start_inside && end_inside; }

# start_host: the lines of the machine begin to run, when those before have ended. Meanwhile lines of namespaces can be written
# down; some of them may wait for what these do.
start_host() {
  local count shell=(sh) reply
  end_host
  if [[ -z ${inside[host]-} ]]; then return; fi
  end_inside
  close_batch host
  count_inside host
  start_shell "${inside[host]}echo @done $count"$'\n'
  host_reply=$reply running_todo[host]=${inside_todo[host]}
  inside[host]='' inside_todo[host]='' host_lines=0
}

end_host() {
  if [[ -z $host_reply ]]; then return; fi
  said='' && take_reply "$host_reply"
  host_reply=''
  if [[ $said == *@failed\ * ]]; then shell_failed; fi
  count_done
  said=''
}

# start_inside: the lines of the namespaces begin to run, when those of the machine have ended, and those before. Meanwhile
# other programs can work on the machine.
start_inside() {
  local i name count lines reply
  local -a half=('' '') shell
  start_host
  for i in "${!order[@]}"; do
    name=${order[i]}
    close_batch "$name"
    count_inside "$name"
    half[i % 2]+=${inside[$name]}"echo @done $count"$'\n'
  done
  end_host
  if ((${#order[@]} == 0)); then return; fi
  end_inside
  choose_shell "${#order[@]}"
  for lines in "${half[@]}"; do
    if [[ -n $lines ]]; then start_shell "$lines" && working+=("$reply"); fi
  done
  for name in "${order[@]}"; do running_todo[$name]=${inside_todo[$name]} inside[$name]='' inside_todo[$name]=''; done
  order=() crossing=''
}

end_inside() {
  local reply
  if ((${#working[@]} == 0)); then return; fi
  said=''
  for reply in "${working[@]}"; do take_reply "$reply"; done
  working=()
  if [[ $said == *@failed\ * ]]; then shell_failed; fi
  count_done
  said=''
}

# start_shell LINES: sets `reply` to where it will say what has failed. Removals go on after an error: one can take the next with
# it, and the next look finds what stayed.
start_shell() {
  local prelude=$'failed() { echo "@failed $*"; exit 1; }\n'
  if [[ -n $force ]]; then prelude=$'failed() { :; }; exec 2>/dev/null\n'; fi
  exec {reply}< <("${shell[@]}" <<<"$prelude$1"$'echo @end\n' 2>&1)
}

# take_reply REPLY: adds to `said` what a shell has said.
take_reply() {
  local reply=$1
  said+=$(<"/dev/fd/$reply")$'\n'
  exec {reply}<&-
  if [[ $said != *$'@end\n' ]]; then said+=$'@failed \n'; fi
}

# Lines have failed, in one shell or in both: the first is told, and what was done before each is counted.
shell_failed() {
  count_done
  said=$told
  blame "${first:-0}" "${blamed[@]}"
}

# count_done: adds to `changed` what has been done, by what is `said`; the numbers of ip count from where its batch begins. Sets
# `first` and `blamed` to the number of the first line that has failed and what is carried out from its batch on, `told` to what was
# said of it.
count_done() {
  local line number=0 where skip by
  first='' told='' blamed=()
  while read -r line; do
    case $line in
      '@done '*) changed=$((changed + ${line#@done })) ;;
      'Command failed -:'*) number=${line##*:} ;;
      '@failed '*)
        read -r _ where skip by <<<"$line"
        changed=$((changed + skip + (number ? number - 1 : 0)))
        if [[ -z $first ]]; then
          if [[ $by != ip ]]; then number=1; fi
          read -ra blamed <<<"${running_todo[$where]}"
          first=$number blamed=("${blamed[@]:skip}")
        fi
        number=0
        ;;
      '@failed' | '@end') ;;
      *) if [[ -z $first ]]; then told+=${told:+$'\n'}$line; fi ;;
    esac
  done <<<"$said"
}

# end_shells: a run that ends before its time waits for what it has started, and counts what that has done.
end_shells() {
  local reply error=$said
  for reply in "${looking[@]}"; do told=$(<"/dev/fd/$reply") || true; done 2>/dev/null
  if [[ $said == *@done\ * ]]; then error=''; else said=''; fi
  for reply in ${host_reply:+"$host_reply"} "${working[@]}"; do said+=$(<"/dev/fd/$reply")$'\n' || true; done 2>/dev/null
  count_done
  said=$error
}

# blame NUMBER TODO...: ends the run for the line of that number. What ip cannot even read it does not count: number 0.
blame() {
  local number=$1
  shift
  if ((number)); then
    doing=${!number}
  elif (($#)); then
    doing=$1
    if (($# > 1)); then said="one of $# commands from this on: $said"; fi
  fi
  exit 1
}

quoted() { printf "'%s'" "${1//\'/\'\\\'\'}"; }

show() { [[ -n $quiet$json ]] || printf '[#] %s\n' "$1"; }

# there WHERE: the words before a program that is to run there.
there() { [[ $1 == host ]] || printf 'ip netns exec %s ' "$1"; }

# run WORD...: at once.
run() {
  show "$*"
  [[ $mode != run ]] || "$@"
}

# run_as TEXT WORD...: a function of this script, told as what a person would type.
run_as() {
  show "$1"
  [[ $mode != run ]] || "${@:2}"
}

act() {
  local i next_step=0 rest
  force=-force
  if ((${#removal[@]})); then say $'\n''Taken away first'; fi
  for i in "${!removal[@]}"; do
    doing=-$i rest=${removal[i]#* }
    carry_out "take_${removal[i]%% *}" "${rest%% *}" "${rest#* }"
    if [[ -n $json ]]; then note_removal "$i"; fi
  done
  flush
  force=''
  for i in "${!todo[@]}"; do
    doing=$i rest=${todo[i]#* }
    if ((todo_fact[i] >= next_step)); then tell_step "${todo_fact[i]}"; fi
    if [[ ${todo[i]} == 'ip '* && -z $json ]]; then
      by_ip "${rest%% *}" "${rest#* }"
    else
      carry_out "do_${todo[i]%% *}" "${rest%% *}" "${rest#* }"
      if [[ -n $json ]]; then note_todo "$i" "$did" "$seconds"; fi
    fi
  done
  flush
  doing=''
}

# tell_step ENTRY: the title of the step that it belongs to; sets `next_step` to the first entry of the step after it.
tell_step() {
  local step
  step_of "$1"
  next_step=${begins[step + 1]-$entries}
  say $'\n'"$step. ${titles[step]}"
}

# carry_out FUNCTION WHERE WHAT: now, or with what is like it. With --json each by itself, and timed.
carry_out() {
  batched=''
  if [[ -n $json ]]; then start_clock; fi
  case $1 in
    do_ip | take_ip) by_ip "$2" "$3" ;;
    take_*)
      if [[ $mode == run ]]; then flush; fi # in the order that is told
      "$1" "$2" "$3"
      ;;
    *) "$1" "$2" "$3" ;;
  esac
  if [[ $mode == run && -z $batched ]]; then changed=$((changed + 1)); fi
  if [[ -n $json ]]; then
    flush && stop_clock
    if [[ $mode != run ]]; then seconds='' did='would change'; fi
  fi
}

# by_ip WHERE LINE: lines that follow each other are one batch.
by_ip() {
  if [[ -z $quiet$json ]]; then show_ip "$1" "$2"; fi
  if [[ $mode != run ]]; then return; fi
  batched=1
  if [[ $1 == host ]]; then
    if ((${#order[@]})) && [[ $2 == 'netns del'* ]]; then flush; fi
    host_lines=$((host_lines + 1))
  else
    if ((host_lines > 32)); then start_host; fi
    if [[ -n $crossing || $2 == 'link '* ]]; then keep_order "$1" "$2"; fi
  fi
  if [[ -z ${open[$1]-} ]]; then open_batch "$1"; fi
  inside[$1]+=$2$'\n' inside_todo[$1]+=" $doing"
}

show_ip() { if [[ $1 == host ]]; then show "ip $2"; else show "ip -n $1 $2"; fi; }

# keep_order NAMESPACE LINE: what one namespace does that another waits for.
keep_order() {
  case $2 in
    'link add '*' netns '*)
      # The link below it may be one that another namespace makes for this one.
      if [[ $2 == 'link add '*' link '* && -n $crossing && $crossing != "$1" ]]; then flush; fi
      crossing=$1
      ;;
    *)
      # A link that one namespace makes for another has to be there before the other's own lines; no link takes more than the
      # one that carries it, which another namespace may hold.
      if [[ -n $crossing || $2 == 'link set '*' mtu '* ]]; then flush; fi
      ;;
  esac
}

# try WORD...: what it says is kept for the case that it fails.
try() {
  said=$("$@" 2>&1) || exit 1
  if [[ -n $said ]]; then printf '%s\n' "$said" >&2; fi
  said=''
}

# try_in WHERE WORD...: another program than ip. On the machine it works while the namespaces do.
try_in() {
  if [[ $1 == host ]]; then
    start_inside
    try "${@:2}"
  else
    flush
    try ip netns exec "$@"
  fi
}

# do_tool WHERE COMMAND: a command of nft or iptables whose words hold no blanks, or are in double quotes.
do_tool() {
  local -a words
  show "$(there "$1")$2"
  if [[ $mode != run ]]; then return; fi
  read -ra words <<<"$2"
  try_in "$1" "${words[@]}"
}
take_tool() { do_tool "$@"; }
