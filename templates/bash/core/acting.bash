# Carrying out what is missing. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- acting --------------------------------------------------------------------------------------

# Before the first change: the parts that this script has, and the names that this run is about to own.
write_down() {
  local i feature
  local -a words
  if [[ ! -d $notes || ! -d $before ]]; then mkdir -p "$notes" "$before"; fi
  for feature in "${features[@]}"; do
    if [[ -z ${noted["uses $feature"]-} ]]; then printf '\nuses %s\n' "$feature"; fi
  done >>"$notes/owns"
  for i in "${!todo[@]}"; do
    case ${todo_by[i]} in
      ip)
        case "${todo_where[i]} ${todo[i]}" in
          'host netns add '*) printf '\nnetns %s\n' "${todo[i]#netns add }" ;;
          'host route add '*)
            read -ra words <<<"${todo[i]#route add }"
            read_route "${words[@]}"
            printf '\nroute %s\n' "$route"
            ;;
          *) ;;
        esac
        ;;
      file | process | command) "note_${todo_by[i]}" "${todo[i]}" ;;
      *) ;;
    esac
  done >>"$notes/owns"
}

# After it: what the namespaces have become.
write_inodes() {
  local name
  mounted
  for name in "${namespaces[@]}"; do
    if [[ -n ${inode[$name]-} && ${noted["netns $name"]-} != "${inode[$name]}" ]]; then
      printf '\nnetns %s %s\n' "$name" "${inode[$name]}"
    fi
  done >>"$notes/owns"
}

# The lines of the machine are run by one ip process; then those of each namespace by one ip process each, in two shells.
# What is said of each line: which entry of `todo` it carries out.
host_lines='' force='' second='' said='' batched=''
declare -A inside=() inside_todo=() inside_count=() open=()
declare -a order=() host_todo=()

# line_inside WHERE LINE: a line for the ip of a namespace. shell_inside WHERE LINE: one for its shell.
line_inside() {
  if [[ -z ${inside[$1]-} ]]; then order+=("$1"); fi
  if [[ -z ${open[$1]-} ]]; then
    inside[$1]+="ip $force -n '$netns_path$1' -batch - <<'IP' || failed '$1' ${inside_count[$1]-0} ip"$'\n' open[$1]=1
  fi
  inside[$1]+=$2$'\n' inside_todo[$1]+=" $doing" inside_count[$1]=$((${inside_count[$1]-0} + 1)) batched=1
}
shell_inside() {
  if [[ -z ${inside[$1]-} ]]; then order+=("$1"); fi
  close_inside "$1"
  inside[$1]+="{ $2; } || failed '$1' ${inside_count[$1]-0}"$'\n' inside_todo[$1]+=" $doing" inside_count[$1]=$((${inside_count[$1]-0} + 1)) batched=1
}
close_inside() { if [[ -n ${open[$1]-} ]]; then inside[$1]+=$'IP\n' open[$1]=''; fi; }

# Removals go on after an error: one can take the next with it, and the next look finds what stayed.
flush() {
  local other='' name
  flush_host
  if ((${#order[@]} == 0)); then return; fi
  if ((${#order[@]} > 1)); then exec {second}< <(half 1 2>&1); fi
  said=$(half 0 2>&1)
  if [[ -n $second ]]; then
    IFS= read -rd '' other <&"$second" || true
    exec {second}<&-
    second='' said+=$'\n'$other
  fi
  if [[ $said == *@failed\ * ]]; then half_failed; fi
  for name in "${order[@]}"; do changed=$((changed + inside_count[$name])); done
  inside=() inside_todo=() inside_count=() open=() order=() crossing='' said=''
}

# What the machine's own lines do, some lines of a namespace may wait for, and others need not.
flush_host() {
  if [[ -z $host_lines ]]; then return; fi
  if [[ -n $force ]]; then
    ip -force -batch - <<<"${host_lines%?}" 2>/dev/null || true
  elif ! said=$(ip -batch - <<<"${host_lines%?}" 2>&1); then
    line_failed "${host_todo[@]}"
  fi
  changed=$((changed + ${#host_todo[@]}))
  host_lines='' host_todo=()
}

# half FROM: every second namespace from there on. A small sh starts processes faster than this bash.
half() {
  local i
  {
    if [[ -n $force ]]; then
      echo 'failed() { :; }; exec 2>/dev/null'
    else
      echo 'failed() { echo "@failed $*"; exit 1; }'
    fi
    for ((i = $1; i < ${#order[@]}; i += 2)); do
      close_inside "${order[i]}"
      printf '%secho @done %s\n' "${inside[${order[i]}]}" "${inside_count[${order[i]}]}"
    done
  } | among_few_mounts || echo '@failed '
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
      '@failed') ;;
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
  act_on "$@"
  if [[ $mode == run && -z $batched ]]; then changed=$((changed + 1)); fi
  if [[ -n $json ]]; then
    flush && stop_clock
    if [[ $mode != run ]]; then seconds='' did='would change'; fi
  fi
}

# act_on FUNCTION WHERE WHAT
act_on() {
  case $1 in
    do_ip | take_ip) ;;
    take_*)
      if [[ $mode == run ]]; then flush; fi # in the order that is told
      "$1" "$2" "$3"
      return
      ;;
    *)
      "$1" "$2" "$3"
      return
      ;;
  esac
  if [[ -z $quiet$json ]]; then
    if [[ $2 == host ]]; then show "ip $3"; else show "ip -n $2 $3"; fi
  fi
  if [[ $mode != run ]]; then return; fi
  if [[ $2 == host ]]; then
    if ((${#order[@]})) && [[ $3 == netns\ del* ]]; then flush; fi
    host_lines+=$3$'\n' host_todo+=("$doing") batched=1
    return
  fi
  if [[ $3 == 'link add '*' netns '* ]]; then
    # The link below it may be one that another namespace makes for this one.
    if [[ $3 == 'link add '*' link '* && -n $crossing && $crossing != "$2" ]]; then flush; fi
    crossing=$2
  elif [[ -n $crossing ]]; then
    flush # a link that one namespace makes for another has to be there before the other's own lines
  elif [[ $3 == 'link set '*' mtu '* ]]; then
    flush # no link takes more than the one that carries it, which another namespace may hold
  fi
  line_inside "$2" "$3"
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
