# Carrying out what is missing. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- acting --------------------------------------------------------------------------------------

# Before the first change: the parts that this script has, and the names that this run is about to own.
write_down() {
  local i feature lines=''
  local -a words
  if [[ ! -d $notes || ! -d $before ]]; then mkdir -p "$notes" "$before"; fi
  for feature in "${features[@]}"; do
    if [[ -z ${noted["uses $feature"]-} ]]; then lines+=$'\n'"uses $feature"$'\n'; fi
  done
  for i in "${!todo[@]}"; do
    case "${todo_by[i]} ${todo_where[i]} ${todo[i]}" in
      'ip host netns add '*) lines+=$'\n'"netns ${todo[i]#netns add }"$'\n' ;;
      'ip host route add '*)
        read -ra words <<<"${todo[i]#route add }"
        read_route "${words[@]}"
        lines+=$'\n'"route $route"$'\n'
        ;;
      'file '* | 'process '* | 'command '*) lines+=$("note_${todo_by[i]}" "${todo[i]}")$'\n' ;;
      *) ;;
    esac
  done
  printf '%s' "$lines" >>"$notes/owns"
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

# The lines of the machine are run by one ip process; then those of each namespace by one ip process each, in two shells.
# What is said of each line: which entry of `todo` it carries out.
host_lines='' host_batch='' force='' said='' batched=''
declare -A inside=() inside_todo=() open=()
declare -a order=() host_todo=() running=()

# shell_inside WHERE LINE: a line for the shell of a namespace.
shell_inside() {
  local count
  if [[ -z ${inside[$1]-} ]]; then order+=("$1"); fi
  close_inside "$1"
  count_inside "$1"
  inside[$1]+="{ $2; } || failed '$1' $count"$'\n' inside_todo[$1]+=" $doing" batched=1
}
close_inside() { if [[ -n ${open[$1]-} ]]; then inside[$1]+=$'IP\n' open[$1]=''; fi; }

