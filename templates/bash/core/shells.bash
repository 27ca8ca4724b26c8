# Lines that are written down by place and run by small shells. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- acting ----------------------------------------------------------------------------------------

# What is to run is written down by place, and run by a small sh, which starts processes faster than this bash: the lines of the
# machine by one, then those of the namespaces by two. Of each place: its text, which entries of `todo` its lines carry out, and
# whether a batch of ip is open at the end of it.
force='' said='' told='' first='' batched='' host_lines=0 adding=0
declare -A inside=() inside_todo=() open=() running_todo=()
declare -a order=() host_working=() working=() blamed=() half=()

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
  if [[ $1 == host || $1 == host+ ]]; then place=''; elif [[ -z ${inside[$1]-} ]]; then order+=("$1"); fi
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
  local -a replies shell=(sh) places=(host)
  end_host
  if [[ -z ${inside[host]-} ]]; then return; fi
  end_inside
  if [[ -n ${inside["host+"]-} ]]; then places+=(host+); fi
  write_halves "${places[@]}"
  start_halves "${places[@]}"
  host_working=("${replies[@]}") host_lines=0 adding=0
}

end_host() {
  take_replies "${host_working[@]}"
  host_working=()
  settle
}

# start_inside: the lines of the namespaces begin to run, when those of the machine have ended, and those before. Meanwhile
# other programs can work on the machine.
start_inside() {
  local -a replies shell
  start_host
  write_halves "${order[@]}"
  end_host
  if ((${#order[@]} == 0)); then return; fi
  end_inside
  choose_shell "${#order[@]}"
  start_halves "${order[@]}"
  working=("${replies[@]}") order=() crossing=''
}

end_inside() {
  take_replies "${working[@]}"
  working=()
  settle
}

# write_halves PLACE...: sets `half` to the lines of these places, those of every other place together.
write_halves() {
  local place count i=0
  half=('' '')
  for place in "$@"; do
    close_batch "$place"
    count_inside "$place"
    half[i++ % 2]+=${inside[$place]}"echo @done $count"$'\n'
  done
}

# start_halves PLACE...: these begin to run. Sets `replies` to where they will say what has failed.
start_halves() {
  local lines place reply
  replies=()
  for lines in "${half[@]}"; do
    if [[ -n $lines ]]; then start_shell "$lines" && replies+=("$reply"); fi
  done
  for place in "$@"; do running_todo[$place]=${inside_todo[$place]} inside[$place]='' inside_todo[$place]=''; done
}

# start_shell LINES: sets `reply` to where it will say what has failed. Removals go on after an error: one can take the next with
# it, and the next look finds what stayed.
start_shell() {
  local prelude=$'failed() { echo "@failed $*"; exit 1; }\n'
  if [[ -n $force ]]; then prelude=$'failed() { :; }; exec 2>/dev/null\n'; fi
  exec {reply}< <("${shell[@]}" <<<"$prelude$1"$'echo @end\n' 2>&1)
}

# take_replies REPLY...: sets `said` to what these shells have said, when they have ended. Not by `hear`: a signal would end the
# script while it reads, and what was read would be lost.
take_replies() {
  local reply
  said=''
  for reply in "$@"; do
    said+=$(<"/dev/fd/$reply")$'\n'
    exec {reply}<&-
    if [[ $said != *$'@end\n' ]]; then said+=$'@failed \n'; fi
  done
}

# settle: what is `said` is counted. Where lines have failed, in one shell or in both, the first ends the run.
settle() {
  local failed_lines=''
  if [[ -z $said ]]; then return; fi
  if [[ $said == *@failed\ * ]]; then failed_lines=1; fi
  count_done
  said=$told
  if [[ -n $failed_lines ]]; then blame "${first:-0}" "${blamed[@]}"; fi
  said=''
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
  for reply in "${looking[@]}"; do told=$(rest_of "$reply") || true; done
  if [[ $said == *@done\ * ]]; then error=''; else said=''; fi
  for reply in "${host_working[@]}" "${working[@]}"; do said+=$(rest_of "$reply")$'\n' || true; done
  count_done
  said=$error
}

# rest_of REPLY: prints what is still to be said there; nothing, where it has been heard already, and closed. To be called in a subshell:
# this one would keep its own standard error under a free number, which may be that of the reply, and wait for the end of that.
rest_of() { exec 2>/dev/null && cat <"/dev/fd/$1"; }

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
