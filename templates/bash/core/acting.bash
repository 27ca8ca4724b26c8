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
host_lines='' force=''
declare -A inside=() open=()
declare -a order=()

# line_inside WHERE LINE: a line for the ip of a namespace. shell_inside WHERE LINE: one for its shell.
line_inside() {
  if [[ -z ${inside[$1]-} ]]; then order+=("$1"); fi
  if [[ -z ${open[$1]-} ]]; then inside[$1]+="ip $force -n '$1' -batch - <<'IP' || failed '$1'"$'\n' open[$1]=1; fi
  inside[$1]+=$2$'\n'
}
shell_inside() {
  if [[ -z ${inside[$1]-} ]]; then order+=("$1"); fi
  close_inside "$1"
  inside[$1]+="$2 || failed '$1'"$'\n'
}
close_inside() { if [[ -n ${open[$1]-} ]]; then inside[$1]+=$'IP\n' open[$1]=''; fi; }

# Removals go on after an error: one can take the next with it, and the next look finds what stayed.
flush() {
  local second=''
  if [[ -n $host_lines ]]; then
    if [[ -n $force ]]; then
      ip -force -batch - <<<"${host_lines%?}" 2>/dev/null || true
    else
      ip -batch - <<<"${host_lines%?}" || die 1 "failed, at that line of:"$'\n'"$host_lines"
    fi
    host_lines=''
  fi
  if ((${#order[@]} == 0)); then return; fi
  if ((${#order[@]} > 1)); then
    half 1 &
    second=$!
  fi
  half 0
  if [[ -n $second ]]; then wait "$second" || exit 1; fi
  inside=() open=() order=()
}

# half FROM: every second namespace from there on. A small sh starts processes faster than this bash.
half() {
  local i
  {
    if [[ -n $force ]]; then
      echo 'failed() { :; }; exec 2>/dev/null'
    else
      echo "failed() { echo \"$lab: failed in \$1\" >&2; exit 1; }"
    fi
    for ((i = $1; i < ${#order[@]}; i += 2)); do
      close_inside "${order[i]}"
      printf '%s' "${inside[${order[i]}]}"
    done
  } | sh
}

quoted() { printf "'%s'" "${1//\'/\'\\\'\'}"; }

show() { [[ -n $quiet ]] || printf '[#] %s\n' "$1"; }

# there WHERE: the words before a program that is to run there.
there() { [[ $1 == host ]] || printf 'ip netns exec %s ' "$1"; }

# run WORD...: at once.
run() {
  show "$*"
  [[ $mode != run ]] || "$@"
}

act() {
  local i shown=0 crossing=''
  force=-force
  if ((${#removal[@]})); then say $'\n''Taken away first'; fi
  for i in "${!removal[@]}"; do act_on "take_${removal_by[i]}" "${removal_where[i]}" "${removal[i]}"; done
  flush
  force=''
  for i in "${!todo[@]}"; do
    if ((todo_step[i] != shown)); then
      shown=${todo_step[i]}
      say $'\n'"$shown. ${titles[shown]}"
    fi
    act_on "do_${todo_by[i]}" "${todo_where[i]}" "${todo[i]}"
  done
  flush
}

# act_on FUNCTION WHERE WHAT
act_on() {
  local next=''
  case $1 in
    do_ip | take_ip)
      if [[ -z $quiet ]]; then
        if [[ $2 == host ]]; then show "ip $3"; else show "ip -n $2 $3"; fi
      fi
      if [[ $mode != run ]]; then return; fi
      if [[ $2 == host ]]; then
        if ((${#order[@]})) && [[ $3 == netns\ del* ]]; then flush; fi
        host_lines+=$3$'\n'
      else
        if [[ $3 == 'link add '*' netns '* ]]; then next=$2; fi
        # A link that one namespace makes for another has to be there before the other's own lines.
        if [[ -n $crossing && $crossing != "$next" ]]; then flush; fi
        crossing=$next
        line_inside "$2" "$3"
      fi
      ;;
    *) "$1" "$2" "$3" ;;
  esac
}

# do_tool WHERE COMMAND: a command of nft or iptables whose words hold no blanks, or are in double quotes.
do_tool() {
  local -a words
  show "$(there "$1")$2"
  if [[ $mode != run ]]; then return; fi
  flush
  read -ra words <<<"$2"
  if [[ $1 == host ]]; then "${words[@]}"; else ip netns exec "$1" "${words[@]}"; fi
}
take_tool() { do_tool "$@"; }