# count_inside WHERE: sets `count` to how many lines there are by now.
count_inside() {
  # shellcheck disable=SC2206 # numbers between blanks
  local -a lines=(${inside_todo[$1]-})
  count=${#lines[@]}
}

# What is written down is done: the lines of the machine, then those of each namespace, by a small sh, which starts processes
# faster than this bash. Removals go on after an error: one can take the next with it, and the next look finds what stayed.
flush() {
  local i name count total=0 second='' prelude=$'failed() { echo "@failed $*"; exit 1; }\n'
  local -a half=('' '') shell
  flush_host
  if ((${#order[@]} == 0)); then return; fi
  if [[ -n $force ]]; then prelude=$'failed() { :; }; exec 2>/dev/null\n'; fi
  for i in "${!order[@]}"; do
    name=${order[i]}
    close_inside "$name"
    count_inside "$name"
    half[i % 2]+=${inside[$name]}"echo @done $count"$'\n' total=$((total + count))
  done
  choose_shell "${#order[@]}"
  if [[ -n ${half[1]} ]]; then exec {second}< <("${shell[@]}" <<<"$prelude${half[1]}"$'echo @end\n' 2>&1); fi
  said=$("${shell[@]}" <<<"$prelude${half[0]}"$'echo @end\n' 2>&1) || true
  if [[ $said != *@end ]]; then said+=$'\n@failed '; fi
  if [[ -n $second ]]; then
    said+=$'\n'$(<"/dev/fd/$second")
    if [[ $said != *@end ]]; then said+=$'\n@failed '; fi
    exec {second}<&-
  fi
  if [[ $said == *@failed\ * ]]; then half_failed; fi
  changed=$((changed + total))
  inside=() inside_todo=() open=() order=() crossing='' said=''
}

# What the machine's own lines do, some lines of a namespace may wait for, and others need not.
flush_host() { start_host && end_host; }

# start_host: they begin to run, when those before have ended. Meanwhile lines of namespaces can be written down.
start_host() {
  end_host
  if [[ -z $host_lines ]]; then return; fi
  exec {host_batch}< <(ip ${force:+"$force"} -batch - <<<"${host_lines%?}" 2>&1 && echo @end)
  running=("${host_todo[@]}") host_lines='' host_todo=()
}

end_host() {
  if [[ -z $host_batch ]]; then return; fi
  said=$(<"/dev/fd/$host_batch")
  exec {host_batch}<&-
  host_batch=''
  if [[ $said != *@end && -z $force ]]; then line_failed "${running[@]}"; fi
  changed=$((changed + ${#running[@]}))
}

# line_failed TODO...: of the lines that carry these out, ip has said which one failed.
line_failed() {
  local number=0
  if [[ $said =~ 'Command failed -:'([0-9]+) ]]; then
    number=${BASH_REMATCH[1]} said=${said%%Command failed -:*}
    changed=$((changed + number - 1))
  fi
  blame "$number" "$@"
}

# Lines of namespaces have failed, in one half or in both: the first is told, and what was done before each is counted.
# The numbers of ip count from where its batch begins.
half_failed() {
  local line number=0 first='' told='' where skip by
  local -a blamed=()
  while read -r line; do
    case $line in
      '@done '*) changed=$((changed + ${line#@done })) ;;
      'Command failed -:'*) number=${line##*:} ;;
      '@failed '*)
        read -r _ where skip by <<<"$line"
        changed=$((changed + skip + (number ? number - 1 : 0)))
        if [[ -z $first ]]; then
          if [[ $by != ip ]]; then number=1; fi
          read -ra blamed <<<"${inside_todo[$where]}"
          first=$number blamed=("${blamed[@]:skip}")
        fi
        number=0
        ;;
      '@failed' | '@end') ;;
      *) if [[ -z $first ]]; then told+=${told:+$'\n'}$line; fi ;;
    esac
  done <<<"$said"
  said=$told
  blame "${first:-0}" "${blamed[@]}"
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
  local i shown=0
  force=-force
  if ((${#removal[@]})); then say $'\n''Taken away first'; fi
  for i in "${!removal[@]}"; do
    doing=-$i
    carry_out "take_${removal_by[i]}" "${removal_where[i]}" "${removal[i]}"
    if [[ -n $json ]]; then note_removal "$i"; fi
  done
  flush
  force=''
  for i in "${!todo[@]}"; do
    doing=$i now=${fact_step[todo_fact[i]]}
    if ((now != shown)); then
      shown=$now
      say $'\n'"$shown. ${titles[shown]}"
    fi
    carry_out "do_${todo_by[i]}" "${todo_where[i]}" "${todo[i]}"
    if [[ -n $json ]]; then note_todo "$i" "$did" "$seconds"; fi
  done
  flush
  doing=''
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

# by_ip WHERE LINE
by_ip() {
  local count
  if [[ -z $quiet$json ]]; then
    if [[ $1 == host ]]; then show "ip $2"; else show "ip -n $1 $2"; fi
  fi
  if [[ $mode != run ]]; then return; fi
  batched=1
  if [[ $1 == host ]]; then
    if ((${#order[@]})) && [[ $2 == netns\ del* ]]; then flush; fi
    host_lines+=$2$'\n' host_todo+=("$doing")
    return
  fi
  if ((${#host_todo[@]} > 32)); then start_host; fi
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
  if [[ -z ${inside[$1]-} ]]; then order+=("$1"); fi
  if [[ -z ${open[$1]-} ]]; then
    count_inside "$1"
    inside[$1]+="ip $force -n '$netns_path$1' -batch - <<'IP' || failed '$1' $count ip"$'\n' open[$1]=1
  fi
  inside[$1]+=$2$'\n' inside_todo[$1]+=" $doing"
}

# try WORD...: what it says is kept for the case that it fails.
try() {
  said=$("$@" 2>&1) || exit 1
  if [[ -n $said ]]; then printf '%s\n' "$said" >&2; fi
  said=''
}

# do_tool WHERE COMMAND: a command of nft or iptables whose words hold no blanks, or are in double quotes.
do_tool() {
  local -a words
  show "$(there "$1")$2"
  if [[ $mode != run ]]; then return; fi
  flush
  read -ra words <<<"$2"
  if [[ $1 == host ]]; then try "${words[@]}"; else try ip netns exec "$1" "${words[@]}"; fi
}
take_tool() { do_tool "$@"; }
