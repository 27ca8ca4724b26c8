#!/usr/bin/env bash
# two-namespaces: takes down what setup.sh has made, and nothing else
#
#   removes  the network namespaces ns1 ns2
#   needs    root and this file alone: what is ours is known by its marks and by the notes in /run/netgen
#   source   tutorials/01-two-namespaces.md; edit that, not this, then run netgen build
# Functions that answer yes or no stand in conditions; where the status of a $( ) matters, its text is looked at.
# shellcheck disable=SC2310,SC2312
set -euo pipefail
# What the shell that calls may have exported: options of its own, also for the programs that are started here, and functions by the names of
# programs.
set +afkmC
shopt -u failglob nocasematch localvar_inherit 2>/dev/null || true # an older bash has fewer
if compgen -A function >/dev/null; then for name in $(compgen -A function); do unset -f "$name"; done; fi
unset POSIXLY_CORRECT
export -n SHELLOPTS BASHOPTS
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin # su leaves these folders out
# The marks of what this lab has made: the group of its links on this machine, its nft table.
readonly lab=two-namespaces group=1486252812 own_table=netgen_two-namespaces
readonly namespaces=(ns1 ns2)
readonly commands=(flock ip)

# ==== What carries the lesson out: the same in every lab ====

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

path=''              # what sysctl_path has found
declare -a others=() # what read_others has found

