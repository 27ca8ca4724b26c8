#!/usr/bin/env bash
# publish: A way in: publish a port
#
#   makes    the network namespaces namespace1 namespace2 namespace3
#            on this machine the interfaces test-bridge veth0 veth2 veth4
#            the nft table inet netgen_publish; without nft, the chains netgen-436419824-* of iptables
#   touches  the setting net.ipv4.ip_forward of this machine; it goes back to what it was
#            where another firewall filters what is forwarded: rules with the comment netgen-publish
#   needs    Linux, root, bash 4.4 or newer, iproute2 4.20 or newer, coreutils; the commands flock ip nft/iptables python3 sed setsid sh sysctl unshare
#   notes    /run/netgen/publish
#   undo     ./teardown.sh
#   source   tutorials/05-publish.md; edit that, not this, then run netgen build
# Functions that answer yes or no stand in conditions; where the status of a $( ) matters, its text is looked at;
# the author's own words stand in single quotes, whatever is in them.
# shellcheck disable=SC2310,SC2312,SC2016
set -euo pipefail
# What the shell that calls may have exported: options of its own, also for the programs that are started here, and functions by the names of
# programs.
set +afkmC
shopt -u failglob nocasematch localvar_inherit 2>/dev/null || true # an older bash has fewer
if compgen -A function >/dev/null; then for name in $(compgen -A function); do unset -f "$name"; done; fi
unset POSIXLY_CORRECT
export -n SHELLOPTS BASHOPTS
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin # su leaves these folders out
# The marks of what this lab makes: the group of its links on this machine, its nft table.
readonly lab=publish group=436419824 own_table=netgen_publish
readonly steps=(server published)
# The namespaces of the lab, and those of them that have addresses of IPv6.
readonly namespaces=(namespace1 namespace2 namespace3)
readonly ipv6=()
readonly features=(settings iptables tables gates uplinks processes)
readonly commands=(flock ip 'nft|iptables' python3 sed setsid sh sysctl unshare)

# The lesson. Each line is a command that you can type as it stands. In this script ip, sysctl, nft and
# iptables-restore are functions: they note what their line asks for. Then the kernel is looked at once, and what is
# missing is run, in this order.
# accept_forward, write_file, start_process and run_once are no programs: they stand below the lesson.
# $each_uplink stands for the interfaces that lead out: UPLINK, else those of the default routes.
lesson() {
  # tutorials/05-publish.md:18
  step 1 'A server that nobody can call'
  # A network namespace is a network stack of its own: its own interfaces, routes and rules.
  ip netns add namespace1
  ip netns add namespace2
  ip netns add namespace3
  # The loopback interface of a new namespace is down. Its alias says which lab the namespace belongs to.
  ip -n namespace1 link set lo alias netgen:publish up
  ip -n namespace2 link set lo alias netgen:publish up
  ip -n namespace3 link set lo alias netgen:publish up
  # The bridge is the switch that the cables are plugged into.
  ip link add test-bridge group 436419824 up type bridge
  # A veth pair is a cable: what goes in at one end comes out at the other. Both ends are made where they belong.
  ip link add veth0 group 436419824 master test-bridge up type veth peer name veth1 netns namespace1
  ip link add veth2 group 436419824 master test-bridge up type veth peer name veth3 netns namespace2
  ip link add veth4 group 436419824 master test-bridge up type veth peer name veth5 netns namespace3
  # With br_netfilter, as Docker loads it, even frames that only cross the bridge pass the firewall of the
  # machine.
  accept_forward ipv4 test-bridge test-bridge
  # The address of the bridge makes the machine a member of this subnet, and a gateway that the others can use.
  ip address add 172.19.0.1/24 dev test-bridge
  # Each interface gets its address; the length behind the slash says how much of it names the subnet.
  ip -n namespace1 address add 172.19.0.2/24 dev veth1
  ip -n namespace2 address add 172.19.0.3/24 dev veth3
  ip -n namespace3 address add 172.19.0.4/24 dev veth5
  # A new interface is down; it sends and receives only when it is set up.
  ip -n namespace1 link set veth1 up
  ip -n namespace2 link set veth3 up
  ip -n namespace3 link set veth5 up
  # The machine passes packets on between its interfaces. The value it had comes back with the teardown.
  sysctl -w net.ipv4.ip_forward=1
  # Whatever is not on a connected subnet goes to the gateway.
  ip -n namespace1 route add default via 172.19.0.1 dev veth1
  ip -n namespace2 route add default via 172.19.0.1 dev veth3
  ip -n namespace3 route add default via 172.19.0.1 dev veth5
  # Beyond this point nobody knows the addresses of the lab, so packets leave with the address of the interface
  # they leave by.
  nft -f - <<NFT
table inet netgen_publish
delete table inet netgen_publish
table inet netgen_publish {
	chain way_out {
		type nat hook postrouting priority srcnat; policy accept;
		# masquerade test-bridge out uplink
		ip saddr 172.19.0.0/24 oifname { $each_uplink } masquerade comment "netgen_publish"
	}
}
NFT
  # The same for a machine without nft:
  iptables-restore --noflush <<IPTABLES
*nat
:netgen-436419824-out - [0:0]
# masquerade test-bridge out uplink
-A netgen-436419824-out -s 172.19.0.0/24 -o $each_uplink -j MASQUERADE
-I POSTROUTING -m comment --comment netgen-publish -j netgen-436419824-out
COMMIT
IPTABLES
  # Where a firewall of the machine drops what is forwarded, the lab is let out.
  accept_forward ipv4 test-bridge @uplink
  # Inwards, only answers are let through, and what was translated to come in.
  accept_forward ipv4 @uplink test-bridge RELATED,ESTABLISHED,DNAT
  # A process that runs as long as the lab stands.
  start_process namespace1-1 namespace1 'python3 -m http.server 80 --directory /sys/class/net'

  # tutorials/05-publish.md:64
  step 2 'One rule for the way in'
  # Packets of the lab leave with the address of the interface they leave by; what is dialled at the published
  # port is handed on to the node behind it.
  nft -f - <<NFT
table inet netgen_publish
delete table inet netgen_publish
table inet netgen_publish {
	chain way_in {
		type nat hook prerouting priority dstnat; policy accept;
		# publish tcp/8080 to namespace1 tcp/80
		iifname != "test-bridge" meta nfproto ipv4 fib daddr type local tcp dport 8080 dnat ip to 172.19.0.2:80 comment "netgen_publish"
	}
	chain way_in_from_here {
		type nat hook output priority -100; policy accept;
		# publish tcp/8080 to namespace1 tcp/80
		meta nfproto ipv4 fib daddr type local tcp dport 8080 dnat ip to 172.19.0.2:80 comment "netgen_publish"
	}
	chain way_out {
		type nat hook postrouting priority srcnat; policy accept;
		# masquerade test-bridge out uplink
		ip saddr 172.19.0.0/24 oifname { $each_uplink } masquerade comment "netgen_publish"
	}
}
NFT
  # The same for a machine without nft:
  iptables-restore --noflush <<IPTABLES
*nat
-D POSTROUTING -m comment --comment netgen-publish -j netgen-436419824-out
-F netgen-436419824-out
-X netgen-436419824-out
:netgen-436419824-in - [0:0]
:netgen-436419824-here - [0:0]
:netgen-436419824-out - [0:0]
# publish tcp/8080 to namespace1 tcp/80
-A netgen-436419824-in ! -i test-bridge -m addrtype --dst-type LOCAL -p tcp --dport 8080 -j DNAT --to-destination 172.19.0.2:80
# publish tcp/8080 to namespace1 tcp/80
-A netgen-436419824-here -m addrtype --dst-type LOCAL -p tcp --dport 8080 -j DNAT --to-destination 172.19.0.2:80
# masquerade test-bridge out uplink
-A netgen-436419824-out -s 172.19.0.0/24 -o $each_uplink -j MASQUERADE
-I PREROUTING -m comment --comment netgen-publish -j netgen-436419824-in
-I OUTPUT -m comment --comment netgen-publish -j netgen-436419824-here
-I POSTROUTING -m comment --comment netgen-publish -j netgen-436419824-out
COMMIT
IPTABLES
}

# From which line of this script on, the lesson comes from which line of the tutorial
readonly tutorial=tutorials/05-publish.md
readonly sources=(
  43:23 44:27 47:23 48:27 51:22 53:32 54:33 55:34 58:22 62:32 63:33 64:34 66:32 67:33 68:34 70:30 72:24 73:27
  77:30 102:26 108:69
)

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

# What the lesson asks for, one entry a line of it: the object, the command, the line of this script, and the attributes that it
# gives a link and the other end of that, each as NAME VALUE.
declare -a fact=() fact_command=() fact_line=() fact_given=() far_given=()
declare -a begins=(0)     # the entry that a step begins with
declare -A want=()        # object: the entry that asks for it; empty where a step has taken it away
declare -A later=()       # objects that only steps after --until ask for: left alone
declare -A readdressed=() # "WHERE DEV" of which a step after --until takes an address away
declare -A given_to=()    # "WHERE DEV" of a link: " @ENTRY NAME VALUE..." of each entry that gives it attributes
declare -A given_later=() # the same of steps after --until, without the entries
declare -A link_type=() link_words=() link_peer=() link_from=() link_naming=() half_made=()
declare -a host_routes=()
declare -A works_in=() # objects of kinds that live on the machine, and work in a namespace
declare -A busy=()     # namespaces where processes and commands of the author's work
declare -A made_now=()
declare -A left_bare=() # "WHERE DEV" that loses an IPv4 address, and "WHERE src ADDRESS"

# What the machine holds.
declare -A have=() inode=() noted=()
# shellcheck disable=SC2034 # not every lab looks for its uplinks
declare -a owns=() standing=() uplink_names=() answers=() replies=() looking=() types_asked=()

# What is still to do, each "HOW WHERE COMMAND", and the entry of the lesson; and before that, what is to go.
declare -a state=() # of each entry: ok, or what became of it
declare -a todo=() todo_fact=() titles=() removal=()

readonly notes=/run/netgen/$lab before=/run/netgen/.before file_notes=/etc/netns/.netgen-$lab
mode=run quiet='' until=0 now=0 frame=0 entries=0 entry=0 at='' foreign='' doing='' netns_path='' hush='' given='' given_twice='' link='' where='' route='' line='' lacks='' why='' crossing='' table_numbers='' types_reply='' other_names='' quoted=''

# each_feature HOOK: calls HOOK_FEATURE of each part of this script that has such a function.
each_feature() {
  local feature
  for feature in "${features[@]}"; do
    if declare -F "$1_$feature" >/dev/null; then "$1_$feature"; fi
  done
}

# ---- the words of the lesson: each writes down what its line asks for ------------------------------

# These run once for each line. Bash copies a function when it calls it, so they are short, and have few locals and few words:
# `where` is the place that the line is about.

readonly -A verbs=(
  ['address add']=address_add ['link add']=link_add ['link set']=link_set ['netns add']=netns_add ['route add']=route_add
  ['address delete']=address_delete ['link delete']=link_delete ['netns delete']=netns_delete ['route delete']=route_delete
  ['netns exec']=netns_exec
)

step() { now=$1 titles[now]=$2 begins[now]=$entries; }

ip() {
  where=host
  if [[ $1 == -n ]]; then where=$2 && shift 2; fi
  "${verbs["$1 $2"]-no_verb}" "$@"
}

no_verb() { die 70 "the lesson holds a command that this script cannot compare: ip $*"; }
address_add() { ask "$where address $3 dev $5" "$*"; }
address_delete() { take_away "$where address $3 dev $5" && leaves_later "$where address $3 dev $5"; }
link_delete() { forget_link "$where" "$3"; }
netns_add() { ask "host netns $3" "$*"; }
netns_delete() { forget_namespace "$3"; }
netns_exec() { "$4" "$3" "${@:5}"; }
route_delete() { read_route "${*:3}" && take_away "$where route $route"; }

route_add() {
  route=${*:3}
  if [[ $route == *[:/]* || $route == *' '[mtw]* ]]; then read_route "$route"; fi # there may be more than one way to say it
  if [[ $where == host ]]; then host_routes+=("host route $route"); fi
  ask "$where route $route" "$*"
}

# ask OBJECT [COMMAND]: an object is named by where it lives, its kind, and a name.
ask() {
  if ((now > until)); then
    later[$1]=1
  else
    want[$1]=$entries fact[entries]=$1 fact_command[entries]=${2-}
    fact_line[entries++]=${BASH_LINENO[-frame]}
  fi
}

# take_away OBJECT
take_away() { if ((now <= until)); then want[$1]=''; fi; }

