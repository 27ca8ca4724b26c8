# What setup.sh and teardown.sh share. A part of setup.sh and teardown.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# What --json tells, and the clock for it.
declare -a operations=() drift=()
json='' json_text='' rights=0 did=changed ok=0 changed=0 failed=1 started_at=0 seconds=''

# Packages that hold the commands, where the names differ.
readonly -A package_of=(
  [arp]=net-tools [bridge]=iproute2 [brctl]=bridge-utils [dig]=bind9-dnsutils [flock]=util-linux [ifconfig]=net-tools [ip]=iproute2
  [nc]=netcat-openbsd [nft]=nftables [nsenter]=util-linux [ping]=iputils-ping [route]=net-tools [setsid]=util-linux [sh]=dash [ss]=iproute2
  [sysctl]=procps [tc]=iproute2 [unshare]=util-linux
)

say() { [[ -n $quiet$json ]] || printf '%s\n' "$1" || unheard; }

# unheard: what is printed goes nowhere: the reader has gone, or there is no room. Bash has just said which.
unheard() {
  local words='stopped, for nobody takes what it prints'
  exec >/dev/null
  doing=''
  if [[ $mode == run ]]; then words+='; what stands by now is noted: run this again, perhaps with --quiet'; fi
  die 1 "$words"
}

die() {
  printf '%s: %s\n' "$lab" "$2" >&2
  exit "$1"
}

# One run at a time: the lock leaves no file behind, and the kernel lets go of it when the last process of a run has ended.
take_turn() {
  exec 9</run
  if ! flock --nonblock 9; then
    printf '%s: waiting for another run to end\n' "$lab" >&2
    flock 9
  fi
}

# trap_end: whatever ends the run, `leave` has the last word, and no signal in the middle of it cuts that short (begin_leaving).
trap_end() {
  trap leave EXIT
  trap 'leave 130' INT
  trap 'leave 143' TERM
  trap 'leave 129' HUP
  trap : PIPE # `unheard` tells of it
}
begin_leaving() {
  trap '' INT TERM HUP
  trap - EXIT
  set +e
}

# recap: the last line of every run; with --json, the whole answer. Fails if it cannot be printed.
recap() {
  local text comma='' answer="$lab: ok=$ok changed=$changed failed=$failed"
  if [[ -n $json ]]; then
    answer="{\"lab\":\"$lab\",\"mode\":\"$mode\",\"ok\":$ok,\"changed\":$changed,\"failed\":$failed,\"differs\":["
    for text in "${drift[@]}"; do
      in_json "$text"
      answer+="$comma"$'\n  '"$json_text" comma=,
    done
    answer+='],"operations":[' comma=''
    for text in "${operations[@]}"; do answer+="$comma"$'\n  {'"$text}" comma=,; done
    answer+=']}'
  fi
  printf '%s\n' "$answer"
}