# /proc/sys/net/ipv4/conf/eth0.10/rp_filter from net.ipv4.conf.eth0/10.rp_filter: dots and slashes change places.
sysctl_path() {
  local swapped=${1//./$'\n'}
  swapped=${swapped//\//.}
  path=/proc/sys/${swapped//$'\n'//}
}

# has_asked NOTE VALUE: the lab has asked for that value, now or at another step; a run that was killed may have left either.
has_asked() {
  local -a words
  while read -ra words || ((${#words[@]})); do
    if [[ ${words[*]} == "$2" ]]; then return; fi
  done 2>/dev/null <"$1"
  return 1
}

# give_back KEY: a setting of the machine goes back when the last lab that needs it goes, unless somebody else has
# changed it since. A lab that has noted no value yet has set none: it was killed before.
give_back() {
  local note=$before/${1//\//,} old='' now='' path other needed=''
  local -a words
  sysctl_path "$1"
  for other in "$note".netgen-*; do
    if [[ -s $other && $other != "$note.netgen-$lab" ]]; then needed=1; fi
  done
  if [[ -z $needed && -e $note ]]; then
    { read -r old <"$note" && read -r now <"$path"; } || true
    read -ra words <<<"$now" && now=${words[*]}
    read -ra words <<<"$old" && old=${words[*]}
    if [[ -z $old ]]; then
      :
    elif [[ $now == "$old" ]]; then
      # Either it was given back before, and somebody may have changed the others since; or it has never been another.
      has_asked "$note.netgen-$lab" "$old" || { read_others "$note" && give_back_others "$old" given-back; }
    elif ! has_asked "$note.netgen-$lab" "$now"; then
      say "$1 stays $now: somebody else has set it"
    elif [[ $1 == net.ipv4.ip_forward && $old == 0 && -e /sys/class/net/docker0 ]]; then
      say "$1 stays $now: Docker came after this lab and needs it"
    else
      read_others "$note"
      run sysctl -qw "$1=$old"
      give_back_others "$old"
    fi
    run rm -f "$note" "$note.netgen-$lab"
  else
    run rm -f "$note.netgen-$lab"
  fi
}

# read_others NOTE: sets `others` to what the kernel has set along with this setting: KEY=BEFORE HELD, the value from before and the one that it
# has now. Of an interface that is gone there is nothing to give back.
read_others() {
  local line held
  others=()
  while IFS= read -r line; do
    if [[ $line == *=* && -e /proc/sys/${line%=*} ]] && read -r held <"/proc/sys/${line%=*}"; then others+=("$line $held"); fi
  done <"$1"
}

# give_back_others VALUE [given-back]: those that are not as the kernel makes them along with this value, but for what somebody has
# set to that since: before it goes back, or, where it has been given back before, after.
give_back_others() {
  local line held made
  for line in "${others[@]}"; do
    held=${line#* } line=${line% *} made=$1
    if [[ $line == */accept_redirects=* ]]; then made=$((1 - $1)); fi
    if [[ ${line##*=} == "$made" ]]; then
      continue
    elif [[ -z ${2-} && $held == "$made" ]]; then
      say "${line%=*} stays $held: somebody else has set it"
    elif [[ -z ${2-} || $held == "$made" ]]; then
      run sysctl -qw "$line"
    fi
  done
}

# Settings that are noted take sysctl to give back.
require_sysctl() {
  local -a notes_of_settings=("$before"/*".netgen-$lab")
  if ((${#notes_of_settings[@]})); then require_commands sysctl; fi
}

restore_sysctls() {
  local note name
  for note in "$before"/*".netgen-$lab"; do
    name=${note##*/} name=${name%".netgen-$lab"}
    give_back "${name//,//}"
  done
}

# iptables speaks to one of two parts of the kernel: to nf_tables, as nft does, or to ip_tables, which is older and which
# nft does not see. Where both programs are installed, iptables is another name of one of them.
iptables=''

# The tables and the chains of the machine that nft sees, each table behind a line break; nothing without nft.
chains='' chains_reply=''

# begin_iptables: nft begins to list them, while the lesson may be using its name; look_iptables: sets `chains`.
begin_iptables() { if type -P nft >/dev/null; then exec {chains_reply}< <(exec nft list chains 9<&- 2>/dev/null); fi; }
look_iptables() {
  chains=''
  if [[ -z $chains_reply ]]; then return; fi
  hear "$chains_reply"
  chains=$'\n'$heard chains_reply=''
}

# program_of nft|legacy [6]: sets `iptables` to the iptables of that kind, for IPv4 or IPv6; to nothing if there is none.
program_of() {
  iptables=ip${2-}tables-$1
  if type -P "$iptables" >/dev/null; then return; fi
  iptables=ip${2-}tables
  if ! type -P "$iptables" >/dev/null || [[ $(kind_of "$iptables") != "$1" ]]; then iptables=''; fi
}

# Before version 1.8 there was no nft kind, and no word for it.
kind_of() {
  if [[ $("$1" -V) == *nf_tables* ]]; then echo nft; else echo legacy; fi
}

# legacy_has TABLE [6]: ip_tables holds that table, or, where TABLE is *, any. To ask its program would make it.
legacy_has() {
  local names=/proc/net/ip${2-}_tables_names name
  if [[ ! -r $names ]]; then return 1; fi
  while read -r name; do
    # shellcheck disable=SC2053 # a pattern
    if [[ $name == $1 ]]; then return; fi
  done <"$names"
  return 1
}

# nft_has TABLE [6]: nf_tables holds that table; where nft does not say, `iptables` is asked. To list the rules in it would make it: so does version 1.8.4, of
# Ubuntu 20.04.
nft_has() {
  if [[ -n $chains ]]; then
    [[ $chains == *$'\n'"table ip${2-} $1 {"* ]]
  else
    [[ $("$iptables-save" -t "$1" 2>/dev/null) == *$'\n:'* ]]
  fi
}

listed='' rules=''

# require_maker PROGRAM: only what has made the tables that stand can change them, or take them away.
require_maker() {
  if ! type -P "$1" >/dev/null; then
    die 3 "$1 has made the firewall rules of this lab, and is gone; on Debian or Ubuntu: apt-get install ${package_of[$1]-iptables}"
  fi
}

# keep_own PROGRAM LINE...: adds to `listed` what is ours of what it lists. nft lists our table; iptables its whole table
# nat, and ours in it are our chains, what is in them, what leads to them, and whatever has our mark.
keep_own() {
  local line
  for line in "${@:2}"; do
    if [[ $1 == nft ]]; then
      listed+=$line$'\n'
    elif [[ "$line " == *" netgen-$group-"* || "$line " == *" --comment netgen-$lab "* ]]; then
      listed+="$1 $line"$'\n'
    fi
  done
}

# replace_rules PROGRAM LISTED TEXT: sets `rules` to what iptables-restore has to be told, so that in one transaction TEXT
# takes the place of what is listed; to nothing if there is neither.
replace_rules() {
  local line unused='' empty='' gone=''
  while IFS= read -r line; do
    if [[ $line != "$1 "* ]]; then continue; fi
    line=${line#"$1 "}
    case $line in
      '-N '*) empty+="-F ${line#-N }"$'\n' gone+="-X ${line#-N }"$'\n' ;;
      "-A netgen-$group-"*) ;;
      '-A '*) unused+="-D ${line#-A }"$'\n' ;;
      *) ;;
    esac
  done <<<"$2"
  rules=$unused$empty$gone${3#$'*nat\n'}
  if [[ -n $rules ]]; then rules=$'*nat\n'${rules%$'COMMIT\n'}$'COMMIT\n'; fi
}

# has_mark LISTED: somebody else's table may have the same name.
has_mark() { [[ $1 == *"comment \"$own_table\""* || $1 == *" --comment netgen-$lab "* ]]; }

# The tables of the machine, whatever has made them; those of the namespaces go with these.
delete_tables() {
  local maker=${noted["table host"]-} kind family
  if [[ $chains == *$'\n'"table inet $own_table {"* ]]; then
    if [[ $maker == nft ]] || has_mark "$(nft list table inet "$own_table" 2>/dev/null)"; then
      run_aside nft delete table inet "$own_table"
    else
      foreign+=" nft table inet $own_table"
    fi
  fi
  # Where there are notes, they say whether to look for more.
  if [[ -e $notes/owns && ($maker == nft || -z $maker) ]]; then return; fi
  for kind in nft legacy; do
    for family in '' 6; do
      if [[ $kind == legacy ]] && ! legacy_has nat "$family"; then continue; fi
      program_of "$kind" "$family"
      if [[ -z $iptables ]]; then continue; fi
      if [[ $kind == nft ]] && ! nft_has nat "$family"; then continue; fi
      delete_chains "$iptables"
    done
  done
}

# delete_chains PROGRAM
delete_chains() {
  local standing
  local -a lines
  standing=$("$1" -w -t nat -S 2>/dev/null) || true
  in_lines "$standing"
  listed='' && keep_own "$1" "${lines[@]}"
  replace_rules "$1" "$listed" ''
  if [[ -z $rules ]]; then return; fi
  if [[ -z $maker ]] && ! has_mark "$listed"; then
    foreign+=" chains netgen-$group-* of $1"
    return
  fi
  run_as "$1-restore -w --noflush <<'IPTABLES'"$'\n'"${rules}IPTABLES" restore_rules "$1"
}

# The programs of iptables fail with statuses that mean something else here.
restore_rules() { "$1-restore" -w --noflush <<<"$rules" || return 1; }

declare -A gates=()
unseen='' # one that cannot be looked at, for its program is missing

# The firewalls that filter what the machine forwards, but for those with an empty chain that accepts. A packet must
# pass them all: an accept in a table of our own cannot overrule the drop of another. Rules of iptables are handled by
# its own program: a rule that nft puts there may be one that iptables can no longer read.
find_gates() {
  local line table='' chain='' family
  local -a lines
  gates=() unseen=''
  in_lines "$chains"
  for line in "${lines[@]}"; do
    case $line in
      'table '*) table=${line#table } table=${table% \{} ;;
      *'chain '*) chain=${line#*chain } chain=${chain% \{} ;;
      *'type filter hook forward '*)
        case "$table $chain" in
          'ip filter FORWARD') gate_of_iptables nft '' || gate_of_nft "$table" "$chain" ;;
          'ip6 filter FORWARD') gate_of_iptables nft 6 || gate_of_nft "$table" "$chain" ;;
          'inet netgen_'* | 'bridge '* | 'netdev '* | 'arp '*) ;;
          *) gate_of_nft "$table" "$chain" ;;
        esac
        ;;
      *) ;;
    esac
  done
  for family in '' 6; do
    if ! type -P nft >/dev/null; then gate_of_iptables nft "$family" || true; fi
    if legacy_has filter "$family" && ! gate_of_iptables legacy "$family" && [[ -z $iptables ]]; then unseen=iptables; fi
  done
}

# gate_of_iptables nft|legacy [6]: fails if there is no such program, or if it cannot read what stands there.
gate_of_iptables() {
  local rules
  program_of "$1" "$2"
  if [[ -z $iptables ]] || { [[ $1 == nft ]] && ! nft_has filter "$2"; }; then return 1; fi
  rules=$("$iptables" -w -S FORWARD 2>/dev/null) || return 1
  if [[ $rules != '-P FORWARD ACCEPT' ]]; then gates[$iptables]=$rules; fi
}

# gate_of_nft TABLE CHAIN: its rules stand between the line of the hook and the closing braces.
gate_of_nft() {
  local rules body
  rules=$(nft -a list chain "$1" "$2" 2>/dev/null) || true
  body=${rules#*policy *;} body=${body//[$' \t\n}']/}
  if [[ $rules == *'policy drop;'* || -n $body ]]; then gates["nft $1 $2"]=$rules; fi
}

# Rules of ours in the chains of other firewalls, found by their comment.
close_gates() {
  local gate line
  local -a words
  find_gates
  for gate in "${!gates[@]}"; do
    while IFS= read -r line; do
      if [[ $gate == nft\ * && $line == *" comment \"netgen-$lab\" # handle "* ]]; then
        read -ra words <<<"${gate#nft }"
        run nft delete rule "${words[@]}" handle "${line##* }"
      elif [[ $line == "-A FORWARD "*" --comment netgen-$lab "* ]]; then
        read -ra words <<<"${line#-A }"
        run "$gate" -w -D "${words[@]}"
      fi
    done <<<"${gates[$gate]}"
  done
}

# is_there PATH: a file, or a link that leads nowhere.
is_there() { [[ -e $1 || -L $1 ]]; }

# forget_files [run]: when the lab has no files any more, their folders go, and then the notes of them; /etc/netns with the last
# lab that has such notes there, whichever has made it. What is noted of that one when its last notes go stands in /run.
forget_files() {
  local name last='' no_notes=''
  if [[ $mode == run ]]; then
    for name in "${owns[@]}"; do
      name=${name#directory }
      if [[ $name == /etc/netns/* && -d $name ]]; then rmdir "$name" 2>/dev/null || pass_on "$name" || true; fi
    done
    if [[ -n ${noted['directory /etc/netns']-} && -d /etc/netns ]] && ! pass_on /etc/netns; then
      last=1
      if [[ ! -d $notes ]]; then no_notes=1 && mkdir -p "$notes"; fi
      printf '\ndirectory /etc/netns\n' >>"$notes/owns"
    fi
  fi
  if [[ -e $file_notes ]]; then "$@" rm -f "$file_notes"; fi
  if [[ -n $last ]]; then rmdir /etc/netns 2>/dev/null || true; fi
  if [[ -n $no_notes ]]; then rm -r "$notes"; fi
}

# pass_on FOLDER: a lab that has files in it, or its notes, takes it away when it goes. False if there is none.
pass_on() {
  local other
  for other in /etc/netns/.netgen-* /run/netgen/*/owns; do
    if [[ $other == "$file_notes" || $other == "$notes/owns" || ! -f $other ]]; then continue; fi
    if [[ $other == "$1/${other##*/}" || $'\n'$(<"$other") == *$'\n'"file $1/"* ]]; then
      printf '\ndirectory %s\n' "$1" >>"$other"
      return
    fi
  done
  return 1
}

# Files in /etc/netns that are noted as ours, and the folders that were made for them.
delete_files() {
  local name
  for name in "${owns[@]}"; do
    if [[ $name == 'file '* ]] && is_there "${name#file }"; then run rm -f "${name#file }"; fi
  done
  forget_files run
}

# read_process FILE: the process that the file notes. Sets pid (0: it is gone; the number may be another's by now).
read_process() {
  local number='' since='' line=''
  local -a fields
  pid=0
  read -r number since <"$1" || true
  if [[ ! -r /proc/${number:-none}/stat ]]; then return; fi
  { read -r line <"/proc/$number/stat"; } 2>/dev/null || return 0
  read -ra fields <<<"${line##*) }"
  if [[ ${fields[19]-} == "$since" && ${fields[0]} != Z ]]; then pid=$number; fi
}

# find_members ID: sets `members` to what still runs of the noted process and of what it has started: its session, whatever groups
# that has. The kernel gives the number of a session to nobody while one of it lives (alloc_pid() of kernel/pid.c). Where its first
# process has gone, the number may have been another's since: then those count that are in the node's namespace, or write to its log.
find_members() {
  local number='' since='' line first='' pid netns=/run/netns/${1%-*} log=$notes/$1.log
  local -a fields lines
  members=()
  { read -r number since <"$notes/process-$1"; } 2>/dev/null || true
  if [[ -z $number ]]; then return; fi
  { read -r first <"/proc/$number/stat"; } 2>/dev/null || true
  read -ra fields <<<"${first##*) }"
  if [[ -n $first && ${fields[19]-} != "$since" ]]; then return; fi
  in_lines "$(cat /proc/[0-9]*/stat 2>/dev/null)"
  for line in "${lines[@]}"; do
    if [[ ${line##*) } != [!ZX]' '*([0-9])' '*([0-9])' '"$number "* ]]; then continue; fi
    pid=${line%% *}
    if [[ -n $first || /proc/$pid/ns/net -ef $netns || /proc/$pid/fd/1 -ef $log || /proc/$pid/fd/2 -ef $log ]]; then members+=("$pid"); fi
  done
}

# end_noted ID: ends the process and what it has started, also what that starts meanwhile.
end_noted() {
  local tries
  local -a members
  for tries in 1 2 3; do
    find_members "$1"
    if ((${#members[@]} == 0)); then break; fi
    end_pids "${members[@]}"
  done
  rm -f "$notes/process-$1" "$notes/$1.log"
}

# end_pids PID...: asks them to end; after three seconds by force.
end_pids() {
  local tries
  kill -TERM "$@" 2>/dev/null || true
  for ((tries = 0; tries < 150; tries++)); do
    if ! some_run "$@"; then return; fi
    sleep 0.02
  done
  kill -KILL "$@" 2>/dev/null || true
}

# some_run PID...: one that nobody has asked for its status yet does not.
some_run() {
  local pid line
  for pid in "$@"; do
    { read -r line <"/proc/$pid/stat"; } 2>/dev/null || continue
    if [[ ${line##*) } != [ZX]* ]]; then return; fi
  done
  return 1
}

# Processes in our namespaces keep them alive. Those that the lab has started, and theirs, end with it; of others none
# is ended unasked. What the author's commands have left running, their undo may have ended: it takes its time.
refuse_processes() {
  local tries listed='' by_now=''
  find_strangers
  if ((undone)); then
    if [[ $mode != run ]]; then
      if ((${#strangers[@]})); then say "in the way, if the undo of its commands does not end them:$listed"; fi
      strangers=()
      return
    fi
    for ((tries = 0; tries < 20 && ${#strangers[@]}; tries++)); do sleep 0.05 && find_strangers; done
    by_now=' but its commands undone'
  fi
  if ((${#strangers[@]})) && [[ -z $force ]]; then
    die 4 "processes run in this lab, so nothing was changed$by_now; --force ends them:$listed"
  fi
}

# find_strangers: sets `strangers` to these processes, `listed` to what to say of them.
find_strangers() {
  local line pid where words unseen=''
  local -a fields
  local -A of=() sessions=()
  strangers=() listed=''
  for where in "${!mine[@]}"; do of[${mine[$where]}]=$where; done
  for line in "${owns[@]}"; do
    if [[ $line == 'process '* && -e $notes/process-${line#process } ]]; then
      read -r pid _ <"$notes/process-${line#process }" || continue
      sessions[$pid]=1
    fi
  done
  while read -r line; do
    where=${of["${line%% *}"]-}
    if [[ -z $where ]]; then
      if [[ $line == *'Permission denied' ]]; then unseen=${line#*/proc/}; fi
      continue
    fi
    pid=${line#* /proc/} pid=${pid%%/*}
    { read -r line <"/proc/$pid/stat"; } 2>/dev/null || continue
    read -ra fields <<<"${line##*) }"
    if [[ -n ${sessions[${fields[3]}]-} ]]; then continue; fi
    { words=$(tr '\0' ' ' <"/proc/$pid/cmdline"); } 2>/dev/null || continue # it has ended meanwhile
    strangers+=("$pid") listed+=$'\n'"  $pid $words in $where"
  done < <(stat -Lc '[%i] %n' /proc/[0-9]*/ns/net 2>&1 || true)
  # With the right, what cannot be seen is of another user namespace (ptrace_may_access() of kernel/ptrace.c).
  if [[ -n $unseen && -z $force ]] && ((!(rights >> 19 & 1))); then
    die 3 "cannot see whether process ${unseen%%/*} runs in this lab: needs CAP_SYS_PTRACE, a right that root lacks here; or --force, which ends what can be seen"
  fi
}

end_processes() {
  local line
  local -a members
  if ((${#strangers[@]})); then run_as "kill ${strangers[*]}" end_pids "${strangers[@]}"; fi
  for line in "${owns[@]}"; do
    if [[ $line != 'process '* ]]; then continue; fi
    find_members "${line#process }"
    if ((${#members[@]})); then run_as "kill ${members[*]}" end_noted "${line#process }"; fi
  done
}

# in_place WHERE COMMAND: without our lock, which a process that stays would hold on to.
in_place() {
  if [[ $1 == host ]]; then
    bash -c "$2" 9<&- </dev/null
  else
    ip netns exec "$1" bash -c "$2" 9<&- </dev/null
  fi
}

# tell_in_place WHERE COMMAND: what it prints is the author's answer, and no part of ours with --quiet and --json.
tell_in_place() {
  if [[ -n $quiet$json ]]; then in_place "$@" >&2; else in_place "$@"; fi
}

undone=0 # how many undos have run, or would

# undo_noted ID: takes back a command of the author's that is noted as run, unless its namespace has gone with it.
# The note holds, each ended by a NUL: where, the inode of that namespace, the command, its undo, then "finished" when
# it is, and "undoing" when that begins: an undo that was cut off may fail the second time.
undo_noted() {
  local where number undo told status=0
  local -a fields
  mapfile -d '' -t fields <"$notes/command-$1"
  where=${fields[0]-} number=${fields[1]-} undo=${fields[3]-}
  if [[ -n $undo ]] && { [[ $where == host ]] || is_noted_in "$notes/command-$1" "$where" "$number"; }; then
    undone=$((undone + 1))
    [[ $mode != run ]] || printf 'undoing\0' >>"$notes/command-$1"
    printf -v told 'bash -c %q' "$undo"
    if [[ $where != host ]]; then told="ip netns exec $where $told"; fi
    if ! run_as "$told" tell_in_place "$where" "$undo" && [[ ${fields[-1]} != undoing ]]; then status=1; fi
  fi
  return "$status"
}

# What the lab has run is undone, the last first. What this run cannot end after all, the next one does not undo again.
undo_commands() {
  local i id so_far
  for ((i = ${#owns[@]} - 1; i >= 0; i--)); do
    id=${owns[i]#command }
    if [[ ${owns[i]} != 'command '* || ! -e $notes/command-$id ]]; then continue; fi
    so_far=$undone
    if ! undo_noted "$id"; then
      printf '%s: the undo of command %s failed\n' "$lab" "$id" >&2
      failures=1
      [[ $mode != run ]] || printf 'failed\0' >>"$notes/command-$id"
    elif [[ $mode == run ]] && ((undone > so_far)); then
      rm -f "$notes/command-$id"
    fi
  done
}

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

main "$@"
