# Carrying out what is missing. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# quote TEXT: sets `quoted` to it as a shell reads it back.
quote() { quoted="'${1//\'/\'\\\'\'}'"; }

show() { [[ -n $quiet$json ]] || printf '[#] %s\n' "$1" || unheard; }

# show_in WHERE COMMAND: of another program than ip.
show_in() { if [[ $1 == host ]]; then show "$2"; else show "ip netns exec $1 $2"; fi; }

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
  local i this_step=0 next_step=0 rest routes=''
  force=-force
  if ((${#removal[@]})); then say $'\n''Taken away first'; fi
  for i in "${!removal[@]}"; do
    # What another namespace deletes can take a link along that a route here is named by.
    if [[ ${removal[i]} == *' route delete '* ]]; then routes=1; elif [[ -n $routes ]]; then routes='' && flush; fi
    doing=-$i rest=${removal[i]#* }
    carry_out "take_${removal[i]%% *}" "${rest%% *}" "${rest#* }"
    if [[ -n $json ]]; then note_removal "$i"; fi
  done
  flush
  force=''
  for i in "${!todo[@]}"; do
    doing=$i rest=${todo[i]#* }
    if ((todo_fact[i] >= next_step || todo_fact[i] < this_step)); then tell_step "${todo_fact[i]}"; fi
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

# tell_step ENTRY: the title of the step that it belongs to; sets `this_step` to its first entry, `next_step` to that of the step after it.
tell_step() {
  local step
  step_of "$1"
  this_step=${begins[step]-0} next_step=${begins[step + 1]-$entries}
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
    if [[ $2 == 'netns add '* ]]; then
      if ((adding == host_lines)) && [[ $adding != 0 || -z ${inside[host]-} ]] && adds_beside; then set -- host+ "$2"; fi
    elif ((adding)); then
      start_host # what comes now may need them
    fi
    host_lines=$((host_lines + 1))
  else
    if ((host_lines > 32)); then start_host; fi
    if [[ -n $crossing || $2 == 'link '* ]]; then keep_order "$1" "$2"; fi
  fi
  if [[ -z ${open[$1]-} ]]; then open_batch "$1"; fi
  inside[$1]+=$2$'\n' inside_todo[$1]+=" $doing"
}

# adds_beside: of many namespaces every second one is added by a shell of its own, at the same time. Not before there are others: the first
# one makes /run/netns a mount, and older versions of ip do that twice.
adds_beside() {
  if ((${#namespaces[@]} <= 32 || ${#inode[@]} == 0)); then return 1; fi
  adding=$((adding + 1))
  ((adding % 2 == 0))
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
  show_in "$1" "$2"
  if [[ $mode != run ]]; then return; fi
  read -ra words <<<"$2"
  try_in "$1" "${words[@]}"
}
take_tool() { do_tool "$@"; }
