#!/usr/bin/env bash
# two-namespaces-zh: 两个命名空间，一根网线
#
#   创建  网络命名空间 ns1 ns2
#   影响  本机的其他部分不受影响
#   需要  Linux、root 权限、bash 4.4 或更新版本；命令 flock ip
#   记录  /run/netgen/two-namespaces-zh
#   撤销  ./teardown.sh
#   来源  tutorials/01-two-namespaces.zh-CN.md；请修改它而不是本文件，然后运行 netgen build
# Functions that answer yes or no stand in conditions; where the status of a $( ) matters, its text is looked at;
# the author's own words stand in single quotes, whatever is in them.
# shellcheck disable=SC2310,SC2312,SC2016
set -euo pipefail
export LC_ALL=C
# The marks of what this lab makes: the group of its links on this machine.
readonly lab=two-namespaces-zh group=1598035721
readonly steps=(cable addresses unplugged plugged)
readonly namespaces=(ns1 ns2)
readonly features=()
readonly commands=(flock ip)

# 课程内容。每一行都是可以照样输入的命令。在本脚本里 ip、sysctl 和 nft 是函数：它们只记下这一行要求什么，
# 然后脚本查看一次内核的状态，再按这个顺序运行缺少的命令。
lesson() {
  # tutorials/01-two-namespaces.zh-CN.md:16
  step 1 '先接线，不配地址'
  # 网络命名空间是一套独立的网络栈：自己的接口、路由和规则。
  ip netns add ns1
  ip netns add ns2
  # 新命名空间的回环接口默认是关闭的。别名标明这个命名空间属于哪个实验。
  ip -n ns1 link set lo alias netgen:two-namespaces-zh up
  ip -n ns2 link set lo alias netgen:two-namespaces-zh up
  # veth 对就像一根网线：一端进，另一端出。两端直接创建在各自的位置。
  ip link add veth0 netns ns1 type veth peer name veth1 netns ns2
  # 新接口默认是关闭的；启用之后才能收发数据包。
  ip -n ns1 link set veth0 up
  ip -n ns2 link set veth1 up

  # tutorials/01-two-namespaces.zh-CN.md:40
  step 2 '配上地址'
  # 给每个接口配置地址；斜杠后的长度说明地址中有多少位表示子网。
  ip -n ns1 address add 172.20.0.2/24 dev veth0
  ip -n ns2 address add 172.20.0.3/24 dev veth1

  # tutorials/01-two-namespaces.zh-CN.md:64
  step 3 '拔掉网线'
  # 关闭接口，相当于拔掉网线。
  ip -n ns1 link set veth0 down

  # tutorials/01-two-namespaces.zh-CN.md:77
  step 4 '再插回去'
  # 新接口默认是关闭的；启用之后才能收发数据包。
  ip -n ns1 link set veth0 up
}

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

# What the lesson asks for, one entry a line of it: the object, where it lives, the command, the step.
declare -a fact=() fact_kind=() fact_where=() fact_command=() fact_step=()
declare -A want=()                      # object: the entry that asks for it; empty where a step has taken it away
declare -A later=()                     # objects that only steps after --until ask for: left alone
declare -A attribute=() attribute_of=() # "WHERE DEV NAME" of a link: the value, and the entry that gives it
declare -A link_type=() link_words=() link_peer=() link_from=()
declare -A busy=() # namespaces where processes and commands of the author's work
declare -A route_seen=() made_now=()

# What the machine holds.
declare -A have=() inode=() noted=()
declare -a owns=() uplink_names=() answers=()

# What is still to do: how, where, and the command.
declare -a todo=() todo_by=() todo_where=() todo_step=() drift=() titles=()
declare -a removal=() removal_by=() removal_where=()

readonly notes=/run/netgen/$lab before=/run/netgen/.before
mode=run quiet='' until=0 now=0 ok=0 changed=0 at='' foreign='' uplink='' uplinks='' route=''

