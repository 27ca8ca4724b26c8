# What setup.sh and teardown.sh share. A script gets all of this file but this head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312 # names of the other parts of the script; as in setup.sh.hbs

# Packages that hold the commands, where the names differ.
readonly -A package_of=(
  [flock]=util-linux [ip]=iproute2 [nft]=nftables [nsenter]=util-linux [ping]=iputils-ping [setsid]=util-linux
  [sysctl]=procps
)

say() { [[ -n $quiet ]] || printf '%s\n' "$1"; }
die() { printf '%s: %s\n' "$lab" "$2" >&2 && exit "$1"; }

# Missing commands are named all at once, with the one command that installs them.
require_commands() {
  local command packages=''
  local -a missing=()
  for command in "$@"; do
    if ! type -P "$command" >/dev/null; then
      missing+=("$command")
      [[ " $packages " == *" ${package_of[$command]-$command} "* ]] || packages+=" ${package_of[$command]-$command}"
    fi
  done
  if ((${#missing[@]})); then die 3 "needs ${missing[*]}; on Debian or Ubuntu: apt-get install$packages"; fi
}

# /proc/sys/net/ipv4/conf/eth0.10/rp_filter from net.ipv4.conf.eth0/10.rp_filter: dots and slashes change places.
sysctl_path() {
  local swapped=${1//./$'\n'}
  swapped=${swapped//\//.}
  path=/proc/sys/${swapped//$'\n'//}
}

# The namespaces mounted by name, each with its inode: a name may be given again, an inode is not.
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

# What this lab has noted as its own, oldest first: lines are only ever appended, the last one about a name counts.
# "netns NAME" is written before the namespace is made, "netns NAME INODE" after.
recall() {
  local word name number
  noted=() owns=()
  if [[ ! -e $notes/owns ]]; then return; fi
  while read -r word name number; do
    if [[ -z $word ]]; then continue; fi
    if [[ -z ${noted["$word $name"]-} ]]; then owns+=("$word $name"); fi
    noted["$word $name"]=${number:-soon}
  done <"$notes/owns"
}

# Ours: noted and not made yet, or noted with this very inode.
ours() { [[ ${noted["netns $1"]-} == soon || ${noted["netns $1"]-none} == "${inode[$1]-}" ]]; }

# The firewalls that filter what the machine forwards, but for those with an empty chain that accepts. A packet must
# pass them all: an accept in a table of our own cannot overrule the drop of another. Rules of iptables are handled by
# its own program: a rule that nft puts there may be one that iptables can no longer read.
find_gates() {
  local line table='' chain='' rules
  gates=()
  while IFS= read -r line; do
    case $line in
      'table '*) table=${line#table } table=${table% \{} ;;
      *'chain '*) chain=${line#*chain } chain=${chain% \{} ;;
      *'type filter hook forward '*)
        case $table in
          'ip filter') gate_of_iptables iptables-nft "$table" "$chain" ;;
          'ip6 filter') gate_of_iptables ip6tables-nft "$table" "$chain" ;;
          'inet netgen_'* | 'bridge '* | 'netdev '* | 'arp '*) ;;
          *) gate_of_nft "$table" "$chain" ;;
        esac
        ;;
      *) ;;
    esac
  done < <(nft list chains 2>/dev/null || true)
  for line in iptables ip6tables; do
    table=/proc/net/${line/tables/_tables}_names
    if [[ -r $table && -n $(<"$table") ]] && type -P "$line-legacy" >/dev/null; then
      rules=$("$line-legacy" -S FORWARD)
      if [[ $rules != '-P FORWARD ACCEPT' ]]; then gates["$line-legacy"]=$rules; fi
    fi
  done
}

# gate_of_iptables PROGRAM TABLE CHAIN
gate_of_iptables() {
  local rules
  if [[ $3 != FORWARD ]] || ! type -P "$1" >/dev/null; then
    gate_of_nft "$2" "$3"
    return
  fi
  rules=$("$1" -S FORWARD)
  if [[ $rules != '-P FORWARD ACCEPT' ]]; then gates[$1]=$rules; fi
}

# gate_of_nft TABLE CHAIN: its rules stand between the line of the hook and the closing braces.
gate_of_nft() {
  local rules body
  rules=$(nft -a list chain "$1" "$2" 2>/dev/null) || true
  body=${rules#*policy *;} body=${body//[$' \t\n}']/}
  if [[ $rules == *'policy drop;'* || -n $body ]]; then gates["nft $1 $2"]=$rules; fi
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

# end_noted ID: ends the process and what it has started, which is its process group; after three seconds by force.
end_noted() {
  local pid tries
  read_process "$notes/process-$1"
  if ((pid)); then
    kill -TERM -- "-$pid" 2>/dev/null || true
    for ((tries = 0; tries < 150; tries++)); do
      read_process "$notes/process-$1"
      if ((pid == 0)); then break; fi
      sleep 0.02
    done
    if ((pid)); then kill -KILL -- "-$pid" 2>/dev/null || true; fi
  fi
  rm -f "$notes/process-$1" "$notes/$1.log"
}

# in_place WHERE COMMAND: without our lock, which a process that stays would hold on to.
in_place() {
  if [[ $1 == host ]]; then
    bash -c "$2" 9<&- </dev/null
  else
    ip netns exec "$1" bash -c "$2" 9<&- </dev/null
  fi
}

# undo_noted ID: takes back a command of the author's that is noted as run, unless its namespace has gone with it.
# The note holds, each ended by a NUL: where, the inode of that namespace, the command, its undo, then "finished" when
# it is, and "undoing" when that begins: an undo that was cut off may fail the second time.
undo_noted() {
  local where number undo status=0
  local -a fields
  mapfile -d '' -t fields <"$notes/command-$1"
  where=${fields[0]-} number=${fields[1]-} undo=${fields[3]-}
  if [[ -n $undo && ($where == host || $number == "${inode[$where]-none}") ]]; then
    [[ $mode != run ]] || printf 'undoing\0' >>"$notes/command-$1"
    if ! run in_place "$where" "$undo" && [[ ${fields[-1]} != undoing ]]; then status=1; fi
  fi
  return "$status"
}

# give_back KEY: a setting of the machine goes back when the last lab that needs it goes, unless somebody else has
# changed it since.
give_back() {
  local note=$before/${1//\//,} old='' now='' asked='' path
  local -a others words
  sysctl_path "$1"
  others=("$note".netgen-*)
  if [[ ${others[*]} == "$note.netgen-$lab" && -e $note ]]; then
    { read -r old <"$note" && read -r asked <"$note.netgen-$lab" && read -r now <"$path"; } || true
    read -ra words <<<"$now" && now=${words[*]}
    read -ra words <<<"$old" && old=${words[*]}
    if [[ -z $old || $now == "$old" ]]; then
      :
    elif [[ $now != "$asked" ]]; then
      say "$1 stays $now: somebody else has set it"
    elif [[ $1 == net.ipv4.ip_forward && $old == 0 && -e /sys/class/net/docker0 ]]; then
      say "$1 stays $now: Docker came after this lab and needs it"
    else
      run sysctl -qw "$1=$old"
    fi
    run rm -f "$note"
  fi
  run rm -f "$note.netgen-$lab"
}
