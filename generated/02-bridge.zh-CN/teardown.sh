#!/usr/bin/env bash
# bridge-zh: 拆除 setup.sh 创建的一切，别的都不动
#
#   删除  网络命名空间 namespace1 namespace2 namespace3
#         本机上的接口 test-bridge veth0 veth2 veth4
#   需要  只需要 root 权限和本文件：凭标记和 /run/netgen 中的记录识别属于本实验的对象
#   来源  tutorials/02-bridge.zh-CN.md；请修改它而不是本文件，然后运行 netgen build
# Functions that answer yes or no stand in conditions; where the status of a $( ) matters, its text is looked at.
# shellcheck disable=SC2310,SC2312
set -euo pipefail
export LC_ALL=C
# The marks of what this lab has made: the group of its links on this machine, its nft table.
readonly lab=bridge-zh group=2082809779 own_table=netgen_bridge-zh
readonly namespaces=(namespace1 namespace2 namespace3)
readonly commands=(flock ip)

# ==== 执行课程内容的代码：每个实验都相同 ====

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

path='' # what sysctl_path has found

# /proc/sys/net/ipv4/conf/eth0.10/rp_filter from net.ipv4.conf.eth0/10.rp_filter: dots and slashes change places.
sysctl_path() {
  local swapped=${1//./$'\n'}
  swapped=${swapped//\//.}
  path=/proc/sys/${swapped//$'\n'//}
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

restore_sysctls() {
  local note name
  for note in "$before"/*".netgen-$lab"; do
    name=${note##*/} name=${name%".netgen-$lab"}
    give_back "${name//,//}"
  done
}

declare -A gates=()

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
        run "$gate" -D "${words[@]}"
      fi
    done <<<"${gates[$gate]}"
  done
}

# Files in /etc/netns that are noted as ours, and the folders that were made for them.
delete_files() {
  local i name
  for name in "${owns[@]}"; do
    if [[ $name == 'file '* && -e ${name#file } ]]; then run rm -f "${name#file }"; fi
  done
  for ((i = ${#owns[@]} - 1; i >= 0; i--)); do
    name=${owns[i]#directory }
    if [[ ${owns[i]} == 'directory '* && -d $name && $mode == run ]]; then rmdir "$name" 2>/dev/null || true; fi
  done
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

# Processes in our namespaces keep them alive. Those that the lab has started, and theirs, end with it; of others none
# is ended unasked.
find_processes() {
  local line pid where listed=''
  local -a fields
  local -A of=() sessions=()
  kin=() strangers=()
  for where in "${!mine[@]}"; do of[${mine[$where]}]=$where; done
  for line in "${owns[@]}"; do
    if [[ $line == 'process '* && -e $notes/process-${line#process } ]]; then
      read -r pid _ <"$notes/process-${line#process }" || continue
      sessions[$pid]=1
    fi
  done
  while read -r line; do
    where=${of["${line%% *}"]-}
    if [[ -z $where ]]; then continue; fi
    pid=${line#* /proc/} pid=${pid%%/*}
    { read -r line <"/proc/$pid/stat"; } 2>/dev/null || continue
    read -ra fields <<<"${line##*) }"
    if [[ -n ${sessions[${fields[3]}]-} ]]; then
      kin+=("$pid")
    else
      strangers+=("$pid")
      listed+=$'\n'"  $pid $(tr '\0' ' ' <"/proc/$pid/cmdline") in $where"
    fi
  done < <(stat -Lc '[%i] %n' /proc/[0-9]*/ns/net 2>/dev/null || true)
  if [[ -n $listed && -z $end ]]; then
    die 4 "processes run in this lab, so nothing was changed; --end-processes ends them:$listed"
  fi
}

end_processes() {
  local line
  if ((${#strangers[@]})); then run end_pids "${strangers[@]}"; fi
  for line in "${owns[@]}"; do
    if [[ $line == 'process '* && -e $notes/process-${line#process } ]]; then run end_noted "${line#process }"; fi
  done
  # What has left the group of such a process, but not its session.
  if ((${#kin[@]})) && [[ $mode == run ]]; then end_pids "${kin[@]}"; fi
}

# end_pids PID...: asks them to end; after three seconds by force. tail ends when the last of them has ended.
end_pids() {
  kill -TERM "$@" 2>/dev/null || return 0
  timeout 3 tail -q -s 0.02 -f "${@/#/--pid=}" /dev/null || kill -KILL "$@" 2>/dev/null || true
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

# What the lab has run is undone, the last first.
undo_commands() {
  local i id
  for ((i = ${#owns[@]} - 1; i >= 0; i--)); do
    id=${owns[i]#command }
    if [[ ${owns[i]} == 'command '* && -e $notes/command-$id ]] && ! undo_noted "$id"; then
      printf '%s: the undo of command %s failed\n' "$lab" "$id" >&2
      failures=1
    fi
  done
}

declare -A inode=() noted=() mine=()
declare -a owns=() batch=()
readonly notes=/run/netgen/$lab before=/run/netgen/.before
mode=run quiet='' end='' changed=0 failures=0 foreign='' path=''

# run WORD...
run() {
  local words
  changed=$((changed + 1))
  if [[ -z $quiet ]]; then
    printf -v words ' %q' "$@"
    printf '[#]%s\n' "$words"
  fi
  [[ $mode != run ]] || "$@"
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

# The lab's links on the machine bear its group: one line deletes them all, and the pairs that lead into its namespaces.
delete_links() {
  local name line links
  links=$(ip -o link show group "$group")
  for line in "${owns[@]}"; do
    if [[ $line != 'route '* ]]; then continue; fi
    line=${line#* : }
    if [[ -n $(ip -o route show table all 2>/dev/null | grep -F -- "${line%% *}" || true) ]]; then batch+=("route delete $line"); fi
  done
  if ((${#batch[@]})); then
    for line in "${batch[@]}"; do say "[#] ip $line"; done
    changed=$((changed + ${#batch[@]}))
    [[ $mode != run ]] || printf '%s\n' "${batch[@]}" | ip -force -batch - 2>/dev/null || true
  fi
  batch=()
  if [[ -n $links ]]; then batch+=("link delete group $group"); fi
  for name in "${!mine[@]}"; do batch+=("netns delete $name"); done
  if ((${#batch[@]} == 0)); then return; fi
  for line in "${batch[@]}"; do say "[#] ip $line"; done
  changed=$((changed + ${#batch[@]}))
  [[ $mode != run ]] || printf '%s\n' "${batch[@]}" | ip -batch -
}

delete_notes() { if [[ -d $notes ]]; then run rm -r "$notes"; fi; }

usage() { printf 'usage: %s [--dry-run] [--end-processes] [--quiet] [--help]\n' "${0##*/}"; }

help() {
  usage
  printf '%s\n' '' 'Takes down what setup.sh has made, and nothing else. A second run does nothing.' '' \
    '  --dry-run        print what would be done, and do none of it' \
    '  --end-processes  also end processes that others have started in the lab' \
    '  --quiet          print nothing but errors' \
    '  --help           print this' '' \
    'Exit: 0 done, 1 failed, 2 usage, 3 this machine lacks something, 4 processes of others run in the lab.'
}

read_arguments() {
  while (($#)); do
    case $1 in
      --dry-run) mode=dry-run ;;
      --end-processes) end=yes ;;
      --quiet) quiet=1 ;;
      --help | -h) help && exit 0 ;;
      *) usage >&2 && exit 2 ;;
    esac
    shift
  done
}

main() {
  local -a kin=() strangers=()
  read_arguments "$@"
  require_commands "${commands[@]}"
  if ((EUID != 0)); then die 3 "needs root: sudo ./${0##*/}"; fi
  shopt -s nullglob
  exec 9</run && flock 9 # one run at a time; no file is left behind, and the kernel lets go when this ends
  mounted && recall
  find_namespaces
  if ((${#mine[@]})); then find_processes; fi
  undo_commands
  end_processes
  close_gates
  if type -P nft >/dev/null && nft list table inet "$own_table" >/dev/null 2>&1; then run nft delete table inet "$own_table"; fi
  delete_links
  delete_files
  restore_sysctls
  delete_notes
  if [[ $mode == run ]]; then rmdir "$before" /run/netgen 2>/dev/null || true; fi
  if [[ -n $foreign ]]; then say "left alone, not made by this lab:$foreign"; fi
  say "$lab: changed=$changed"
  return "$failures"
}

main "$@"