# each_feature HOOK: calls HOOK_FEATURE of each part of this script that has such a function.
each_feature() {
  local feature
  for feature in "${features[@]}"; do
    if declare -F "$1_$feature" >/dev/null; then "$1_$feature"; fi
  done
}

# ---- the words of the lesson: each writes down what its line asks for ------------------------------

step() { now=$1 titles[now]=$2; }

# ask KIND OBJECT WHERE COMMAND
ask() {
  if ((now > until)); then
    later[$2]=1
    return
  fi
  want[$2]=${#fact[@]}
  fact+=("$2") fact_kind+=("$1") fact_where+=("$3") fact_command+=("$4") fact_step+=("$now")
}

# take_away OBJECT
take_away() { if ((now <= until)); then want[$1]=''; fi; }

ip() {
  local where=host
  if [[ $1 == -n ]]; then where=$2 && shift 2; fi
  case "$1 $2" in
    'address add') ask address "$where address $3 dev $5" "$where" "$*" ;;
    'address delete') take_away "$where address $3 dev $5" ;;
    'link add') link_add "$where" "$@" ;;
    'link set') link_set "$where" "$where" '' "${@:3}" ;;
    'link delete') forget_link "$where" "$3" ;;
    'netns add') ask netns "host netns $3" host "$*" ;;
    'netns delete') forget_namespace "$3" ;;
    'netns exec') "$4" "$3" "${@:5}" ;;
    'route add') read_route "${@:3}" && ask route "$where route $route" "$where" "$*" ;;
    'route delete') read_route "${@:3}" && take_away "$where route $route" ;;
    *) die 70 "the lesson holds a command that this script cannot compare: ip $*" ;;
  esac
}

# link_add FROM link add DEV [ATTRIBUTE...] type TYPE [WORD...] [peer name DEV [ATTRIBUTE...]]
link_add() {
  local from=$1 where=$1 dev=$4 command="${*:2}" key peer='' peer_dev='' peer_where=host
  local -a attributes=() peer_attributes=() words=()
  shift 4
  while [[ $1 != type ]]; do
    case $1 in
      netns) where=$2 && shift 2 ;;
      up | down) attributes+=("$1") && shift ;;
      link) words+=(link "$2") && shift 2 ;;
      *) attributes+=("$1" "$2") && shift 2 ;;
    esac
  done
  key="$where link $dev"
  link_type[$key]=$2 && shift 2
  while (($#)) && [[ $1 != peer ]]; do words+=("$1") && shift; done
  if (($#)); then
    peer_dev=$3 peer_where=$from && shift 3
    while (($#)); do
      if [[ $1 == netns ]]; then peer_where=$2; else peer_attributes+=("$1" "$2"); fi
      shift 2
    done
    peer="$peer_where link $peer_dev"
    link_type[$peer]=${link_type[$key]}
  fi
  link_words[$key]=${words[*]} link_peer[$key]=$peer link_from[$key]=$from
  ask link "$key" "$where" "$command"
  if [[ -n $peer ]]; then ask peer "$peer" "$peer_where" "$key"; fi
  link_set "$where" "$from" "$key" "$dev" "${attributes[@]}"
  if [[ -n $peer ]]; then link_set "$peer_where" "$from" "$key" "$peer_dev" "${peer_attributes[@]}"; fi
}

# link_set WHERE FROM MADE DEV [ATTRIBUTE...]: MADE is the link whose creating command carries these, if one does.
link_set() {
  local where=$1 made=$3 dev=$4 names='' name value
  shift 4
  while (($#)); do
    case $1 in
      up | down) name=state value=$1 && shift ;;
      *) name=$1 value=$2 && shift 2 ;;
    esac
    names+=" $name"
    if ((now > until)); then
      later["$where $dev $name"]=1
    else
      attribute["$where $dev $name"]=$value attribute_of["$where $dev $name"]=${#fact[@]}
    fi
  done
  if [[ -n $names ]]; then ask attributes "$where set $dev $now ${#fact[@]}" "$where" "$dev $made/$names"; fi
}

# read_route WORD...: sets `route` to the family, what tells the route from others, a colon, and the words of `ip route`.
# It reads what the lesson says and what `ip -d route show` prints to the same text.
read_route() {
  local known=${route_seen[$*]-} asked="$*" family=4 type='' to hops='' rest='' metric='' table=''
  if [[ -n $known ]]; then
    route=$known
    return
  fi
  case $1 in
    unicast) shift ;;
    blackhole | unreachable | prohibit | local | broadcast | multicast | anycast | throw) type=$1 && shift ;;
    *) ;;
  esac
  to=$1 && shift
  while (($#)); do
    case $1 in
      nexthop) hops+=' nexthop' && shift ;;
      via | dev) if [[ -z $type ]]; then hops+=" $1 $2"; fi && if [[ $1$2 == via*:* ]]; then family=6; fi && shift 2 ;;
      weight) if [[ $2 != 1 ]]; then hops+=" $1 $2"; fi && shift 2 ;;
      src) rest+=" src $2" && shift 2 ;;
      metric) metric=$2 && shift 2 ;;
      table) table=$2 && shift 2 ;;
      pref) family=6 && shift 2 ;;
      proto | scope | error) shift 2 ;;
      *) shift ;;
    esac
  done
  if [[ $to == *:* ]]; then family=6; fi
  case $family$to in
    6default) to=::/0 ;;
    40.0.0.0/0) to=default ;;
    4*/32) to=${to%/32} ;;
    6*/128) to=${to%/128} ;;
    *) ;;
  esac
  if [[ $metric == 0 || $family$metric == 61024 ]]; then metric=''; fi
  if [[ $table == main || $table == 254 ]]; then table=''; fi
  rest+=${metric:+ metric $metric}${table:+ table $table}
  route="$family $to${table:+ table $table}${metric:+ metric $metric} : ${type:+$type }$to$hops$rest"
  route_seen[$asked]=$route
}