# note_operation STATE SECONDS [NAME TEXT]...: one operation for --json.
note_operation() {
  local line="\"state\":\"$1\"${2:+,\"seconds\":$2}"
  shift 2
  while (($#)); do
    in_json "$2"
    line+=",\"$1\":$json_text"
    shift 2
  done
  operations+=("$line")
}

# in_json TEXT: sets `json_text` to it as a string of JSON (RFC 8259, section 7).
in_json() {
  local text=${1//\\/\\\\} number code character
  text=${text//\"/\\\"} text=${text//$'\n'/\\n} text=${text//$'\t'/\\t}
  if [[ $text == *[[:cntrl:]]* ]]; then
    for ((number = 1; number < 32; number++)); do
      printf -v code '%02x' "$number"
      printf -v character '%b' "\\x$code"
      text=${text//"$character"/"\\u00$code"}
    done
  fi
  json_text="\"$text\""
}

# start_clock, and stop_clock: sets `seconds` to the time between (whole seconds before bash 5).
start_clock() { started_at=${EPOCHREALTIME-$SECONDS.000000} && started_at=${started_at/[.,]/}; }
stop_clock() {
  local now=${EPOCHREALTIME-$SECONDS.000000}
  now=$((${now/[.,]/} - started_at))
  if ((now < 0)); then now=0; fi # somebody has set the clock
  printf -v seconds '%d.%06d' "$((now / 1000000))" "$((now % 1000000))"
}

# Missing commands are named all at once, with the one command that installs them. Of nft|iptables one is enough: the first
# is the better one.
require_commands() {
  local command packages=''
  local -a missing=()
  for command in "$@"; do
    if ! type -P "${command%|*}" >/dev/null && ! type -P "${command#*|}" >/dev/null; then
      command=${command%|*}
      missing+=("$command")
      [[ " $packages " == *" ${package_of[$command]-$command} "* ]] || packages+=" ${package_of[$command]-$command}"
    fi
  done
  if ((${#missing[@]})); then die 3 "needs ${missing[*]}; on Debian or Ubuntu: apt-get install$packages"; fi
}

# in_lines TEXT: sets `lines` to its lines, but for empty ones. From a here-string mapfile would read byte by byte.
in_lines() {
  local - IFS=$'\n'
  set -f
  # shellcheck disable=SC2206 # it is split at IFS alone
  lines=($1)
}

# require_root: else says how this script is called with its rights. Root of a container may lack some of them (capabilities(7)).
require_root() {
  local script=$0 name value right
  if ((EUID == 0)); then
    while read -r name value; do
      if [[ $name == CapEff: ]]; then break; fi
    done </proc/self/status
    rights=$((16#$value))
    for right in 12=CAP_NET_ADMIN 21=CAP_SYS_ADMIN; do
      if ((!(rights >> ${right%=*} & 1))); then die 3 "needs ${right#*=}, a right that root lacks here; a container has it with --privileged"; fi
    done
    return
  fi
  if [[ $0 != */* ]]; then script=./$0; fi
  printf -v script %q "$script"
  die 3 "needs root: sudo $script"
}

# hear REPLY: sets `heard` to all that is said there until it ends, and closes it. $(<FILE) would be a process more; of a pipe
# read -N takes blocks, where it takes bytes without.
hear() {
  local reply=$1
  IFS= read -rN 1000000000 heard <&"$reply" || true
  exec {reply}<&-
}

# The namespaces mounted by name, each with its inode.
mounted() {
  local line name
  local -a lines
  mapfile -t lines </proc/self/mountinfo
  inode=()
  for line in "${lines[@]}"; do
    if [[ $line == *' net:['*' /run/netns/'* ]]; then
      line=${line#* net:} name=${line#* /run/netns/}
      inode[${name%% *}]=${line%% *}
    fi
  done
}

# What this lab has noted as its own, oldest first: notes are only ever appended, the last one about a name counts.
# "netns NAME" is written before the namespace is made, "netns NAME INODE" after; others are "table WHERE PROGRAM" and "WORD NAME".
# Each stands between an empty line and the end of its own: one that was cut off is followed by another at once, or by
# nothing, and says nothing. Those of files are on the disk that these are on: a reboot, which empties /run, leaves both.
recall() {
  local i note more
  local -a lines=()
  noted=() owns=()
  if [[ -f $notes/owns ]]; then mapfile lines <"$notes/owns"; fi
  if [[ -f $file_notes ]]; then mapfile -O "${#lines[@]}" lines <"$file_notes"; fi
  for i in "${!lines[@]}"; do
    if [[ ${lines[i]} == $'\n' ]]; then continue; fi
    note=${lines[i]%$'\n'} more=soon
    if [[ $note == "${lines[i]}" || ${lines[i + 1]-$'\n'} != $'\n' ]]; then continue; fi
    case $note in
      'netns '*' '* | 'table '*' '*) more=${note#* * } note=${note%" $more"} ;;
      *) ;;
    esac
    if [[ -z ${noted[$note]-} ]]; then owns+=("$note"); fi
    noted[$note]=$more
  done
}

# Ours: noted and not made yet, or noted with this very inode.
ours() { [[ ${noted["netns $1"]-} == soon ]] || is_noted_in "$notes/owns" "$1" "${noted["netns $1"]-}"; }

# is_noted_in FILE NAMESPACE INODE: the namespace has the inode that is noted. The kernel gives an inode again that has become
# free, so it must not be younger than the note.
is_noted_in() { [[ $3 == "${inode[$2]-none}" && ! /run/netns/$2 -nt $1 ]]; }