# leaves_later ADDRESS: a step after --until takes it away. What later steps give that interface would stand beside it then.
leaves_later() { if ((now > until)) && [[ -n ${want[$1]-} ]]; then readdressed["${1%% *} ${1##* }"]=1; fi; }

# link_set link set DEV ATTRIBUTE..., or link set DEV name DEV
link_set() {
  if [[ $4 == name ]]; then
    name_link "$where" "$3" "$5"
  else
    give "$where $3" " ${*:4}"
    fact_given[entries]=$given
    ask "$where set $3 $entries" "$*"
  fi
}

# link_add link add DEV [link DEV] [netns WHERE] [ATTRIBUTE...] type TYPE [WORD...] [peer name DEV [netns WHERE] [ATTRIBUTE...]]
link_add() {
  local place=$where near=" ${*:4}" own='' peer='' type
  type=${near#*' type '} near=${near%%' type '*}
  if [[ $type == *' peer name '* ]]; then peer=${type#*' peer name '} type=${type%%' peer name '*}; fi
  if [[ $4 == link ]]; then own=" link $5" near=${near#"$own"}; fi
  if [[ $near == ' netns '* ]]; then place=${near#' netns '} place=${place%% *} near=${near#" netns $place"}; fi
  if [[ $type == *' '* ]]; then own+=" ${type#* }" type=${type%% *}; fi
  link="$place link $3"
  # A later step can make another link of this name.
  if ((now <= until)) || [[ -z ${link_type[$link]-} ]]; then
    link_type[$link]=$type link_from[$link]=$where
    if [[ -n $own${link_words[$link]-} ]]; then link_words[$link]=$own; fi
  fi
  if [[ -n $peer ]]; then peer_add "$peer" "$type"; fi
  give "$place $3" "$near"
  fact_given[entries]=$given
  ask "$link" "$*"
}

# peer_add "DEV [netns WHERE] [ATTRIBUTE...]" TYPE: the other end of `link`.
peer_add() {
  local place=$where near=$1 dev=${1%% *} end
  near=${near#"$dev"}
  if [[ $near == ' netns '* ]]; then place=${near#' netns '} place=${place%% *} near=${near#" netns $place"}; fi
  end="$place link $dev"
  if ((now <= until)); then
    link_peer[$link]=$end link_type[$end]=$2 want[$end]=$entries
  else
    link_type[$end]=${link_type[$end]-$2} later[$end]=1
  fi
  give "$place $dev" "$near"
  far_given[entries]=$given
}

# give "WHERE DEV" ATTRIBUTES: what a command gives a link; "up" and "down", which come last, are the values of "state". Sets `given`
# to " NAME VALUE" for each; no name is a value of another, for ip takes no interface of such a name.
give() {
  given=${2/% up/ state up} given=${given/% down/ state down}
  if [[ -z $given ]]; then return; fi
  if ((now > until)); then
    given_later[$1]+=$given
  else
    given_twice+=${given_to[$1]+1} given_to[$1]+=" @$entries$given"
  fi
}

# read_route ROUTE: sets `route` to what `facts` makes of it.
read_route() {
  route="$1 "
  case $route in
    *:*) route=${route/#default /::/0 } route=${route/\/128 / } route=${route/ metric 1024 / } ;;
    *) route=${route/#0.0.0.0\/0 /default } route=${route/\/32 / } ;;
  esac
  route=${route// weight 1 / } route=${route/ metric 0 / } route=${route/ table 254 / }
  route=${route/ table 255 / table local } route=${route/ table 253 / table default }
  route=${route% }
}

# ---- reading the machine ---------------------------------------------------------------------------

readonly questions=$'link show\naddress show\nroute show table all\nrule show'

# facts: the program of sed that makes of what ip prints pairs of lines: what the lesson would call it, and what is known of
# it. What the kernel makes by itself is left out, or "automatic".
readonly facts='
  t start
  :start
  # a link: its index, the other end by index or name, and all that is said of it
  s/^([0-9]+): ([^:@]+)(@([^:]+))?: </link \2|\1 \4 </; t link
  /^@ns / { s///; h; d; }
  # of the rules that a namespace begins with the one without which no route counts
  s/^32766:\tfrom all lookup main( proto [a-z]+)? *$/rule 32766|automatic/; t pair
  /^(0:\tfrom all lookup local|32767:\tfrom all lookup default)( proto [a-z]+)? *$/ d
  # that there is a route to the subnet of an address; to which the kernel does not say for IPv6
  /^unicast [^ ]+ dev [^ ]+( table main)? proto kernel / {
    s/^unicast [^:]+ dev ([^ ]+) .* scope link src ([^ ]+).*/connected \2 dev \1|automatic/; t pair
    /^unicast fe80::/ ! s/^unicast [^ ]+\/[0-9]+ dev ([^ ]+) .*/connected -6 dev \1|automatic/; t pair
  }
  / proto kernel / d; / proto kernel$/ d; /^$/ d; / inet 127\.0\.0\.1\/8 / d; / inet6 ::1\/128 / d
  # old kernels say of these neither that they are their own
  /^(unicast|multicast) ff00::\/8 dev [^ ]+ table local /d
  s/^[0-9]+: ([^ ]+) +inet6 (fe80::[^ ]+) .*/address \2 dev \1|automatic/; t pair
  s/^[0-9]+: ([^ ]+) +inet6? ([^ ]+) .* dynamic .*/address \2 dev \1|automatic/; t pair
  / secondary / s/^[0-9]+: ([^ ]+) +inet ([^ ]+( peer [^ ]+)?) .*/address \2 dev \1|secondary/; t pair
  s/^[0-9]+: ([^ ]+) +inet6? ([^ ]+( peer [^ ]+)?) .*/address \2 dev \1|1/; t pair
  # a rule may name an interface or a rule that is not there
  /^[0-9]+:\t.*\]/ s/ \[(detached|unresolved)\]//g
  s/^([0-9]+):\t(.*[^ ]) *$/rule priority \1 \2|1/; t pair
  # a route: without what the kernel adds, and with its table at the end, as the lesson has it
  # the next hops of a group that a route names by its number
  s/^\tnh_info id ([0-9]+) group [^\\]*(\\.*)?$/group of next hops \1|hops\2/; t pair
  /^\tnh_info / d
  s/ +$//; s/ expires -?[0-9]+sec//
  / proto (boot|static|78)( |$)/ ! s/$/|automatic/
  s/ (proto|scope|error) [^ |]+//g; s/ (linkdown|dead)//g; s/ table main//; s/ weight 1( |$)/ /g; s/ metric 0( |$)/ /
  s/^unicast //; s/^(blackhole|unreachable|prohibit) (.*) dev lo/\1 \2/
  / pref [a-z]+/ { s///; s/ metric 1024([^0-9]|$)/\1/; s/^default/::\/0/; s/^([a-z]+) default/\1 ::\/0/; }
  s/[\\\t]+/ /g; s/( table [^ |]+)([^|]*)/\2\1/; s/( nexthop [^|]*)( table [^ |]+)/\2\1/
  s/  +/ /g; s/ *(\|automatic)?$/\1/
  /\|automatic$/ ! s/$/|1/
  s/^/route /
  b pair
  # every attribute by the name that sets it, between blanks
  :link
  s/ promiscuity [0-9][^\\]*//; s/\\    bridge_slave [^\\]*//; s/ addrgenmode [^\\]*//; s/ mode DEFAULT//; s/ qdisc [^ \\]+//; s/ qlen [0-9]+//; s/ brd [^ \\]+//
  s/ state [^ \\]+//; /^[^>]*[<,]UP[,>]/ ! s/>/> state down/; /^[^>]*[<,]UP[,>]/ s/>/> state up/; s/ link-netnsid [^ \\]+//; s/ link-netns / link-netns in:/; s/link\/ether /address /
  s/\\/ &/g; s/$/ /
  # the place, kept aside, in front; one that takes whole lines apart by groups took most of the time
  :pair
  x; G; h; s/\n.*//; x; s/\n/ /; s/\|/\n/'

# What ip names by /etc/iproute2/rt_tables has its number again: sets `table_numbers` to what sed has to do for that.
read_table_names() {
  local file number name
  table_numbers=''
  for file in /usr/share/iproute2/rt_tables /usr/share/iproute2/rt_tables.d/*.conf /etc/iproute2/rt_tables /etc/iproute2/rt_tables.d/*.conf; do
    if [[ ! -r $file ]]; then continue; fi
    while read -r number name _ || [[ -n $number ]]; do
      if [[ ! $number =~ ^(0x[0-9A-Fa-f]+|[0-9]+)$ || ! $name =~ ^[A-Za-z0-9_.@:+-]+$ || $name =~ ^(local|main|default|unspec)$ ]]; then continue; fi
      name=${name//./[.]} name=${name//+/[+]}
      table_numbers+="s/ (table|lookup) $name( |\$)/ \\1 $((number))\\2/;"
    done <"$file"
  done
}

# The look at the machine and at those of the lab's namespaces that stand, and at what this lab has noted. The machine and the
# namespaces are asked at once, and the lesson is read meanwhile.
start_look() {
  local name
  local -a files=(/run/netns/*)
  have=() standing=() hush=''
  mounted && recall && read_table_names
  # Telling of the other ends of cables, ip complains of each name without a namespace. They are counted first: what comes meanwhile has one.
  if ((${#files[@]} > ${#inode[@]})); then hush='2>/dev/null'; fi
  for name in "${namespaces[@]}"; do
    if [[ -n ${inode[$name]-} ]]; then standing+=("$name"); fi
  done
  # Where a step takes cables away, another can come by the same name, and the names of the places tell them apart.
  if ((${#namespaces[@]} > 16)) && [[ " ${features[*]} " != *' removals '* ]]; then netns_path=../../proc/$$/root/run/netns/; fi
  start_asking print_questions "$table_numbers$facts" host
  looking=("${replies[@]}")
  start_asking print_questions "$table_numbers$facts" "${standing[@]}"
  looking+=("${replies[@]}")
  each_feature begin
}

end_look() {
  local name
  take_in "${looking[@]}"
  looking=()
  learn && require_host
  have['host netns host']=1
  for name in "${standing[@]}"; do
    have["host netns $name"]=1
    if [[ -z ${have["$name link lo"]-} ]]; then die 1 "the namespace $name cannot be read"; fi
  done
}

require_host() { if [[ -z ${have['host link lo']-} ]]; then die 1 'this machine cannot be read'; fi; }

print_questions() {
  if [[ $1 == host ]]; then
    asking="echo '@ns host'"$'\n'"ip -d -o -batch - $hush <<'IP'"$'\n'$questions$'\nIP\n'
    return
  fi
  asking="echo '@ns $1'"$'\n'"ip -n '$netns_path$1' -d -o -batch - $hush <<'IP'"$'\n'$questions$'\nIP\n'
  if [[ " ${ipv6[*]} " == *" $1 "* ]]; then asking+="echo '@ns $1 -6'"$'\n'"ip -6 -n '$netns_path$1' -d -o rule show"$'\n'; fi
}

# ask_places PRINTER FILTER PLACE...: sets `answers` to what the shell lines have to say that PRINTER sets `asking` to for each
# place, line by line; through that program of sed, if there is one.
ask_places() { start_asking "$@" && take_in "${replies[@]}"; }

# start_asking PRINTER FILTER PLACE...: they begin to run, and `replies` is where they will answer. More than eight places are
# asked by two shells at once. Each answers when it has all, for a pipe takes 64 KiB only. What a command says that fails counts as well.
start_asking() {
  local i asking lines reply filter=''
  local -a places=("${@:3}") half=('' '') shell
  replies=()
  for i in "${!places[@]}"; do
    asking=''
    "$1" "${places[i]}"
    half[i % 2 * (${#places[@]} > 8)]+=$asking
  done
  choose_shell "${#places[@]}"
  if [[ -n $2 ]]; then quote "$2" && filter=" | sed -E $quoted"; fi
  for lines in "${half[@]}"; do
    if [[ -z $lines ]]; then continue; fi
    lines="ask() {"$'\n'"$lines}"$'\n'"said=\$(ask$filter)"$'\nprintf %s "$said"\n'
    exec {reply}< <(exec "${shell[@]}" 9<&- <<<"$lines") && replies+=("$reply")
  done
}

# take_in REPLY...: sets `answers` to the lines of these replies, when they have come in whole.
take_in() {
  local reply text=''
  local -a lines
  for reply in "$@"; do hear "$reply" && text+=$heard$'\n'; done
  in_lines "$text" && answers=("${lines[@]}")
}

# choose_shell PLACES: sets `shell` to one for lines that start as many `ip -n`. Each of these copies the table of mounts, and opens every
# name in /run/netns to tell the names of other ends: with many namespaces that is most of the time. So the shell has none
# of these mounts of its own, and names a namespace by the path that this script sees it at. To make a link for another
# namespace, ip must see its name.
choose_shell() {
  shell=(sh)
  if (($1 > 16)) && [[ -n $netns_path && -z $crossing ]]; then
    shell=(unshare --mount sh -c 'umount --lazy /run/netns && mount -t tmpfs none /run/netns && exec sh')
  fi
}

# learn: takes in the pairs of `answers`.
learn() {
  local i
  for ((i = 0; i < ${#answers[@]}; i += 2)); do have[${answers[i]}]=${answers[i + 1]}; done
}

# ---- comparing: what is missing, changed, or there and not asked for -----------------------------

# need HOW WHERE COMMAND [DRIFT]: something to do. What is missing in a missing namespace goes without saying.
need() {
  todo+=("$1 $2 $3") todo_fact+=("$entry")
  if [[ -n ${4-} && -n ${have["host netns $2"]-} ]]; then drift+=("$4"); fi
}

# remove HOW WHERE COMMAND [DRIFT]: something to do before all that.
remove() {
  removal+=("$1 $2 $3")
  if [[ -n ${4-} ]]; then drift+=("$4"); fi
}

# remove_first WHERE COMMAND: a command of ip before all these, for the links that it names may go with them.
remove_first() { removal=("ip $1 $2" "${removal[@]}"); }

# fine: one more thing is as the lesson asks.
fine() { ok=$((ok + 1)) && state[entry]=ok; }

# not_fine: it was taken to be.
not_fine() { ok=$((ok - 1)) && unset "state[entry]"; }

# known OBJECT: asked for now, or by a later step and not taken away by one up to now.
known() { [[ -n ${want[$1]-} || (-n ${later[$1]-} && -z ${want[$1]+gone}) ]]; }

# in_words WHERE: sets `at` to what tells people where.
in_words() {
  at=" in $1"
  if [[ $1 == host ]]; then at=''; fi
}

# Each kind of entry has a function compare_KIND ENTRY OBJECT WHERE, but for those of which there is nothing to know but that
# they are there.
compare() {
  local key where dev peer far command mtu rest
  local -a early=() early_fact=()
  for entry in "${!fact[@]}"; do
    key=${fact[entry]}
    if [[ ${want[$key]-} != "$entry" ]]; then continue; fi
    where=${key%% *}
    case ${key#* } in
      address\ * | netns\ * | route\ *)
        if [[ -n ${have[$key]-} ]]; then
          ok=$((ok + 1)) state[entry]=ok rest=${key#* address }
          if [[ $rest != "$key" && -z ${have["$where connected ${rest%%/*} dev ${rest##* }"]-} ]]; then compare_connected "$key" "$where"; fi
        elif [[ -z ${have["host netns $where"]-} ]]; then
          todo+=("ip $where ${fact_command[entry]}") todo_fact+=("$entry")
        else
          in_words "$where"
          command=${fact_command[entry]/#netns add/namespace}
          need ip "$where" "${fact_command[entry]}" "missing: ${command/ add/}$at"
        fi
        ;;
      set\ *)
        if [[ -z ${have["host netns $where"]-}$given_twice ]]; then
          todo+=("ip $where ${fact_command[entry]}") todo_fact+=("$entry")
        else
          compare_set "$entry" "$key" "$where"
        fi
        ;;
      link\ *) compare_link "$entry" "$key" "$where" ;;
      *)
        command=${key#* } where=${works_in[$key]-$where}
        in_words "$where"
        "compare_${command%% *}" "$entry" "$key" "$where"
        ;;
    esac
  done
  todo=("${early[@]}" "${todo[@]}") todo_fact=("${early_fact[@]}" "${todo_fact[@]}")
}

# The rules that every namespace begins with (fib_default_rules_init() of net/ipv4/fib_rules.c, fib6_rules_net_init() of
# net/ipv6/fib6_rules.c). Where that of the main table is there, the others are taken to be.
compare_first_rules() {
  local where
  for where in "${standing[@]}"; do
    entry=${want["host netns $where"]-}
    if [[ -z $entry || -n ${busy[$where]-} ]]; then continue; fi
    if [[ -z ${have["$where rule 32766"]-} ]]; then need_first_rules "$where" ''; fi
    if [[ -z ${have["$where -6 rule 32766"]-} && " ${ipv6[*]} " == *" $where "* ]]; then need_first_rules "$where" -6; fi
  done
}

# need_first_rules NAMESPACE -6|'': those that are not there.
need_first_rules() {
  local listing rule
  local -a first_rules=('0 local' '32766 main')
  if [[ -z $2 ]]; then first_rules+=('32767 default'); fi
  listing=$'\n'$(command ip -n "$1" ${2:+"$2"} rule show)$'\n'
  in_words "$1"
  for rule in "${first_rules[@]}"; do
    if [[ $listing == *$'\n'"${rule% *}:"$'\t'"from all lookup ${rule#* }"[[:space:]]* ]]; then continue; fi
    need tool "$1" "ip ${2:+$2 }rule add priority ${rule% *} table ${rule#* } protocol kernel" "missing: rule $rule${2:+ of IPv6}$at"
  done
}

# What is set on a link.
compare_set() {
  dev=${2#* set } dev=${dev%% *} given=${fact_given[entry]} line=${have["$3 link $dev"]-}
  compare_given "$3"
  if [[ -n $given && -z $lacks ]]; then ok=$((ok + 1)) state[entry]=ok; fi
}

compare_link() {
  line=${have[$2]-} peer=${link_peer[$2]-} dev=${2##* } why=''
  if [[ -z $line && (-z $peer || -z ${have[$peer]-}) ]]; then
    make_link "$2"
    if [[ -n ${have["host netns $3"]-} ]]; then
      in_words "$3"
      drift+=("missing: link $dev$at")
    fi
    return
  fi
  if [[ -n $line ]]; then look_at_link "$2"; else why='its other end is not where it belongs'; fi
  if [[ -n $why ]]; then
    replace_link "$2"
    return
  fi
  ok=$((ok + 1)) state[entry]=ok given=${fact_given[entry]}
  compare_end "$2" "$3"
  if [[ -n $peer ]]; then
    line=$far dev=${peer##* } given=${far_given[entry]}
    compare_end "$peer" "${peer%% *}"
  fi
}

# replace_link LINK: one that is another than the one asked for goes with its other end, and is made anew.
replace_link() {
  in_words "${1%% *}"
  drift+=("changed: link $dev$at, $why")
  remove_link "$1"
  if [[ -n $peer ]]; then remove_link "$peer"; fi
  make_link "$1"
}

remove_link() {
  if [[ -n ${have[$1]-} ]]; then remove ip "${1%% *}" "link delete ${1##* }"; fi
  lose "$1"
}

make_link() {
  made_now[$1]=1
  todo+=("ip ${link_from[$1]} ${fact_command[entry]}") todo_fact+=("$entry")
  if [[ -n ${link_naming[$1]-} ]]; then need ip "${1%% *}" "${link_naming[$1]}"; fi
}

# lose LINK: what goes when a link goes, with the links that it carries. What stands by the name of one of those can be another.
lose() {
  local key where=${1%% *} dev=${1##* }
  for key in "${!have[@]}"; do
    case "$key " in
      "$where route "*:*" nexthop "*" dev $dev "*) # IPv6 keeps it by the other links (fib6_ifdown() of net/ipv6/route.c)
        if [[ -n ${have[$key]} ]]; then remove_first "$where" "route delete ${key#* route }"; fi
        have[$key]=''
        ;;
      "$where link $dev " | "$where address "*" dev $dev " | "$where route "*" dev $dev "*) have[$key]='' ;;
      "$where sysctl /proc/sys/net/"*"/$dev/"*) have[$key]='' ;;
      *) ;;
    esac
  done
  for key in "${!link_words[@]}"; do
    if [[ ${link_from[$key]} == "$where" && "${link_words[$key]} " == *" link $dev "* && ${have[$key]-} == *'\    '"${link_type[$key]} "* ]]; then lose "$key"; fi
  done
}

# look_at_link LINK: sets `why`, if it is another than the one asked for. Each end says which is the other one, by its number, which
# another namespace can have given as well, or by its name.
look_at_link() {
  why=''
  if [[ $line != *'\    '"${link_type[$1]} "* ]]; then why="it is no ${link_type[$1]}"; fi
  if [[ -n ${link_words[$1]-} ]]; then look_at_words "$1"; fi
  if [[ -z $peer ]]; then return; fi
  far=${have[$peer]-}
  if [[ -z $far ]]; then
    why='its other end is not where it belongs'
  elif [[ (${line#* } != "if${far%% *} <"* && ${line#* } != "${peer##* } <"*) || (${far#* } != "if${line%% *} <"* && ${far#* } != "${1##* } <"*) ]]; then
    why="its other end is another than ${peer##* }"
  elif [[ $line == *' link-netns in:'* ]]; then
    look_at_far_place "${peer%% *}"
  fi
}

# look_at_far_place WHERE: a place may have several names, links among them.
look_at_far_place() {
  local place=${line#* link-netns in:} here=/run/netns/$1
  place=${place%% *}
  if [[ $1 == host ]]; then here=/proc/self/ns/net; fi
  if [[ $place != "$1" && ! /run/netns/$place -ef $here ]]; then why="its other end is in $place"; fi
}

look_at_words() {
  local i
  local -a words
  read -ra words <<<"${link_words[$1]}"
  for ((i = 0; i + 1 < ${#words[@]}; i += 2)); do
    if [[ ${words[i]} != link && $line != *" ${words[i]} ${words[i + 1]} "* ]]; then why="not ${words[i]} ${words[i + 1]}"; fi
  done
}

# first_mtu LINK: sets `mtu` to that of such a link when it is new, or to nothing if it is not known. What a link takes from the one that
# carries it is in the lesson, but where that is as new.
first_mtu() {
  local carrier
  mtu=''
  if [[ ${link_type[$1]} == veth ]]; then mtu=1500; fi
  if [[ ${link_words[$1]-} != ' link '* ]]; then return; fi
  carrier=${link_words[$1]# link } carrier=${carrier%% *}
  if [[ -n ${want["${link_from[$1]} link $carrier"]-} && ${given_to["${link_from[$1]} $carrier"]-} != *' mtu '* ]]; then
    first_mtu "${link_from[$1]} link $carrier"
  fi
}

# compare_end LINK WHERE: one end of a link, of which `line` is known: what nobody asked for must be as it is on a new link.
compare_end() {
  # Up to a step before it is plugged into something, it stands by itself.
  if [[ $line == *' master '* && ${given_to["$2 $dev"]-} != *' master '* ]]; then differs "$2" nomaster 'is a port of something'; fi
  if [[ $line == *,NOARP* ]]; then differs "$2" 'arp on' 'answers nobody who asks for its address'; fi
  if [[ $line == *' state up '* && "${given_to["$2 $dev"]-}${given_later["$2 $dev"]-}" != *' state '* ]]; then differs "$2" down 'is up'; fi
  if [[ ($line != *' mtu 1500 '* || -n ${link_words[$1]-}) && ${given_to["$2 $dev"]-} != *' mtu '* ]]; then
    compare_mtu "$1" "$2"
  fi
  if [[ -n $given ]]; then compare_given "$2"; fi
}

compare_mtu() {
  first_mtu "$1"
  if [[ -n $mtu && $line != *" mtu $mtu "* ]]; then differs "$2" "mtu $mtu" "not mtu $mtu"; fi
}

# differs WHERE ATTRIBUTE TEXT: of the link `dev`.
differs() {
  in_words "$1"
  need ip "$1" "link set $dev $2" "${3:+changed: link $dev$at, $3}"
}

# compare_given WHERE: those of the attributes `given` that this entry gives the link `dev`, and no later one.
compare_given() {
  local place=$1 later_given=${given_to["$1 $dev"]-}
  lacks='' later_given=${later_given#*" @$entry "}
  if [[ $later_given == *' @'* ]]; then drop_overtaken "${later_given#*' @'} "; fi
  # shellcheck disable=SC2086 # names and values of attributes hold no blanks
  set -- $given
  while (($#)); do
    if [[ $line != *" $1 $2 "* ]]; then
      if [[ $1 != state ]]; then lacks+=" $1"; fi
      lacks+=" $2"
    fi
    shift 2
  done
  if [[ -n $lacks ]]; then differs "$place" "${lacks# }" "${line:+not$lacks}"; fi
}

# drop_overtaken ATTRIBUTES: leaves of `given` what these do not give anew.
drop_overtaken() {
  local later_given=$1
  # shellcheck disable=SC2086 # as above
  set -- $given
  given=''
  while (($#)); do
    if [[ $later_given != *" $1 "* ]]; then given+=" $1 $2"; fi
    shift 2
  done
}

# Interfaces that the kernel itself puts into a new namespace when a tunnel module is loaded.
readonly born=' tunl0 gre0 gretap0 erspan0 ip_vti0 ip6_vti0 sit0 ip6tnl0 ip6gre0 '

# compare_connected ADDRESS WHERE: with an address comes a route to its subnet, which somebody may have deleted (fib_add_ifaddr() of
# net/ipv4/fib_frontend.c, addrconf_prefix_route() of net/ipv6/addrconf.c). It comes back before those whose next hops it leads to.
compare_connected() {
  local address=${1#* address } dev source subnet='' command
  dev=${address##* } address=${address% dev *}
  if [[ ${have[$1]} != 1 || -n ${busy[$2]-} || $dev == lo || "${have["$2 link $dev"]-}" != *' state up '* ]]; then return; fi
  if [[ $address == *:* ]]; then
    if [[ $address == */128 || -n ${have["$2 connected -6 dev $dev"]-} ]]; then return; fi
    command="$address dev $dev proto kernel metric 256"
  else
    source=${address%% *} source=${source%/*}
    if [[ $address == */32 || -n ${have["$2 connected $source dev $dev"]-} ]]; then return; fi
    subnet_of "${address##* }"
    command="$subnet dev $dev proto kernel scope link src $source"
  fi
  in_words "$2"
  # The kernel itself appends it: another interface may have the same subnet.
  early+=("ip $2 route append $command") early_fact+=("$entry")
  not_fine
  drift+=("missing: route to the subnet of $address dev $dev$at")
}

# subnet_of ADDRESS/LENGTH: sets `subnet`, of IPv4.
subnet_of() {
  local a b c d bits number
  IFS=./ read -r a b c d bits <<<"$1"
  number=$(((a << 24 | b << 16 | c << 8 | d) & 0xffffffff << 32 - bits))
  subnet=$((number >> 24 & 255)).$((number >> 16 & 255)).$((number >> 8 & 255)).$((number & 255))/$bits
}

# Of the addresses of an IPv4 subnet on an interface the first is the primary one: from that the kernel sends, and with it the others go
# (__inet_del_ifa() of net/ipv4/devinet.c). compare_order: where another one is first, those of the lesson are made anew, in its order.
compare_order() {
  local key where dev address given_here
  local -A in_order=()
  if [[ ${#standing[@]} == 0 && "${have[*]}" != *" group $group "* ]]; then return; fi # nothing of the lab stands
  for entry in "${!fact[@]}"; do
    key=${fact[entry]}
    if [[ $key == *' address '*.*/* && $key != *:* && ${want[$key]-} == "$entry" ]]; then
      where=${key%% *} address=${key#* address }
      in_order["$where ${key##* }"]+=" ${address%% dev *}"
    fi
  done
  for key in "${!in_order[@]}"; do
    given_here=${in_order[$key]# } where=${key%% *} dev=${key##* }
    if [[ $given_here == *' '* || ${have["$where address $given_here dev $dev"]-} == secondary ]]; then order_addresses; fi
  done
}

# order_addresses: `given_here`, those that the lesson gives `dev` in the place `where`.
order_addresses() {
  local subnet address
  local -A judged=()
  for address in $given_here; do
    subnet_of "$address"
    if [[ -z ${judged[$subnet]-} ]]; then
      judged[$subnet]=right
      if is_overtaken; then judged[$subnet]=wrong; fi
    fi
    if [[ ${judged[$subnet]} == wrong && -n ${have["$where address $address dev $dev"]-} ]]; then
      in_words "$where"
      remove ip "$where" "address delete $address dev $dev" "changed: address $address dev $dev$at, another one of its subnet comes before it"
      have["$where address $address dev $dev"]='' left_bare["$where $dev"]=1 left_bare["$where src ${address%/*}"]=1
    fi
  done
}

# is_overtaken: the primary one of `subnet` is another than `address`, and one that comes after it in the lesson, or goes.
is_overtaken() {
  local key other wanted=$subnet
  for key in "${!have[@]}"; do
    if [[ $key != "$where address "*" dev $dev" || $key == *:* || ${have[$key]} != 1 ]]; then continue; fi
    other=${key#* address } other=${other%% dev *}
    subnet_of "${other##* }"
    if [[ $subnet == "$wanted" && $other != "$address" ]]; then
      [[ " $given_here " == *" $other "* ]] || { [[ -z ${busy[$where]-} ]] && ! known "$key"; }
      return
    fi
  done
  subnet=$wanted
  return 1
}

# remake_routes: with the last IPv4 address of an interface its routes go (fib_disable_ip() of net/ipv4/fib_frontend.c), and are made
# anew: those of each WHERE DEV in `left_bare`, and those of each WHERE src ADDRESS.
remake_routes() {
  local key
  for key in "${!have[@]}"; do
    if [[ $key == *' address '* && $key != *:* && -n ${have[$key]} ]] && { [[ ${have[$key]} == automatic ]] || known "$key"; }; then
      unset "left_bare[${key%% *} ${key##* }]"
    fi
  done
  for entry in "${!fact[@]}"; do
    key=${fact[entry]} where=${fact[entry]%% *}
    if [[ $key != *' route '*' dev '* || $key == *:* || $key == *' nexthop '* || ${want[$key]-} != "$entry" || -z ${have[$key]-} ]]; then continue; fi
    dev=${key#* dev } dev=${dev%% *} line=${key#* src }
    if [[ -n ${left_bare["$where $dev"]-}${left_bare["$where src ${line%% *}"]-} ]]; then
      need ip "$where" "${fact_command[entry]}"
      not_fine
    fi
  done
}

# What stands in the lab's namespaces and on its links, and nobody asks for. Where commands or processes of the author's
# work, it may be theirs, and is left alone.
find_extras() {
  local key where rest dev line place
  local -A taken=() ruled=()
  find_missing_routes
  for key in "${!have[@]}"; do
    if [[ -n ${want[$key]-} || $key == *' link lo' ]]; then continue; fi
    line=${have[$key]}
    if [[ -z $line || $line == automatic ]]; then continue; fi
    where=${key%% *} rest=${key#* }
    if [[ $rest == 'route '* && -n ${taken[*]-} ]] && in_the_way "$key"; then
      in_words "$where"
      remove_route "$where" "$rest"
      continue
    fi
    if known "$key"; then continue; fi
    # What bears our group is ours, and a link of ours that a killed run has left without its name; and so is what the lesson
    # has had and taken away.
    if [[ -n ${busy[$where]-} && -z ${want[$key]+taken_away} && $key != 'host link '* && -z ${half_made[$key]-} ]]; then continue; fi
    in_words "$where"
    case $rest in
      'link '*)
        dev=${rest#link }
        if [[ $born == *" $dev "* ]]; then continue; fi
        if [[ $where == host && $line != *" group $group "* ]]; then
          spare_port "$dev" "$line"
          continue
        fi
        remove ip "$where" "link delete $dev" "extra: link $dev$at"
        ;;
      'address '*)
        dev=${key##* }
        if ! known "$where link $dev" && [[ $dev != lo || $where == host ]]; then continue; fi
        remove ip "$where" "address delete ${rest#address }" "extra: $rest$at"
        if [[ $rest != *:* ]]; then left_bare["$where $dev"]=1; fi
        ;;
      'route '*)
        dev=${key#* dev } dev=${dev%% *}
        if [[ $key == *' dev '* ]]; then
          if ! known "$where link $dev" && [[ $dev != lo || $where == host ]]; then continue; fi
        elif [[ $where == host && -z ${noted["$rest"]-} ]]; then
          continue
        fi
        remove_route "$where" "$rest"
        ;;
      'rule '*)
        # Of the rules of the machine none can be told to be ours.
        if [[ $where != host ]]; then remove ip "$where" "rule delete ${rest#rule }" "extra: $rest$at" && ruled[$where]=1; fi
        ;;
      '-6 rule '*) remove tool "$where" "ip -6 rule delete ${rest#-6 rule }" "extra: rule ${rest#-6 rule }$at" && ruled[$where]=1 ;;
      *) ;;
    esac
  done
  if ((${#left_bare[@]})); then remake_routes; fi
  # What goes can be one of the first rules, moved.
  for where in "${!ruled[@]}"; do
    entry=${want["host netns $where"]-0}
    if [[ -n ${have["$where rule 32766"]-} ]]; then need_first_rules "$where" ''; fi
    if [[ -n ${have["$where -6 rule 32766"]-} ]]; then need_first_rules "$where" -6; fi
  done
  each_feature extras
  for where in "${namespaces[@]}"; do
    if [[ -n ${inode[$where]-} ]] && ! known "host netns $where"; then
      remove ip host "netns delete $where" "extra: namespace $where"
    fi
  done
  find_older_namespaces
}

# remove_route WHERE ROUTE: what is named by a next hop of its own is not found by where that leads.
remove_route() {
  local rest=$2
  if [[ $rest =~ ^(.*\ nhid\ [0-9]+)(\ via\ [^\ ]+)?\ dev\ [^\ ]+(.*)$ ]]; then rest=${BASH_REMATCH[1]}${BASH_REMATCH[3]}; fi
  remove_first "$1" "route delete ${rest#route }"
  drift+=("extra: $rest$at")
}

# The kernel takes one route only to a place, by the same metric in the same table. find_missing_routes: sets `taken` to the places of
# those that are to be made. in_the_way ROUTE: it has such a place; on the machine, only one of ours goes.
find_missing_routes() {
  local operation where
  if ((${#standing[@]} + ${#host_routes[@]} == 0)); then return; fi
  for operation in "${todo[@]}"; do
    if [[ $operation != 'ip '*' route add '* ]]; then continue; fi
    where=${operation#ip } where=${where%% *}
    read_route "${operation#*' route add '}"
    place_of "$where route $route"
    taken["$where $place"]=1
  done
}
in_the_way() {
  place_of "$1"
  [[ -n ${taken["${1%% *} $place"]-} && ($1 != 'host '* || -n ${noted["${1#* }"]-}) ]]
}

# Namespaces that are noted as ours, and that the lesson had before it was written again.
find_older_namespaces() {
  local note name
  for note in "${owns[@]}"; do
    if [[ $note != 'netns '* || -n ${want["host $note"]+x}${later["host $note"]-} ]]; then continue; fi
    name=${note#netns }
    if [[ -n ${inode[$name]-} ]] && ours "$name"; then
      remove ip host "netns delete $name" "extra: namespace $name"
    fi
  done
}

# spare_port DEV LINK: what others have plugged into a bridge of ours is theirs, and may be what keeps the lab from working.
spare_port() {
  local bridge=${2#* master }
  bridge=${bridge%% *}
  if [[ $2 != *' master '* || -z ${want["host link $bridge"]-} ]]; then return; fi
  say "left alone: $1, a port of $bridge that this lab has not made"
}

# extra_notes KIND: processes and commands that are noted as ours and that no step asks for any more, the last first.
extra_notes() {
  local note i
  for ((i = ${#owns[@]} - 1; i >= 0; i--)); do
    note=${owns[i]}
    if [[ $note == "$1 "* && -e $notes/${note/ /-} ]] && ! known "host $note"; then remove "$1" host "${note#* }" "extra: $note"; fi
  done
}

# A foreign object of one of our names stops the run before the first change. This is judged on what was read, before
# anything is planned.
refuse_foreign() {
  local key name
  refuse_older
  foreign='' other_names=''
  for key in "${!link_type[@]}" "${host_routes[@]}"; do
    if [[ $key != 'host '* || -z ${later[$key]-}${want[$key]-} ]]; then
      continue
    elif [[ $key == 'host route '* ]]; then
      foreign_route "$key"
    elif [[ -z ${have[$key]-} ]]; then
      foreign_name "${key##* }"
    elif [[ ${have[$key]} != *" group $group "* ]]; then
      foreign+=$'\n'"  link ${key##* }"
    fi
  done
  for name in "${namespaces[@]}"; do
    if [[ -z ${inode[$name]-} ]]; then
      if [[ -e /run/netns/$name && -z ${noted["netns $name"]-} ]]; then foreign+=$'\n'"  /run/netns/$name"; fi
    elif ! ours "$name" && [[ "${have["$name link lo"]-} " != *" alias netgen:$lab "* ]]; then
      foreign+=$'\n'"  namespace $name"
    fi
  done
  each_feature refuse
  if [[ -n $foreign ]]; then die 4 "in the way, and not made by this lab; nothing was changed:$foreign"; fi
}

# This lab may stand here as an older script made it, with parts that this one does not have and could not take away.
refuse_older() {
  local note
  for note in "${owns[@]}"; do
    if [[ $note == 'uses '* && " ${features[*]} " != *" ${note#uses } "* ]]; then
      die 4 "this lab stands here as another version of it has made it, with ${note#uses } that this one does not have; run ./teardown.sh first"
    fi
  done
}

# foreign_name NAME: a link of the machine can have more names than one. Sets `other_names` to all of these, once.
foreign_name() {
  local key rest
  if [[ -z $other_names ]]; then
    other_names=' '
    for key in "${!have[@]}"; do
      if [[ $key != 'host link '* ]]; then continue; fi
      rest=${have[$key]}
      while [[ $rest == *' altname '* ]]; do rest=${rest#* altname } && other_names+="${rest%% *}=${key##* } "; done
    done
  fi
  if [[ $other_names == *" $1="* ]]; then
    rest=${other_names#*" $1="}
    foreign+=$'\n'"  link ${rest%% *}, by its other name $1"
  fi
}

# foreign_route KEY: a route of the machine to the same place by another way. Those that the kernel makes with an address are not
# among what was read.
foreign_route() {
  local key line place own family=-4
  place_of "$1"
  own=$place
  for key in "${!have[@]}"; do
    if [[ $key == 'host route '* && $key != "$1" && -n ${have[$key]} && -z ${noted["${key#host }"]-} ]]; then
      place_of "$key"
      if [[ $place == "$own" ]]; then foreign+=$'\n'"  ${key#host }"; fi
    fi
  done
  if [[ -n ${have[$1]-} ]]; then return; fi
  if [[ $own == *:* ]]; then family=-6; fi
  while read -r line; do
    place_of "host route $line"
    if [[ $place == "$own" ]]; then foreign+=$'\n'"  route $line"; fi
  done < <(exec 9<&- && ip "$family" -o route show table all proto kernel exact "${own%%,*}" 2>/dev/null)
}

# require_ipv6: where new interfaces have no IPv6, the kernel takes no address of it. A new namespace has it all the same, unless it
# inherits from the machine (devconf_inherit_init_net; addrconf_init_net() of net/ipv6/addrconf.c).
require_ipv6() {
  local operation where dev own='' off='' inherits=0 key=net.ipv6.conf.default.disable_ipv6
  if [[ -e /proc/sys/net/ipv6/conf ]]; then
    { read -r off </proc/sys/net/ipv6/conf/default/disable_ipv6 && read -r inherits </proc/sys/net/core/devconf_inherit_init_net; } 2>/dev/null || true
    if [[ $off != 1 && "${have[*]}" != *" group $group "* ]]; then return; fi # no link of ours stands that could have it off
  fi
  for operation in "${todo[@]}"; do
    if [[ $operation != 'ip '*' address add '*:* ]]; then
      continue
    elif [[ -z $off ]]; then
      die 3 'this kernel has IPv6 switched off, and this lab has addresses of it; boot without ipv6.disable=1'
    fi
    where=${operation#ip } where=${where%% *} dev=${operation#* dev } dev=${dev%% *}
    if [[ -n ${have["$where link $dev"]-} && -z ${made_now["$where link $dev"]-} ]]; then # it stands
      # With an MTU below 1280, which goes up before, it has no such file.
      if [[ $where == host ]] && { read -r own <"/proc/sys/net/ipv6/conf/$dev/disable_ipv6"; } 2>/dev/null && [[ $own == 1 ]]; then
        die 3 "IPv6 is off for $dev on this machine, and this lab gives it an address; nothing was changed. To let it, then run this again:
  sysctl -w net/ipv6/conf/$dev/disable_ipv6=0"
      fi
      continue
    fi
    if [[ $off == 1 && ($where == host || $inherits == [13]) ]]; then
      die 3 "new interfaces have no IPv6 on this machine, and this lab gives one an address of it; nothing was changed. To let them, then run this again:
  sysctl -w $key=0"
    fi
  done
}

# place_of KEY: sets `place` to what tells a route from others: where it leads, its metric and its table.
place_of() {
  local to=${1#* route } metric='' table=''
  to=${to#blackhole } to=${to#unreachable } to=${to#prohibit }
  if [[ $1 == *' metric '* ]]; then metric=${1#* metric }; fi
  if [[ $1 == *' table '* ]]; then table=${1#* table }; fi
  place="${to%% *},${metric%% *},${table%% *}"
}

# A name that a reboot has left in /run/netns without a namespace behind it.
find_dead_names() {
  local name
  for name in "${namespaces[@]}"; do
    if [[ -z ${inode[$name]-} && -e /run/netns/$name ]]; then remove ip host "netns delete $name" "dead name: /run/netns/$name"; fi
  done
}

# require_link_types: the machine must know the types of the links that are to be made; ask_link_types: it is asked. Where no module of that name is loaded, the kernel is asked for
# a link with more queues than any may have: it looks for the type, loading its module, before it refuses that
# (rtnl_create_link() of net/core/rtnetlink.c).
ask_link_types() {
  local key type lines=''
  for key in "${!link_type[@]}"; do
    type=${link_type[$key]}
    if [[ -z ${want[$key]-} || " ${types_asked[*]} " == *" $type "* || -d /sys/module/$type ]]; then continue; fi
    types_asked+=("$type") lines+="link add netgen-probe numtxqueues 5000 type $type"$'\n'"link delete netgen-probe"$'\n'
  done
  if [[ -n $lines ]]; then exec {types_reply}< <(exec ip -force -batch - 9<&- <<<"${lines%?}" 2>&1); fi
}

require_link_types() {
  local type line number unknown=''
  if ((${#made_now[@]})); then ask_link_types; fi
  if [[ -z $types_reply ]]; then return; fi
  while IFS= read -r line; do
    number=${line#Command failed -:}
    if [[ $line == *'Unknown device type'* || $line == *'not supported'* ]]; then
      unknown=1
    elif [[ $line == 'Command failed '* && -n $unknown ]] && ((${#made_now[@]})); then
      type=${types_asked[number / 2]}
      die 3 "this kernel knows no links of type $type; on Debian or Ubuntu: apt-get install linux-modules-extra-$(uname -r), then modprobe $type"
    fi
  done <&"$types_reply"
  exec {types_reply}<&-
  types_reply=''
}

# ---- noting ----------------------------------------------------------------------------------------

# Before the first change: the parts of this script that can leave something behind, and the names that this run is about to own.
write_down() {
  local feature name lines=''
  if [[ ! -d $notes || ! -d $before ]]; then mkdir -p "$notes" "$before"; fi
  for feature in "${features[@]}"; do
    if [[ -z ${noted["uses $feature"]-} ]] && declare -F "extras_$feature" >/dev/null; then lines+=$'\n'"uses $feature"$'\n'; fi
  done
  for name in "${namespaces[@]}"; do
    if [[ -n ${want["host netns $name"]-} && -z ${have["host netns $name"]-} ]]; then
      lines+=$'\n'"netns $name"$'\n' noted["netns $name"]=soon
    fi
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

# ---- settings of the kernel ----------------------------------------------------------------------

declare -a along=()      # what settings_along has found
declare -A restorable=() # settings that some step gives back
declare -A setting=()    # what each is to be
declare -A watched=()    # per namespace: the settings to read
declare -A to_set=()     # "WHERE KEY": those that this pass sets

# sysctl [NAMESPACE] -w KEY=VALUE
sysctl() {
  local where=host
  if [[ $1 != -w ]]; then where=$1 && shift; fi
  if [[ " ${watched[$where]-} " != *" ${2%%=*} "* ]]; then watched[$where]+=" ${2%%=*}"; fi
  if ((now <= until)); then setting["$where sysctl ${2%%=*}"]=${2#*=}; fi
  ask "$where sysctl ${2%%=*}"
}

# restore_sysctl WHERE KEY
restore_sysctl() {
  restorable["$1 $2"]=1
  take_away "$1 sysctl $2"
}

# goes_with_lab WHERE KEY: with its namespace, or with its link; what was there before is only for a later step of the lesson.
goes_with_lab() { [[ $1 != host ]] || of_own_link "$2"; }

# of_own_link SETTING: one of a link that this lab makes on the machine, which may not be there yet.
of_own_link() {
  local rest=${1#net.*.*.}
  rest=${rest%%.*}
  [[ -n ${want["host link ${rest//\//.}"]-} ]]
}

compare_sysctl() {
  local where=$3 name=${2##* } value=${setting[$2]} held by=none
  local -a words
  sysctl_path "$name"
  read -ra words <<<"${have["$where sysctl $path"]-}" && held=${words[*]}
  read -ra words <<<"$value" && value=${words[*]}
  if ! goes_with_lab "$where" "$name"; then
    if [[ ! -e $path ]]; then die 3 "this kernel has no setting $name"; fi
    if [[ ! -s $before/${name//\//,} ]] || ! has_asked "$before/${name//\//,}.netgen-$lab" "$value"; then
      need remember host "$name $value" "missing: note that $lab needs $name"
    fi
  fi
  if [[ $where/$name == host/net.ipv6.conf.all.forwarding && $value == 1 && $held != 1 ]]; then require_kept_routes; fi
  # What the kernel overwrites with another one (settings_along) is set again after it.
  case $name in
    net.ipv4.conf.*.forwarding | net.ipv4.conf.all.accept_redirects) by=net.ipv4.ip_forward ;;
    net.ipv6.conf.all.*) ;;
    net.ipv6.conf.*.forwarding | net.ipv6.conf.*.disable_ipv6 | net.ipv6.conf.*.addr_gen_mode | net.ipv6.conf.*.ignore_routes_with_linkdown)
      by=net.ipv6.conf.all.${name##*.}
      ;;
    *) ;;
  esac
  if [[ $held == "$value" && -n ${to_set["$where $by"]-} ]]; then
    need sysctl "$where" "$name=$value"
  elif [[ $held == "$value" ]]; then
    fine
  else
    to_set["$where $name"]=1
    require_writable_settings
    if [[ $where == host ]]; then require_unneeded "$name" "$held"; fi
    need sysctl "$where" "$name=$value" "changed: $name$at is ${held:-not set}, not $value"
  fi
}

# Containers see /proc/sys read-only, the settings of their namespaces too.
require_writable_settings() {
  if [[ ! -w /proc/sys/net/ipv4/ip_forward ]]; then
    die 3 'the settings of the kernel are read-only here, as in a container without --privileged. To let them be set, then run this again:
  mount -o remount,rw /proc/sys'
  fi
}

# require_unneeded KEY VALUE: the machine has it from a lab that stands, and it is not taken from that.
require_unneeded() {
  local note
  for note in "$before/${1//\//,}".netgen-*; do
    if [[ $note != *".netgen-$lab" ]] && has_asked "$note" "$2"; then
      die 4 "the lab ${note##*.netgen-} has set $1=$2 on this machine, and this lab needs another value; take that lab down first"
    fi
  done
}

# With forwarding on, the kernel takes no more default routes from router advertisements, and drops those that it has, unless it is
# told otherwise for the interface (rt6_purge_dflt_routers() of net/ipv6/route.c; accept_ra in ip-sysctl.rst).
require_kept_routes() {
  local key dev accepts
  for key in "${!have[@]}"; do
    if [[ $key != 'host route ::/0 '*'dev '* || ${have[$key]} != automatic ]]; then continue; fi
    dev=${key#* dev } dev=${dev%% *} accepts=''
    read -r accepts <"/proc/sys/net/ipv6/conf/$dev/accept_ra" || true
    if [[ $accepts == 1 ]]; then
      die 3 "a machine that passes IPv6 on drops the default route that a router has advertised on $dev; nothing was changed. To keep it, then run this again:
  sysctl -w net/ipv6/conf/$dev/accept_ra=2"
    fi
  done
}

look_settings() {
  local line where key
  local -a keys
  to_set=()
  ask_places print_settings '' "${standing[@]}"
  for line in "${answers[@]}"; do
    if [[ $line == '@ns '* ]]; then where=${line#@ns }; else have["$where sysctl ${line%%:*}"]=${line#*:}; fi
  done
  read -ra keys <<<"${watched[host]-}"
  for key in "${keys[@]}"; do
    sysctl_path "$key"
    if [[ -r $path ]] && read -r line <"$path"; then have["host sysctl $path"]=$line; fi
  done
}

print_settings() {
  local key
  local -a keys
  if [[ -z ${watched[$1]-} ]]; then return; fi
  asking="echo '@ns $1'"$'\n'"nsenter --net='/run/netns/$netns_path$1' grep -s '' /dev/null"
  read -ra keys <<<"${watched[$1]}"
  for key in "${keys[@]}"; do sysctl_path "$key" && asking+=" '$path'"; done
  asking+=$'\n'
}

# Settings that are noted as changed by us and that no step asks for any more.
extras_settings() {
  local where key
  local -a keys
  for where in "${!watched[@]}"; do
    read -ra keys <<<"${watched[$where]}"
    for key in "${keys[@]}"; do
      if [[ -n ${want["$where sysctl $key"]+x} ]] && ! known "$where sysctl $key" && has_note "$where" "$key"; then
        in_words "$where"
        remove restore "$where" "$key" "extra: setting $key$at"
      fi
    done
  done
  older_settings
}

# Settings of the machine that the lesson had before it was written again.
older_settings() {
  local note key
  for note in "$before"/*".netgen-$lab"; do
    key=${note##*/} key=${key%".netgen-$lab"} key=${key//,//}
    if [[ " ${watched[host]-} " != *" $key "* ]]; then remove restore host "$key" "extra: setting $key"; fi
  done
}

has_note() {
  if goes_with_lab "$@"; then [[ -s $notes/before-$1,${2//\//,} ]]; else [[ -e $before/${2//\//,}.netgen-$lab ]]; fi
}

do_sysctl() {
  local name=${2%%=*} command enter='' file
  quote "$2"
  show_in "$1" "sysctl -w $quoted"
  if [[ $mode != run ]]; then return; fi
  # ip takes no path for the name of a namespace to run something in.
  if [[ $1 != host ]]; then enter="nsenter --net='/run/netns/$netns_path$1' "; fi
  command="${enter}sysctl -qw $quoted"
  if [[ -n ${restorable["$1 $name"]-} ]] && goes_with_lab "$1" "$name" && ! has_note "$1" "$name"; then
    quote "$name"
    file=$notes/before-$1,${name//\//,}
    command="${enter}sysctl -n $quoted >'$file' && $command"
  fi
  shell_inside "$1" "$command"
}

# What the kernel sets along with forwarding (inet_forward_change() of net/ipv4/devinet.c, addrconf_fixup_forwarding() of
# net/ipv6/addrconf.c): noted below the value itself, one KEY=VALUE a line, with slashes. While interfaces come, the kernel can list
# the last one twice (proc_sys_readdir() of fs/proc/proc_sysctl.c goes on by count).
settings_along() {
  local family=${1#net.} file last='' dev value
  family=${family%%.*} along=()
  case $1 in
    net.ipv4.ip_forward | net.ipv6.conf.all.forwarding) ;;
    *) return ;;
  esac
  for file in /proc/sys/net/ipv4/conf/all/accept_redirects "/proc/sys/net/$family/conf/"*/forwarding; do
    dev=${file%/*} dev=${dev##*/}
    if [[ $file == "$last" || -n ${want["host link $dev"]-} ]]; then continue; fi # what the lab makes goes with it
    last=$file
    if [[ $file != */all/forwarding && $file == */"$family"/* ]] && read -r value <"$file"; then along+=("${file#/proc/sys/}=$value"); fi
  done
}

# Who needs a setting is noted first, without the value that it sets: that follows when the values before are noted whole, for a kill
# can cut those off. Nothing was changed until then, so where nobody has noted a value they are noted again.
do_remember() {
  local name=${2%% *} now note whole=''
  local file=$before/${name//\//,}
  show "note that $lab sets $name, and the value before"
  if [[ $mode != run ]]; then return; fi
  : >>"$file.netgen-$lab"
  for note in "$file".netgen-*; do
    if [[ -s $file && -s $note ]]; then whole=1; fi
  done
  if [[ -z $whole ]]; then
    sysctl_path "$name"
    settings_along "$name"
    read -r now <"$path" && printf '%s\n' "$now" "${along[@]}" >"$file"
  fi
  has_asked "$file.netgen-$lab" "${2#* }" || printf '%s\n' "${2#* }" >>"$file.netgen-$lab"
}

take_restore() {
  local value='' file=$notes/before-$1,${2//\//,}
  local -a enter=()
  if ! goes_with_lab "$1" "$2"; then
    give_back "$2"
    return
  fi
  read -r value <"$file" || true
  quote "$2=$value"
  show_in "$1" "sysctl -w $quoted"
  if [[ $1 != host ]]; then enter=(ip netns exec "$1"); fi
  if [[ $mode == run ]]; then "${enter[@]}" sysctl -qw "$2=$value" && rm -f "$file"; fi
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

# ---- tables of the lab's own, by nft or by iptables ----------------------------------------------

declare -A table_text=()     # what nft reads
declare -A table_restore=()  # "WHERE FAMILY": what iptables-restore reads in place of that
declare -A tabled=()         # namespaces that have a table of the lab in some step
readonly each_uplink=@uplink # what stands for the uplinks in both
firewall='' restores6='' asked='' nft_trial='' nft_listing=''
declare -a listers=() # the commands that list the lab's tables

# nft [NAMESPACE] -f -, or nft [NAMESPACE] delete table inet NAME
nft() {
  local where=host input='' names
  if [[ $1 != -* && $1 != delete ]]; then where=$1 && shift; fi
  tabled[$where]=1
  if [[ $1 == delete ]]; then
    take_away "$where table"
    return
  fi
  IFS= read -rd '' input || true
  ask "$where table"
  if ((now > until)); then return; fi
  if [[ $input == *"$each_uplink"* ]]; then
    need_uplink
    printf -v names ', "%s"' "${uplink_names[@]}"
    input=${input//"$each_uplink"/"${names#, }"}
  fi
  table_text["$where table"]=$input
  table_restore["$where "]='' table_restore["$where 6"]=''
}

# iptables-restore [NAMESPACE] --noflush: the same table for a machine without nft.
iptables-restore() { note_restore '' "$@"; }
ip6tables-restore() { note_restore 6 "$@"; }

note_restore() {
  local where=host input=''
  if [[ $2 != -* ]]; then where=$2; fi
  IFS= read -rd '' input || true
  if ((now > until)); then return; fi
  # What stands is looked at; the lesson's own words for what stood in the step before are for those who type.
  while [[ $input == $'*nat\n-'[DFX]* ]]; do
    input=${input#*$'\n'} input=$'*nat\n'${input#*$'\n'}
  done
  if [[ $input == $'*nat\nCOMMIT\n' ]]; then return; fi
  table_restore["$where $1"]=$input restores6+=$1
}

# begin_tables: where nothing is noted, it is likely that nft has to make them, so its trial begins; where it has made that of
# the machine, it begins to list it.
begin_tables() {
  local note
  if ! type -P nft >/dev/null; then return; fi
  if [[ ${noted['table host']-} == nft ]]; then
    exec {nft_listing}< <(exec nft -s list table inet "$own_table" 9<&- 2>/dev/null)
    return
  fi
  if [[ -n $firewall ]]; then return; fi
  for note in "${owns[@]}"; do
    if [[ $note == 'table '* ]]; then return; fi
  done
  exec {nft_trial}< <(exec unshare --net nft --echo 'add table inet t; add chain inet t c { type nat hook postrouting priority srcnat; }' 9<&- 2>/dev/null)
}

# What makes the tables: what has made those that stand; else nft, if it can, unless this machine filters with nothing but
# the iptables that nft does not see; else iptables.
choose_firewall() {
  local line
  local -a order=(nft iptables iptables-legacy)
  for line in "${owns[@]}"; do
    if [[ $line == 'table '* ]]; then firewall=${noted[$line]}; fi
  done
  if [[ -n $firewall ]]; then
    require_maker "$firewall"
    return
  fi
  if filters_by_legacy; then order=(iptables-legacy nft iptables); fi
  for firewall in "${order[@]}"; do
    if ! translates "$firewall"; then continue; fi
    # The name iptables can be given to the other kind while the lab stands.
    if [[ $firewall == iptables ]] && line=iptables-$(kind_of iptables) && type -P "$line" >/dev/null; then firewall=$line; fi
    return
  done
  die 3 'translates addresses, and neither nft nor iptables can do that here; on Debian or Ubuntu: apt-get install nftables'
}

# translates PROGRAM: it is there, and the kernel lets it. Asked in a namespace that is gone again at once; nft --echo says what it has
# added. nft takes both families in one table since Linux 5.2.
translates() {
  type -P "$1" >/dev/null || return 1
  case $1 in
    nft) hear "$nft_trial" && nft_trial='' && [[ -n $heard ]] ;;
    *) unshare --net "$1" -w -t nat -S && { [[ -z $restores6 ]] || unshare --net "ip6${1#ip}" -w -t nat -S; } ;;
  esac &>/dev/null
}

# There are rules in ip_tables, and none in nf_tables but those of labs.
filters_by_legacy() {
  local family saved='' tables=''
  for family in '' 6; do
    iptables=''
    if legacy_has '*' "$family"; then program_of legacy "$family"; fi
    if [[ -n $iptables ]]; then saved+=$("$iptables-save"); fi
  done
  if [[ $saved != *$'\n-A '* && $saved != *' DROP ['* ]]; then return 1; fi
  if type -P nft >/dev/null; then tables=$(nft list tables | grep -v ' inet netgen_' || true); fi
  [[ -z $tables ]]
}

look_tables() {
  local line where='' lister=''
  if [[ -z $firewall ]]; then choose_firewall; fi
  # Also where the lesson had one before it was written again.
  for line in "${owns[@]}"; do
    if [[ $line == 'table '* ]]; then tabled[${line#table }]=1; fi
  done
  if [[ -n $nft_trial ]]; then exec {nft_trial}<&- && nft_trial=''; fi
  unset -f iptables-restore ip6tables-restore # the lesson is read, and they are the programs again
  listers=("$firewall -w -t nat -S" "ip6${firewall#ip} -w -t nat -S")
  if [[ $firewall == nft ]]; then listers=("nft -s list table inet $own_table"); fi
  ask_places print_listers '' "${standing[@]}"
  for line in "${answers[@]}"; do
    if [[ $line == '@ns '* ]]; then
      read -r _ where lister <<<"$line"
    else
      listed='' && keep_own "$lister" "$line"
      have["$where table"]+=$listed
    fi
  done
  if [[ -n ${tabled[host]-} && ($firewall != nft || $chains == *$'\n'"table inet $own_table {"*) ]]; then
    list_table host
    if [[ -n $listed ]]; then have['host table']=$listed; fi
  fi
  if [[ -n $nft_listing ]]; then exec {nft_listing}<&- && nft_listing=''; fi
}

print_listers() {
  local lister
  if [[ -z ${tabled[$1]-} ]]; then return; fi
  for lister in "${listers[@]}"; do
    asking+="echo '@ns $1 ${lister%% *}'"$'\n'"nsenter --net='/run/netns/$netns_path$1' $lister 2>/dev/null"$'\n'
  done
}

# list_table WHERE: sets `listed` to what stands there.
list_table() {
  local lister text iptables
  local -a words lines enter=()
  listed=''
  if [[ $1 != host ]]; then enter=(ip netns exec "$1"); fi
  for lister in "${listers[@]}"; do
    read -ra words <<<"$lister"
    # What is not there, an iptables that is asked for it may make. What nft has said before may have changed.
    iptables=${words[0]}
    case "$1 $lister" in
      'host ip6tables-legacy '*) legacy_has nat 6 || continue ;;
      'host iptables-legacy '*) legacy_has nat || continue ;;
      'host ip6tables-nft '*) chains='' nft_has nat 6 || continue ;;
      'host iptables-nft '*) chains='' nft_has nat || continue ;;
      *) ;;
    esac
    if [[ $1 == host && -n $nft_listing ]]; then
      hear "$nft_listing"
      text=$heard nft_listing=''
    else
      text=$("${enter[@]}" "${words[@]}" 2>/dev/null) || true
    fi
    in_lines "$text"
    keep_own "${words[0]}" "${lines[@]}"
  done
}

# name_table: sets `name` to what people know the lab's table by, and `command` to what makes it.
name_table() {
  name="nft table inet $own_table" command='nft -f -'
  if [[ $firewall != nft ]]; then name="$firewall chains netgen-$group-*" command="$firewall-restore -w --noflush"; fi
}

# A table on the machine is ours if it is noted, or has our mark.
refuse_tables() {
  local name command
  if [[ -z ${have["host table"]-} || -n ${noted["table host"]-} ]] || has_mark "${have["host table"]}"; then return; fi
  name_table
  foreign+=$'\n'"  $name"
}

extras_tables() {
  local key where name command
  name_table
  for key in "${!have[@]}"; do
    where=${key%% *}
    if [[ $key != *' table' || -z ${have[$key]} ]] || known "$key"; then continue; fi
    in_words "$where"
    if [[ $firewall == nft ]]; then command="nft delete table inet $own_table"; fi
    remove table "$where" "$command" "extra: $name$at"
  done
}

# ask_table WHERE: sets `asked` to the program and what it is to read.
ask_table() {
  local family name out line
  if [[ $firewall == nft ]]; then
    asked=nft$'\n'${table_text["$1 table"]}
    return
  fi
  asked=$firewall$'\n'
  for family in '' 6; do
    rules=${table_restore["$1 $family"]}
    for_each_uplink
    table_restore["$1 $family"]=$rules
    asked+=$rules
  done
}

# A line of `rules` that names the uplinks, once for each.
for_each_uplink() {
  local line name out=''
  if [[ $rules != *"$each_uplink"* ]]; then return; fi
  while IFS= read -r line; do
    if [[ $line != *"$each_uplink"* ]]; then
      out+=$line$'\n'
    else
      for name in "${uplink_names[@]}"; do out+=${line//"$each_uplink"/"$name"}$'\n'; done
    fi
  done <<<"${rules%$'\n'}"
  rules=$out
}

# A table is replaced whole, unless the kernel lists it as it did when this very text was loaded.
compare_table() {
  local where=$3 was='' name command now_listed=${have[$2]-}
  ask_table "$where"
  name_table
  if [[ -e $notes/table-$where ]]; then IFS= read -rd '' was <"$notes/table-$where" || true; fi
  if [[ -n $now_listed && $was == "$asked$now_listed" ]]; then
    fine
    return
  fi
  if [[ -z $now_listed ]]; then
    need table "$where" "$command" "missing: $name$at"
  elif [[ $was != "$asked"* ]]; then
    need table "$where" "$command" "changed: $name$at"
  else
    was=${was#"$asked"}
    need table "$where" "$command" "changed: $name$at$(lines_without missing "$was" "$now_listed")$(lines_without extra "$now_listed" "$was")"
  fi
}

# lines_without WORD LINES OTHERS: prints each line that is not among the others, behind that word.
lines_without() {
  local line
  while IFS= read -r line; do
    if [[ $'\n'$3 != *$'\n'"$line"$'\n'* ]]; then printf ', %s: %s' "$1" "${line##*$'\t'}"; fi
  done <<<"${2%$'\n'}"
}

do_table() {
  if [[ $mode == run && ${noted["table $1"]-} != "$firewall" ]]; then printf '\ntable %s %s\n' "$1" "$firewall" >>"$notes/owns"; fi
  if [[ $firewall == nft ]]; then load_nft "$1"; else load_iptables "$1" "${table_restore["$1 "]}" "${table_restore["$1 6"]}"; fi
  if [[ $mode != run ]]; then return; fi
  ask_table "$1" && list_table "$1"
  printf '%s%s' "$asked" "$listed" >"$notes/table-$1"
}

take_table() {
  if [[ $mode == run ]]; then rm -f "$notes/table-$1"; fi
  if [[ $firewall == nft ]]; then do_tool "$1" "$2"; else load_iptables "$1" '' ''; fi
}

# load_nft WHERE: the words that take away the table before are left out where there is none: the kernel waits for all its readers, 10
# to 20 ms, when it deletes one (nf_tables_commit() of net/netfilter/nf_tables_api.c).
load_nft() {
  local text=${table_text["$1 table"]}
  if [[ -z ${have["$1 table"]-} ]]; then text=${text#*$'\n'delete\ table\ *$'\n'}; fi
  show_in "$1" "nft -f - <<'NFT'"$'\n'"${text}NFT"
  if [[ $mode != run ]]; then return; fi
  try_in "$1" nft -f - <<<"$text"
}

# load_iptables WHERE TEXT TEXT6
load_iptables() {
  local program text=$2
  for program in "$firewall" "ip6${firewall#ip}"; do
    replace_rules "$program" "${have["$1 table"]-}" "$text"
    text=$3
    if [[ -z $rules ]]; then continue; fi
    show_in "$1" "$program-restore -w --noflush <<'IPTABLES'"$'\n'"${rules}IPTABLES"
    if [[ $mode != run ]]; then continue; fi
    try_in "$1" "$program-restore" -w --noflush <<<"$rules"
  done
}

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

# ---- gates: firewalls of others that a forwarded packet has to pass --------------------------------

declare -A wanted_rules=() owner_of=()
later_uplinks='' # steps after --until speak of uplinks, and there are none by now

look_gates() { wanted_rules=() && find_gates; }

# accept_forward ipv4|ipv6 IN OUT [STATES]: where a firewall filters what is forwarded, a tagged accept of ours.
accept_forward() { each_uplink accept "$@"; }
forget_forward() { each_uplink forget "$@"; }

each_uplink() {
  local from to rule
  local -a froms=("$3") tos=("$4")
  if [[ "$3 $4" == *@uplink* ]]; then
    know_uplinks
    if ((now <= until)); then need_uplink; elif ((${#uplink_names[@]} == 0)); then later_uplinks=1; fi
  fi
  if [[ $3 == @uplink ]]; then froms=("${uplink_names[@]}"); fi
  if [[ $4 == @uplink ]]; then tos=("${uplink_names[@]}"); fi
  for from in "${froms[@]}"; do
    for to in "${tos[@]}"; do
      rule="host forward ${2#ipv} $from $to ${5-}"
      if [[ $1 == accept ]]; then ask "$rule"; else take_away "$rule"; fi
    done
  done
}

# gate_rules GATE FAMILY IN OUT STATES: sets `rules` to the rules of ours that this gate is to hold.
gate_rules() {
  local match family=4 tail="accept comment \"netgen-$lab\""
  rules=()
  case $1 in
    'nft ip '*) if [[ $2 == 6 ]]; then return; fi ;;
    'nft ip6 '*) if [[ $2 == 4 ]]; then return; fi ;;
    nft\ *) ;;
    *)
      if [[ $1 == ip6tables* ]]; then family=6; fi
      if [[ $family == "$2" ]]; then
        rules=("FORWARD -i $3 -o $4${5:+ -m conntrack --ctstate $5} -m comment --comment netgen-$lab -j ACCEPT")
      fi
      return
      ;;
  esac
  match="iifname \"$3\" oifname \"$4\""
  if [[ $1 == 'nft inet '* ]]; then match="meta nfproto ipv$2 $match"; fi
  rules=("$match $tail")
  if [[ -n $5 ]]; then rules=("$match ct state established,related $tail" "$match ct status dnat $tail"); fi
}

compare_forward() {
  local gate rule family from to states
  local -a rules
  if [[ -n $unseen ]]; then
    die 3 "rules of ip_tables may filter what this machine forwards, and no program here can show them; on Debian or Ubuntu: apt-get install $unseen"
  fi
  IFS=' ' read -r _ _ family from to states <<<"$2"
  for gate in "${!gates[@]}"; do
    gate_rules "$gate" "$family" "$from" "$to" "$states"
    if ((${#rules[@]})) && has_owner "$gate"; then
      require_trust "${gate#nft }" "$from" "$to"
      continue
    fi
    for rule in "${rules[@]}"; do
      wanted_rules["$gate $rule"]=1
      if [[ ${gates[$gate]} == *"$rule"* ]]; then
        fine
      elif [[ $gate == nft\ * ]]; then
        need tool host "nft insert rule ${gate#nft } $rule" "missing: $gate $rule"
      else
        need tool host "$gate -w -I $rule" "missing: $gate $rule"
      fi
    done
  done
}

# has_owner GATE: only the program that has made this table may change it (nft(8), "flags owner").
has_owner() {
  local table=${1#nft } chain=''
  if [[ $1 != nft\ * ]]; then return 1; fi
  table=${table% *}
  if [[ -z ${owner_of[$table]-} ]]; then
    # shellcheck disable=SC2086 # family and name
    while [[ $chain != $'\t'chain* ]] && IFS= read -r chain; do
      if [[ $chain == $'\tflags '*owner* ]]; then owner_of[$table]=one && break; fi
      owner_of[$table]=none
    done < <(nft list table $table 2>/dev/null)
  fi
  [[ ${owner_of[$table]-none} == one ]]
}

# require_trust TABLE-AND-CHAIN IN OUT: where nobody else may put a rule, the owner has to let us through. firewalld does
# so for what its zone "trusted" holds, and for the answers to it.
require_trust() {
  local own=$2
  if [[ " ${uplink_names[*]} " == *" $own "* ]]; then own=$3; fi
  if [[ $1 != 'inet firewalld '* ]]; then
    die 4 "the table ${1% *} filters what this machine forwards, and only the program that made it may let $own through"
  fi
  if [[ $(firewall-cmd --get-zone-of-interface="$own" 2>/dev/null || true) == trusted ]]; then
    fine
  else
    die 4 "firewalld rejects what this machine forwards, and takes no rules from others; nothing was changed. Let the lab through, then run this again:
  firewall-cmd --zone=trusted --add-interface=$own
  (undo: firewall-cmd --zone=trusted --remove-interface=$own)"
  fi
}

# want_later_rules: what a later step has added stays.
want_later_rules() {
  local gate key rule family from to states
  local -a rules
  for key in "${!later[@]}"; do
    if [[ $key != 'host forward '* ]]; then continue; fi
    IFS=' ' read -r _ _ family from to states <<<"$key"
    for gate in "${!gates[@]}"; do
      gate_rules "$gate" "$family" "$from" "$to" "$states"
      for rule in "${rules[@]}"; do wanted_rules["$gate $rule"]=1; done
    done
  done
}

# Tagged rules of ours that no step asks for.
extras_gates() {
  local gate line rule
  if [[ -n $later_uplinks ]]; then return; fi
  want_later_rules
  for gate in "${!gates[@]}"; do
    while IFS= read -r line; do
      if [[ $gate == nft\ * && $line == *" comment \"netgen-$lab\" # handle "* ]]; then
        rule=${line##*$'\t'}
        if [[ -n ${wanted_rules["$gate ${rule% # handle *}"]-} ]]; then continue; fi
        remove tool host "nft delete rule ${gate#nft } handle ${rule##* }" "extra: $gate ${rule% # handle *}"
      elif [[ $line == "-A FORWARD "*" --comment netgen-$lab "* && -z ${wanted_rules["$gate ${line#-A }"]-} ]]; then
        remove tool host "$gate -w -D ${line#-A }" "extra: $gate ${line#-A }"
      fi
    done <<<"${gates[$gate]}"
  done
}

# ---- uplinks: the interfaces that lead out of the machine ------------------------------------------

uplinks_known=''

# know_uplinks: those that are named, else those of the default routes. The first word of the lesson that speaks of them waits for what
# the machine tells; the namespaces are being read meanwhile.
know_uplinks() {
  local dev key i
  if [[ -n $uplinks_known${uplink_names[*]-} || -z ${looking[*]-} ]]; then return; fi
  uplinks_known=1
  take_in "${looking[0]}" && learn && require_host
  looking=("${looking[@]:1}")
  if [[ -n ${UPLINK-} ]]; then
    IFS=', ' read -ra uplink_names <<<"$UPLINK"
    for dev in "${uplink_names[@]}"; do
      if [[ -z ${have["host link $dev"]-} ]]; then die 3 "UPLINK: this machine has no interface $dev"; fi
    done
  else
    for ((i = 0; i < ${#answers[@]}; i += 2)); do
      if [[ ${answers[i]} != 'host route '[d:]* ]]; then continue; fi
      key=${answers[i]}
      if [[ $key != 'host route default '* && $key != 'host route ::/0 '* || $key == *' table '* ]]; then continue; fi
      # There is more than one where the route has several next hops, or names a group of them.
      if [[ $key =~ \ nhid\ ([0-9]+) ]]; then key+=" ${have["host group of next hops ${BASH_REMATCH[1]}"]-}"; fi
      while [[ $key == *' dev '* ]]; do
        key=${key#* dev } dev=${key%% *}
        if [[ " ${uplink_names[*]} " != *" $dev "* && ${have["host link $dev"]-} != *" group $group "* ]]; then uplink_names+=("$dev"); fi
      done
    done
  fi
  if ((${#uplink_names[@]} > 1)); then mapfile -t uplink_names < <(printf '%s\n' "${uplink_names[@]}" | sort -u); fi
}

# A rule is about the uplinks: there must be one, by a name that means nothing else to nft or iptables.
need_uplink() {
  local name
  know_uplinks
  if ((${#uplink_names[@]} == 0)); then
    die 3 'this machine has no default route, so no way out; name the interface that leads there: UPLINK=eth0 ./setup.sh'
  fi
  for name in "${uplink_names[@]}"; do
    if [[ $name == *[^A-Za-z0-9_.@-]* ]]; then die 3 "the name of the uplink $name holds a character that no rule can name"; fi
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

# ---- processes -----------------------------------------------------------------------------------

declare -A process_command=() # the command of each
declare -A started=()         # by name, the number of each

# start_process ID WHERE COMMAND: a process in the foreground of its own session, found again by pid and start time.
start_process() {
  busy[$2]=1
  if ((now <= until)); then process_command["host process $1"]=$3; fi
  works_in["host process $1"]=$2
  ask "host process $1"
}
end_process() { take_away "host process $1"; }

compare_process() {
  local id=${2##* } where=$3 pid=0 why=missing held=''
  local -a members
  if [[ -e $notes/process-$id ]]; then
    { read -r _ && IFS= read -rd '' held; } <"$notes/process-$id" || true
    if runs "$id" "$where" && [[ $held == "${process_command[$2]}" ]]; then
      fine
      return
    fi
    why=changed
    find_members "$id"
    if ((${#members[@]})); then remove process "$where" "$id"; fi
  fi
  need process "$where" "$id" "$why: process $id$at"
}

extras_processes() { extra_notes process; }
note_processes() { note_each process; }
note_process() { printf '\nprocess %s\n' "$1"; }

# runs ID WHERE: the noted process is still there, and where it belongs. Sets pid (0: it is gone).
runs() {
  read_process "$notes/process-$1"
  ((pid)) && [[ $2 == host || /proc/$pid/ns/net -ef /run/netns/$2 ]]
}

# type_process ID: sets `typed` to what a person would type.
type_process() { quote "${process_command["host process $1"]}" && typed="bash -c $quoted >$notes/$1.log &"; }

# The process notes itself, so that a kill of this script at any point leaves none unaccounted for; until then it holds
# the lock, after that nothing of ours.
do_process() {
  local command=${process_command["host process $2"]}
  local -a enter=()
  local typed
  type_process "$2" && show_in "$1" "$typed"
  if [[ $mode != run ]]; then return; fi
  flush
  if [[ $1 != host ]]; then enter=(ip netns exec "$1"); fi
  rm -f "$notes/process-$2" # of one that has ended: after_processes waits for the new note
  setsid "${enter[@]}" bash -c '
    read -r line </proc/$$/stat && read -ra fields <<<"${line##*) }"
    printf "%s %s\n%s" "$$" "${fields[19]}" "$2" >"$1" || exit 1
    for open in /proc/self/fd/*; do
      if ((${open##*/} > 2)); then open=${open##*/} && exec {open}>&-; fi
    done
    exec bash -c "$2"' netgen "$notes/process-$2" "$command" </dev/null &>"$notes/$2.log" &
  started[$2]=$!
}

# A process that ends at once is no process: say so, with what it said.
after_processes() {
  local id pid tries
  if ((${#started[@]} == 0)); then return; fi
  for id in "${!started[@]}"; do
    for ((tries = 0; tries < 500; tries++)); do # until it has noted itself, which takes its time on a busy machine
      if [[ -s $notes/process-$id ]] || ! kill -0 "${started[$id]}" 2>/dev/null; then break; fi
      sleep 0.02
    done
  done
  sleep 0.2
  for id in "${!started[@]}"; do
    read_process "$notes/process-$id"
    if ((pid == 0)); then die 1 "process $id ended at once; its log, $notes/$id.log, says: $(tail -n 3 "$notes/$id.log")"; fi
  done
  started=()
}

take_process() {
  show "end process $2"
  if [[ $mode == run ]]; then end_noted "$2"; fi
}

# ---- the run -------------------------------------------------------------------------------------

# What the lesson asks for is known after one walk; then its words are the programs again.
walk() {
  frame=$((${#FUNCNAME[@]} + 2)) # where a word of the lesson finds its own line, counted from the outermost call
  lesson
  unset -f ip sysctl nft
  if ((${#readdressed[@]})); then set_back_addresses; fi
}

# What later steps give an interface in the place of an address that it has at this one is not left alone.
set_back_addresses() {
  local key
  for key in "${!later[@]}"; do
    if [[ $key == *' address '* && -n ${readdressed["${key%% *} ${key##* }"]-} && -z ${want[$key]-} ]]; then
      unset "later[$key]"
      want[$key]=''
    fi
  done
}

make_plan() {
  todo=() todo_fact=() drift=() removal=()
  made_now=() state=() left_bare=() ok=0
  refuse_foreign
  find_dead_names
  compare_first_rules
  compare_order
  compare
  find_extras
  require_ipv6
  require_link_types
}

usage() {
  printf 'usage: %s [--dry-run | --check] [--until STEP] [--list-steps] [--quiet | --json] [--help]\n' "${0##*/}"
}

help() {
  usage
  printf '%s\n' '' 'Makes the lab, or what is missing of it. A second run changes nothing.' '' \
    '  --dry-run     print the commands that would run, and run none' \
    '  --check       name what is missing, changed or not in the lesson; change nothing' \
    '  --until STEP  stop after this step, by its name or number' \
    '  --list-steps  print the steps' \
    '  --quiet       print the last line alone' \
    '  --json        print what was done as JSON, with the time that each command took' \
    '  --help        print this' '' \
    'UPLINK=eth0[,eth1]  the interfaces that lead out, if not those of the default routes' '' \
    'The last line counts: ok, as the lesson has it; changed (with --dry-run and --check, what would be); failed.' \
    'Exit: 0 done, 1 failed or (with --check) something differs, 2 usage, 3 this machine lacks something,' \
    '4 something that this lab has not made is in the way.'
}

read_arguments() {
  local wanted=''
  while (($#)); do
    case $1 in
      --dry-run | --check | --list-steps)
        if [[ $mode != run && $mode != "${1#--}" ]]; then usage >&2 && exit 2; fi
        mode=${1#--}
        ;;
      --until | --until=*)
        if [[ $1 == --until ]]; then shift; fi
        wanted=${1-} wanted=${wanted#--until=}
        if [[ -z $wanted ]]; then
          usage >&2
          die 2 "--until needs the name or number of a step; the steps are: ${steps[*]}"
        fi
        ;;
      --quiet) quiet=1 ;;
      --json) json=1 ;;
      --help | -h) help && exit 0 ;;
      *) usage >&2 && exit 2 ;;
    esac
    shift
  done
  until=${#steps[@]}
  if [[ -n $wanted ]]; then find_step "$wanted"; fi
}

# find_step STEP: by name, else by number.
find_step() {
  local i
  for i in "${!steps[@]}"; do
    if [[ ${steps[i]} == "$1" ]]; then until=$((i + 1)) && return; fi
  done
  if [[ $1 =~ ^[1-9][0-9]{0,3}$ ]] && (($1 <= ${#steps[@]})); then until=$1 && return; fi
  die 2 "no step $1; the steps are: ${steps[*]}"
}

# place_in_tutorial ENTRY: sets `place` to the line of the tutorial that asks for it.
place_in_tutorial() {
  local pair line=${fact_line[$1]}
  for pair in "${sources[@]}"; do
    if ((${pair%:*} <= line)); then place=$tutorial:${pair#*:}; fi
  done
}

# step_of ENTRY: sets `step` to the number of the step that asks for it.
step_of() {
  step=$until
  while ((step > 1 && begins[step] > $1)); do step=$((step - 1)); done
}

# in_full OPERATION [take]: sets `full` to the command of "HOW WHERE COMMAND" as a person types it, `at` to what tells where if it does
# not, and `place_of_work` to that place. With "take" it is one that takes away.
in_full() {
  local command=${1#* } typed=''
  place_of_work=${command%% *} command=${command#* }
  in_words "$place_of_work"
  case ${1%% *} in
    ip) full="ip ${at:+-n $place_of_work }$command" at='' ;;
    sysctl) full="${at:+ip netns exec $place_of_work }sysctl -w $command" at='' ;;
    tool | table) full="${at:+ip netns exec $place_of_work }$command" at='' ;;
    file | process | command)
      if [[ -n ${2-} ]]; then
        full="take away the ${1%% *} $command"
      else
        "type_${1%% *}" "$command"
        full=${at:+ip netns exec $place_of_work }$typed at=''
      fi
      ;;
    *) full="${1%% *} $command" ;;
  esac
}

# tell_failure STATUS: what was being done, and what has become of it.
tell_failure() {
  local full='' place='' step='' error=$said
  if [[ $doing == -* ]]; then
    in_full "${removal[${doing#-}]}" take
  else
    in_full "${todo[doing]}"
    place_in_tutorial "${todo_fact[doing]}"
    step_of "${todo_fact[doing]}"
  fi
  if (($1 > 128)); then error="stopped by signal $(($1 - 128))"; fi
  printf '%s: failed%s: %s\n' "$lab" "$at" "$full" >&2
  error=${error%"${error##*[![:space:]]}"}
  if [[ -n $error ]]; then printf '  error   %s\n' "$error" >&2; fi
  if [[ -n $place ]]; then printf '  from    %s (%s)\n' "$place" "${titles[step]}" >&2; fi
  printf '  undone  %s\n' 'nothing: what stands by now is noted; mend the cause and run this again, or ./teardown.sh' >&2
}

# leave [STATUS]: the last words of every run, whatever has ended it.
leave() {
  local status=${1-$?}
  begin_leaving
  end_shells
  if [[ $status != 0 && $mode == run && -n $doing ]]; then tell_failure "$status"; fi
  if [[ -n $json ]]; then note_operations; fi
  recap || status=$((status ? status : 1))
  exit "$status"
}

# What --json tells besides what was done: what is as it should be, and what was not done.
note_operations() {
  local i place='' object='' step='' what='would change'
  for i in "${!state[@]}"; do
    place_in_tutorial "$i"
    step_of "$i"
    name_object "$i"
    note_operation "${state[i]}" '' step "${steps[step - 1]}" source "$place" object "$object"
  done
  if [[ $mode == dry-run || ($mode == run && -z $doing) ]]; then return 0; fi
  if [[ $mode == run ]]; then what=failed; fi
  for i in "${!todo[@]}"; do
    if [[ -n $doing ]] && ((i < doing)); then continue; fi
    note_todo "$i" "$what" ''
    if [[ $mode == run ]]; then what='not run'; fi
  done
}

# name_object ENTRY: sets `object` to what it is about; what is set on a link is told from more of the kind by a number, which
# says nothing outside of this script.
name_object() {
  object=${fact[$1]}
  if [[ ${object#* } == 'set '* ]]; then object=${object% *}; fi
}

# note_todo TODO STATE SECONDS
note_todo() {
  local place='' object='' full='' step='' entry=${todo_fact[$1]}
  in_full "${todo[$1]}"
  place_in_tutorial "$entry"
  step_of "$entry"
  name_object "$entry"
  note_operation "$2" "$3" step "${steps[step - 1]}" source "$place" where "$place_of_work" command "$full" object "$object"
}

# note_removal REMOVAL
note_removal() {
  local full=''
  in_full "${removal[$1]}" take
  note_operation "$did" "$seconds" where "$place_of_work" command "$full"
}

# require_new_ip: before iproute2 4.20 a link that a batch has made is not there for the lines after it.
require_new_ip() {
  local version
  version=$(command ip -V) version=${version##*iproute2-}
  if [[ $version =~ ^ss([0-9]{6}) ]] && ((10#${BASH_REMATCH[1]} < 190107)); then
    die 3 "needs iproute2 4.20 or newer; this machine has that of the day $version"
  fi
}

main() {
  local pass ok_before=''
  read_arguments "$@"
  if [[ $mode == list-steps ]]; then
    printf '%s\n' "${steps[@]}"
    return
  fi
  trap_end
  require_commands "${commands[@]}"
  require_root
  if ((BASH_VERSINFO[0] < 5)); then require_new_ip; fi # where bash is newer, so is ip
  shopt -s nullglob
  take_turn
  for pass in 1 2 3 4; do
    start_look
    if ((pass == 1)); then
      walk
      if ((${#standing[@]} < ${#namespaces[@]})); then ask_link_types; fi # likely to be needed
    fi
    each_feature look
    end_look
    make_plan
    ok_before=${ok_before:-$ok}
    if ((${#todo[@]} + ${#removal[@]} == 0)); then break; fi
    if ((pass == 4)); then die 1 "does not come right, and would not in another run:$(printf '\n  %s' "${drift[@]}")"; fi
    if [[ $mode != run ]]; then changed=$((${#todo[@]} + ${#removal[@]})); fi
    if [[ $mode == check ]]; then break; fi
    if [[ $mode == run ]]; then write_down; fi
    act
    if [[ $mode != run ]]; then break; fi
    write_inodes
    each_feature after
    if ((${#removal[@]} == 0)); then break; fi # a removal can take more with it: look again
  done
  ok=$ok_before failed=0
  if [[ $mode == check ]] && ((${#drift[@]} + changed)); then
    say "$(printf '%s\n' "${drift[@]}")"
    exit 1
  fi
}

main "$@"