need_uplink() {
  if ((${#uplink_names[@]} == 0)); then
    die 3 'this machine has no default route, so no way out; name the interface that leads there: UPLINK=eth0 ./setup.sh'
  fi
}

# ---- reading the machine ---------------------------------------------------------------------------

# learn WHERE LINE...: takes in what ip prints, keyed as the lesson asks for it.
learn() {
  local where=$1 line dev rest
  local -a words
  shift
  for line; do
    case $line in
      '' | *' proto kernel '* | *' inet 127.0.0.1/8 '* | *' inet6 ::1/128 '*) ;;
      '@ns '*) where=${line#@ns } ;;
      [0-9]*': '*': <'*)
        rest=${line#*: } dev=${rest%%[:@]*}
        have["$where link $dev"]=$line
        ;;
      [0-9]*': '*' inet'*)
        rest=${line#*: } dev=${rest%% *} rest=${rest#* inet* }
        case $line in
          *' inet6 fe80::'*' proto kernel_ll '* | *' dynamic '*) have["$where address ${rest%% *} dev $dev"]=automatic ;;
          *) have["$where address ${rest%% *} dev $dev"]=1 ;;
        esac
        ;;
      *)
        # \ stands for the end of a line of a multipath route
        line=${line//\\/}
        read -ra words <<<"$line"
        read_route "${words[@]}"
        case $line in
          *' proto boot '* | *' proto static '* | *' proto 78 '*) have["$where route $route"]=1 ;;
          *) have["$where route $route"]=automatic ;;
        esac
        ;;
    esac
  done
}

readonly questions=$'link show\naddress show\nroute show table all'

# The first look: the machine itself, its uplinks and what this lab has noted.
look_at_host() {
  local key dev
  have=() && mounted && recall
  mapfile -t answers < <(command ip -d -o -batch - <<<"$questions") # ip is still a word of the lesson
  learn host "${answers[@]}"
  uplink_names=()
  if [[ -n ${UPLINK-} ]]; then
    IFS=', ' read -ra uplink_names <<<"$UPLINK"
    for dev in "${uplink_names[@]}"; do
      if [[ -z ${have["host link $dev"]-} ]]; then die 3 "UPLINK: this machine has no interface $dev"; fi
    done
  else
    for key in "${!have[@]}"; do
      if [[ $key == 'host route '?' default : '*' dev '* || $key == 'host route 6 ::/0 : ::/0 '*' dev '* ]]; then
        dev=${key#* dev } dev=${dev%% *}
        if [[ " ${uplink_names[*]} " != *" $dev "* && ${have["host link $dev"]-} != *" group $group "* ]]; then
          uplink_names+=("$dev")
        fi
      fi
    done
  fi
  if ((${#uplink_names[@]} == 0)); then return; fi
  mapfile -t uplink_names < <(printf '%s\n' "${uplink_names[@]}" | sort)
  # shellcheck disable=SC2034 # only the lesson uses it, and not every lesson
  uplink=${uplink_names[0]}
  printf -v uplinks ', "%s"' "${uplink_names[@]}"
  # shellcheck disable=SC2034 # the same
  uplinks="uplink={ ${uplinks#, } }"
}

# ask_namespaces PRINTER: sets `answers` to what the shell lines that PRINTER prints for each namespace have to say, in two
# shells at once.
ask_namespaces() {
  local second
  local -a more
  exec {second}< <(printf '%s' "$(ask_half "$1" 1)") # held back: a pipe takes 64 KiB only
  mapfile -t answers < <(ask_half "$1" 0)
  mapfile -t more <&"$second"
  exec {second}<&-
  answers+=("${more[@]}")
}

# ask_half PRINTER FROM: every second namespace from there on.
ask_half() {
  local i
  for ((i = $2; i < ${#namespaces[@]}; i += 2)); do
    if [[ -n ${inode[${namespaces[i]}]-} ]]; then "$1" "${namespaces[i]}"; fi
  done | sh
}

print_questions() { printf "echo '@ns %s'\nip -n '%s' -d -o -batch - <<'IP'\n%s\nIP\n" "$1" "$1" "$questions"; }

# The second look, when it is known what to look for.
look_inside() {
  local name
  have['host netns host']=1
  ask_namespaces print_questions
  learn host "${answers[@]}"
  for name in "${namespaces[@]}"; do
    if [[ -n ${inode[$name]-} ]]; then have["host netns $name"]=1; fi
  done
  each_feature look
}

# ---- comparing: what is missing, changed, or there and not asked for -----------------------------

# need BY WHERE COMMAND [DRIFT]: something to do. What is missing in a missing namespace goes without saying.
need() {
  todo+=("$3") todo_by+=("$1") todo_where+=("$2") todo_step+=("$now")
  if [[ -n ${4-} && -n ${have["host netns $2"]-} ]]; then drift+=("$4"); fi
}

# remove BY WHERE COMMAND [DRIFT]: something to do before all that.
remove() {
  removal+=("$3") removal_by+=("$1") removal_where+=("$2")
  if [[ -n ${4-} ]]; then drift+=("$4"); fi
}

# known OBJECT: asked for now, or by a later step and not taken away by one up to now.
known() { [[ -n ${want[$1]-} || (-n ${later[$1]-} && -z ${want[$1]+gone}) ]]; }

# in_words WHERE: sets `at` to what tells people where.
in_words() {
  at=" in $1"
  if [[ $1 == host ]]; then at=''; fi
}

compare() {
  local n key where kind
  for n in "${!fact[@]}"; do
    key=${fact[n]} where=${fact_where[n]} kind=${fact_kind[n]}
    if [[ ${want[$key]-} != "$n" ]]; then continue; fi
    now=${fact_step[n]}
    in_words "$where"
    case $kind in
      address | netns | route)
        if [[ -n ${have[$key]-} ]]; then
          ok=$((ok + 1))
        else
          need ip "$where" "${fact_command[n]}" "missing: ${fact_command[n]/ add/}$at"
        fi
        ;;
      *) "compare_$kind" "$n" "$key" "$where" ;;
    esac
  done
}

compare_link() {
  local key=$2 where=$3 peer=${link_peer[$2]} why='' end
  if [[ -n ${have[$key]-} ]]; then
    look_at_link "$key" "$peer"
    if [[ -z $why ]]; then
      ok=$((ok + 1)) && compare_defaults "$key"
      return
    fi
  elif [[ -n $peer && -n ${have[$peer]-} ]]; then
    why='its other end is not where it belongs'
  fi
  made_now[$key]=1
  if [[ -z $why ]]; then
    need ip "${link_from[$key]}" "${fact_command[$1]}" ''
    if [[ -n ${have["host netns $where"]-} ]]; then drift+=("missing: link ${key##* }$at"); fi
    return
  fi
  drift+=("changed: link ${key##* }$at, $why")
  for end in "$key" ${peer:+"$peer"}; do
    if [[ -n ${have[$end]-} ]]; then
      remove ip "${end%% *}" "link delete ${end##* }"
      lose "$end"
    fi
  done
  need ip "${link_from[$key]}" "${fact_command[$1]}"
}

# lose LINK: what goes when a link goes.
lose() {
  local key where=${1%% *} dev=${1##* }
  for key in "${!have[@]}"; do
    case "$key " in
      "$where link $dev " | "$where address "*" dev $dev " | "$where route "*" dev $dev "*) have[$key]='' ;;
      *) ;;
    esac
  done
}

# look_at_link KEY PEER: sets why, if the link is another than the one asked for.
look_at_link() {
  local line=${have[$1]} far='' i
  local -a words
  if [[ "$line " != *'\    '"${link_type[$1]} "* ]]; then why="it is no ${link_type[$1]}"; fi
  read -ra words <<<"${link_words[$1]}"
  for ((i = 0; i + 1 < ${#words[@]}; i += 2)); do
    if [[ ${words[i]} != link && "$line " != *" ${words[i]} ${words[i + 1]} "* ]]; then why="not ${words[i]} ${words[i + 1]}"; fi
  done
  if [[ -z $2 ]]; then return; fi
  far=${have[$2]-}
  if [[ -z $far ]]; then
    why='its other end is not where it belongs'
  elif [[ "${line#*@}" != "if${far%%:*}:"* && "${line#*@}" != "${2##* }:"* ]]; then
    why="its other end is another than ${2##* }"
  fi
}

# compare_defaults LINK: what nobody asked for must be as it is on a new link.
compare_defaults() {
  local where=${1%% *} dev=${1##* } line=${have[$1]}
  if [[ $line == *' master '* ]] && ! spoken_of "$where $dev master"; then
    need ip "$where" "link set $dev nomaster" "changed: link $dev$at, is a port of something"
  fi
  if [[ $line == *[\<,]UP[,\>]* ]] && ! spoken_of "$where $dev state"; then
    need ip "$where" "link set $dev down" "changed: link $dev$at, is up"
  fi
  if [[ ${link_type[$1]} == veth && $line != *' mtu 1500 '* ]] && ! spoken_of "$where $dev mtu"; then
    need ip "$where" "link set $dev mtu 1500" "changed: link $dev$at, not mtu 1500"
  fi
}

spoken_of() { [[ -n ${attribute[$1]-} || -n ${later[$1]-} ]]; }

# The far end of a pair is made with the near one.
compare_peer() { if [[ -n ${have[$2]-} ]]; then compare_defaults "$2"; fi; }

compare_attributes() {
  local where=$3 dev=${fact_command[$1]%% *} made=${fact_command[$1]#* } line name value lacks=''
  local -a given
  line=${have["$where link $dev"]-}
  read -ra given <<<"${made#*/}"
  made=${made%%/*}
  if [[ -n $made && -n ${made_now[$made]-} ]]; then return; fi
  for name in "${given[@]}"; do
    if [[ ${attribute_of["$where $dev $name"]-} != "$1" ]]; then continue; fi
    value=${attribute["$where $dev $name"]}
    case $name$value in
      stateup) [[ $line == *[\<,]UP[,\>]* ]] || lacks+=' up' ;;
      statedown) [[ -z $line || $line != *[\<,]UP[,\>]* ]] || lacks+=' down' ;;
      address*) [[ $line == *" link/ether $value "* ]] || lacks+=" address $value" ;;
      *) [[ "$line " == *" $name $value "* ]] || lacks+=" $name $value" ;;
    esac
  done
  if [[ -n $lacks ]]; then
    need ip "$where" "link set $dev$lacks" "${line:+changed: link $dev$at, not$lacks}"
  elif [[ -z $made ]]; then
    ok=$((ok + 1))
  fi
}

# Interfaces that the kernel itself puts into a new namespace when a tunnel module is loaded.
readonly born=' lo tunl0 gre0 gretap0 erspan0 ip_vti0 ip6_vti0 sit0 ip6tnl0 ip6gre0 '

# What stands in the lab's namespaces and on its links, and nobody asks for. Where commands or processes of the author's
# work, it may be theirs, and is left alone.
find_extras() {
  local key where rest dev line
  for key in "${!have[@]}"; do
    where=${key%% *} rest=${key#* }
    if [[ -z ${have[$key]} || ${have[$key]} == automatic ]] || known "$key"; then continue; fi
    if [[ -n ${busy[$where]-} ]]; then continue; fi
    in_words "$where"
    case $rest in
      'link '*)
        dev=${rest#link }
        if [[ $born == *" $dev "* ]]; then continue; fi
        if [[ $where == host && ${have[$key]} != *" group $group "* ]]; then continue; fi
        remove ip "$where" "link delete $dev" "extra: link $dev$at"
        ;;
      'address '*)
        dev=${key##* }
        if ! known "$where link $dev" && [[ $dev != lo || $where == host ]]; then continue; fi
        remove ip "$where" "address delete ${rest#address }" "extra: $rest$at"
        ;;
      'route '*)
        dev=${key#* dev } dev=${dev%% *}
        if [[ $key == *' dev '* ]]; then
          if ! known "$where link $dev" && [[ $dev != lo || $where == host ]]; then continue; fi
        elif [[ $where == host && -z ${noted["$rest"]-} ]]; then
          continue
        fi
        remove ip "$where" "route delete ${rest#* : }" "extra: route ${rest#* : }$at"
        ;;
      *) ;;
    esac
  done
  each_feature extras
  for where in "${namespaces[@]}"; do
    if [[ -n ${inode[$where]-} ]] && ! known "host netns $where"; then
      remove ip host "netns delete $where" "extra: namespace $where"
    fi
  done
}

# extra_notes KIND: processes and commands that are noted as ours and that no step asks for any more.
extra_notes() {
  local note
  for note in "${owns[@]}"; do
    if [[ $note == "$1 "* && -e $notes/${note/ /-} ]] && ! known "host $note"; then remove "$1" host "${note#* }" "extra: $note"; fi
  done
}

# A foreign object of one of our names stops the run before the first change. This is judged on what was read, before
# anything is planned.
refuse_foreign() {
  local key name
  refuse_older
  foreign=''
  for key in "${!want[@]}" "${!later[@]}"; do
    if [[ -n ${later[$key]-} || -n ${want[$key]} ]]; then
      case $key in
        'host link '*) if [[ "${have[$key]:- group $group }" != *" group $group "* ]]; then foreign+=$'\n'"  link ${key##* }"; fi ;;
        'host route '*) foreign_route "$key" ;;
        *) ;;
      esac
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

# foreign_route KEY: a route of the machine to the same place by another way.
foreign_route() {
  local key
  for key in "${!have[@]}"; do
    if [[ ${key%% : *} == "${1%% : *}" && $key != "$1" && -z ${noted["${key#host }"]-} ]]; then
      foreign+=$'\n'"  route ${key#* : }"
    fi
  done
}

# A name that a reboot has left in /run/netns without a namespace behind it.
find_dead_names() {
  local name
  for name in "${namespaces[@]}"; do
    if [[ -z ${inode[$name]-} && -e /run/netns/$name ]]; then remove ip host "netns delete $name" "dead name: /run/netns/$name"; fi
  done
}

# The machine must know the types of the links that are to be made. Where no module of that name is loaded, one is tried
# in a namespace that is gone again at once.
require_link_types() {
  local key type answer
  local -A tried=()
  for key in "${!made_now[@]}"; do
    type=${link_type[$key]}
    if [[ -n ${tried[$type]-} || -d /sys/module/$type ]]; then continue; fi
    tried[$type]=1
    answer=$(unshare --net ip link add probe type "$type" 2>&1) || true
    if [[ $answer == *'Unknown device type'* || $answer == *'not supported'* ]]; then
      die 3 "this kernel knows no links of type $type; on Debian or Ubuntu: apt-get install linux-modules-extra-$(uname -r), then modprobe $type"
    fi
  done
}

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

# ---- the run -------------------------------------------------------------------------------------

# What the lesson asks for is known after one walk; then its words are the programs again.
walk() {
  lesson
  unset -f ip sysctl nft
}

make_plan() {
  todo=() todo_by=() todo_where=() todo_step=() drift=() removal=() removal_by=() removal_where=()
  made_now=() ok=0
  refuse_foreign
  find_dead_names
  compare
  find_extras
  require_link_types
}

usage() {
  printf 'usage: %s [--dry-run | --check] [--until STEP] [--list-steps] [--quiet] [--help]\n' "${0##*/}"
}

help() {
  usage
  printf '%s\n' '' 'Makes the lab, or what is missing of it. A second run changes nothing.' '' \
    '  --dry-run     print the commands that would run, and run none' \
    '  --check       name what is missing, changed or not in the lesson; change nothing' \
    '  --until STEP  stop after this step, by its name or number' \
    '  --list-steps  print the steps' \
    '  --quiet       print nothing but errors' \
    '  --help        print this' '' \
    'UPLINK=eth0[,eth1]  the interfaces that lead out, if not those of the default routes' '' \
    'Exit: 0 done, 1 failed or (with --check) something differs, 2 usage, 3 this machine lacks something,' \
    '4 something that this lab has not made is in the way.'
}

read_arguments() {
  local wanted=''
  while (($#)); do
    case $1 in
      --dry-run | --check | --list-steps) mode=${1#--} ;;
      --until) wanted=${2:?--until needs the name or number of a step} && shift ;;
      --until=*) wanted=${1#--until=} ;;
      --quiet) quiet=1 ;;
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

main() {
  local pass ok_before=''
  read_arguments "$@"
  if [[ $mode == list-steps ]]; then
    printf '%s\n' "${steps[@]}"
    return
  fi
  require_commands "${commands[@]}"
  if ((EUID != 0)); then die 3 "needs root: sudo ./${0##*/}"; fi
  shopt -s nullglob
  exec 9</run && flock 9 # one run at a time; no file is left behind, and the kernel lets go when this ends
  look_at_host
  walk
  for pass in 1 2 3; do
    if ((pass > 1)); then look_at_host; fi
    look_inside
    make_plan
    if [[ $mode == check ]]; then
      if ((${#drift[@]} + ${#todo[@]} + ${#removal[@]})); then
        printf '%s\n' "${drift[@]}"
        exit 1
      fi
      break
    fi
    ok_before=${ok_before:-$ok}
    if ((${#todo[@]} + ${#removal[@]} == 0)); then break; fi
    changed=$((changed + ${#todo[@]} + ${#removal[@]}))
    if [[ $mode == run ]]; then write_down; fi
    act
    if [[ $mode != run ]]; then break; fi
    write_inodes
    each_feature after
    if ((${#removal[@]} == 0)); then break; fi # a removal can take more with it: look again
  done
  say "$lab: ok=${ok_before:-$ok} changed=$changed"
}

main "$@"
