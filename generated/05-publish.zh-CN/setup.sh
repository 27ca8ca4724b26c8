#!/usr/bin/env bash
# publish-zh: 进来的路：发布端口
#
#   创建  网络命名空间 namespace1 namespace2 namespace3
#         本机上的接口 test-bridge veth0 veth2 veth4
#         nft 表 inet netgen_publish-zh
#   影响  本机的内核参数 net.ipv4.ip_forward；拆除时恢复原值
#         如果另有防火墙过滤转发的数据包：加入带注释 netgen-publish-zh 的规则
#   需要  Linux、root 权限、bash 4.4 或更新版本；命令 flock ip nft python3 setsid sysctl
#   记录  /run/netgen/publish-zh
#   撤销  ./teardown.sh
#   来源  tutorials/05-publish.zh-CN.md；请修改它而不是本文件，然后运行 netgen build
# Functions that answer yes or no stand in conditions; where the status of a $( ) matters, its text is looked at;
# the author's own words stand in single quotes, whatever is in them.
# shellcheck disable=SC2310,SC2312,SC2016
set -euo pipefail
export LC_ALL=C
# The marks of what this lab makes: the group of its links on this machine, its nft table.
readonly lab=publish-zh group=1547161188 own_table=netgen_publish-zh
readonly steps=(server published)
readonly namespaces=(namespace1 namespace2 namespace3)
readonly features=(settings tables gates processes)
readonly commands=(flock ip nft python3 setsid sysctl)

# 课程内容。每一行都是可以照样输入的命令。在本脚本里 ip、sysctl 和 nft 是函数：它们只记下这一行要求什么，
# 然后脚本查看一次内核的状态，再按这个顺序运行缺少的命令。
# accept_forward、write_file、start_process 和 run_once 不是程序，它们定义在课程内容的下方。
lesson() {
  # tutorials/05-publish.zh-CN.md:14
  step 1 '外面访问不到的服务'
  # 网络命名空间是一套独立的网络栈：自己的接口、路由和规则。
  ip netns add namespace1
  ip netns add namespace2
  ip netns add namespace3
  # 新命名空间的回环接口默认是关闭的。别名标明这个命名空间属于哪个实验。
  ip -n namespace1 link set lo alias netgen:publish-zh up
  ip -n namespace2 link set lo alias netgen:publish-zh up
  ip -n namespace3 link set lo alias netgen:publish-zh up
  # 网桥就是一台交换机，网线都插在它上面。
  ip link add test-bridge group 1547161188 up type bridge
  # veth 对就像一根网线：一端进，另一端出。两端直接创建在各自的位置。
  ip link add veth0 group 1547161188 master test-bridge up type veth peer name veth1 netns namespace1
  ip link add veth2 group 1547161188 master test-bridge up type veth peer name veth3 netns namespace2
  ip link add veth4 group 1547161188 master test-bridge up type veth peer name veth5 netns namespace3
  # 加载了 br_netfilter（例如装了 Docker）时，只是穿过网桥的帧也要经过宿主机的防火墙。
  accept_forward ipv4 test-bridge test-bridge
  # 给网桥配上地址，宿主机就成为这个子网的一员，其他成员可以把它当作网关。
  ip address add 172.19.0.1/24 dev test-bridge
  # 给每个接口配置地址；斜杠后的长度说明地址中有多少位表示子网。
  ip -n namespace1 address add 172.19.0.2/24 dev veth1
  ip -n namespace2 address add 172.19.0.3/24 dev veth3
  ip -n namespace3 address add 172.19.0.4/24 dev veth5
  # 新接口默认是关闭的；启用之后才能收发数据包。
  ip -n namespace1 link set veth1 up
  ip -n namespace2 link set veth3 up
  ip -n namespace3 link set veth5 up
  # 让宿主机在各接口之间转发数据包。拆除实验时恢复原来的值。
  sysctl -w net.ipv4.ip_forward=1
  # 目的地不在直连子网内的数据包，都交给网关。
  ip -n namespace1 route add default via 172.19.0.1 dev veth1
  ip -n namespace2 route add default via 172.19.0.1 dev veth3
  ip -n namespace3 route add default via 172.19.0.1 dev veth5
  # 从这里再往外，没有人认识实验里的地址，所以数据包改用出接口的地址发出。
  nft -D "$uplinks" -f - <<'NFT'
table inet netgen_publish-zh
delete table inet netgen_publish-zh
table inet netgen_publish-zh {
	chain way_out {
		type nat hook postrouting priority srcnat; policy accept;
		# masquerade test-bridge out uplink
		ip saddr 172.19.0.0/24 oifname $uplink masquerade
	}
}
NFT
  # 如果宿主机的防火墙会丢弃转发的数据包，就放行本实验发出的数据包。
  accept_forward ipv4 test-bridge @uplink
  # 向内只放行应答，以及经过地址转换进来的数据包。
  accept_forward ipv4 @uplink test-bridge RELATED,ESTABLISHED,DNAT
  # 这个进程在实验存在期间一直运行。
  start_process namespace1-1 namespace1 'python3 -m http.server 80 --directory /sys/class/net'

  # tutorials/05-publish.zh-CN.md:53
  step 2 '一条规则，放人进来'
  # 实验发出的数据包改用出接口的地址；访问对外公布的端口时，连接会转交给后面的节点。
  nft -D "$uplinks" -f - <<'NFT'
table inet netgen_publish-zh
delete table inet netgen_publish-zh
table inet netgen_publish-zh {
	chain way_in {
		type nat hook prerouting priority dstnat; policy accept;
		# publish tcp/8080 to namespace1 tcp/80
		iifname != "test-bridge" meta nfproto ipv4 fib daddr type local tcp dport 8080 dnat ip to 172.19.0.2:80
	}
	chain way_in_from_here {
		type nat hook output priority -100; policy accept;
		# publish tcp/8080 to namespace1 tcp/80
		meta nfproto ipv4 fib daddr type local tcp dport 8080 dnat ip to 172.19.0.2:80
	}
	chain way_out {
		type nat hook postrouting priority srcnat; policy accept;
		# masquerade test-bridge out uplink
		ip saddr 172.19.0.0/24 oifname $uplink masquerade
	}
}
NFT
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

# ---- settings of the kernel ----------------------------------------------------------------------

declare -A restorable=() # settings that some step gives back
declare -A setting=()    # what each is to be
declare -A watched=()    # per namespace: the settings to read

# sysctl [NAMESPACE] -w KEY=VALUE
sysctl() {
  local where=host
  if [[ $1 != -w ]]; then where=$1 && shift; fi
  watched[$where]+=" ${2%%=*}"
  if ((now <= until)); then setting["$where sysctl ${2%%=*}"]=${2#*=}; fi
  ask sysctl "$where sysctl ${2%%=*}" "$where" "sysctl -w $2"
}

# restore_sysctl WHERE KEY
restore_sysctl() {
  restorable["$1 $2"]=1
  take_away "$1 sysctl $2"
}

# of_own_link SETTING: one of a link that this lab makes on the machine, which may not be there yet.
of_own_link() {
  local rest=${1#net.*.*.}
  rest=${rest%%.*}
  [[ -n ${want["host link ${rest//\//.}"]-} ]]
}

compare_sysctl() {
  local where=$3 name=${2##* } value=${setting[$2]} held
  local -a words
  sysctl_path "$name"
  read -ra words <<<"${have["$where sysctl $path"]-}" && held=${words[*]}
  read -ra words <<<"$value" && value=${words[*]}
  # What is a setting of the lab's own link goes with it: there is nothing to give back.
  if [[ $where == host ]] && ! of_own_link "$name"; then
    if [[ ! -e $path ]]; then die 3 "this kernel has no setting $name"; fi
    if [[ ! -s $before/${name//\//,}.netgen-$lab || ! -s $before/${name//\//,} ]]; then
      need remember host "$name $value" "missing: note that $lab needs $name"
    fi
  fi
  if [[ $held == "$value" ]]; then
    ok=$((ok + 1))
  else
    need sysctl "$where" "$name=$value" "changed: $name$at is ${held:-not set}, not $value"
  fi
}

look_settings() {
  local line where key
  local -a keys
  ask_namespaces print_settings
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
  printf "echo '@ns %s'\nnsenter --net='/run/netns/%s' grep -s '' /dev/null" "$1" "$1"
  read -ra keys <<<"${watched[$1]}"
  for key in "${keys[@]}"; do sysctl_path "$key" && printf " '%s'" "$path"; done
  printf '\n'
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
}

has_note() {
  if [[ $1 == host ]]; then [[ -e $before/${2//\//,}.netgen-$lab ]]; else [[ -s $notes/before-$1,${2//\//,} ]]; fi
}

do_sysctl() {
  local name=${2%%=*} file
  show "$(there "$1")sysctl -w $(quoted "$2")"
  if [[ $mode != run ]]; then return; fi
  if [[ $1 == host ]]; then
    flush_host && sysctl -qw "$2"
  else
    file=$notes/before-$1,${name//\//,}
    if [[ -n ${restorable["$1 $name"]-} && ! -s $file ]]; then
      shell_inside "$1" "ip netns exec '$1' sysctl -n $(quoted "$name") >'$file'"
    fi
    shell_inside "$1" "ip netns exec '$1' sysctl -qw $(quoted "$2")"
  fi
}

# Settings of the machine's links need the links; those of a namespace need not wait.
flush_host() {
  local -a waiting=("${order[@]}")
  order=() && flush && order=("${waiting[@]}")
}

# Who needs a setting is noted first, then the value before (empty: killed in between, nothing was changed yet).
do_remember() {
  local name=${2%% *} now
  local file=$before/${name//\//,}
  show "note that $lab sets $name, and the value before"
  if [[ $mode != run ]]; then return; fi
  printf '%s\n' "${2#* }" >"$file.netgen-$lab"
  sysctl_path "$name"
  if [[ ! -s $file ]]; then read -r now <"$path" && printf '%s\n' "$now" >"$file"; fi
}

take_restore() {
  local value='' file=$notes/before-$1,${2//\//,}
  if [[ $1 == host ]]; then
    give_back "$2"
  else
    read -r value <"$file" || true
    show "ip netns exec $1 sysctl -w $(quoted "$2=$value")"
    if [[ $mode == run ]]; then ip netns exec "$1" sysctl -qw "$2=$value" && rm -f "$file"; fi
  fi
}

# ---- tables of nft -------------------------------------------------------------------------------

declare -A table_text=() table_define=() # what nft reads, and what it is given with -D
declare -A tabled=()                     # namespaces that have a table of the lab in some step

# nft [NAMESPACE] [-D uplink=SET] -f -, or nft [NAMESPACE] delete table inet NAME
nft() {
  local where=host define='' rules_text=''
  if [[ $1 != -* && $1 != delete ]]; then where=$1 && shift; fi
  tabled[$where]=1
  if [[ $1 == delete ]]; then
    take_away "$where table"
    return
  fi
  if [[ $1 == -D ]]; then define=$2; fi
  IFS= read -rd '' rules_text || true
  if ((now > until)); then
    later["$where table"]=1
    return
  fi
  if [[ $define == 'uplink=' ]]; then need_uplink; fi
  table_text["$where table"]=$rules_text table_define["$where table"]=$define
  ask table "$where table" "$where" 'nft -f -'
}

look_tables() {
  local line where listed
  ask_namespaces print_table
  for line in "${answers[@]}"; do
    if [[ $line == '@ns '* ]]; then
      where=${line#@ns }
    else
      have["$where table"]+=${have["$where table"]+$'\n'}$line
    fi
  done
  if [[ -z ${tabled[host]-} ]]; then return; fi
  listed=$(nft -s list table inet "$own_table" 2>/dev/null) || true
  if [[ -n $listed ]]; then have['host table']=$listed; fi
}

print_table() {
  if [[ -n ${tabled[$1]-} ]]; then
    printf "echo '@ns %s'\nnsenter --net='/run/netns/%s' nft -s list table inet '%s' 2>/dev/null\n" "$1" "$1" "$own_table"
  fi
}

extras_tables() {
  local key where
  for key in "${!have[@]}"; do
    where=${key%% *}
    if [[ $key != *' table' || -z ${have[$key]} ]] || known "$key"; then continue; fi
    in_words "$where"
    remove tool "$where" "nft delete table inet $own_table" "extra: nft table inet $own_table$at"
  done
}

# The lab's own table is replaced whole, unless the kernel lists it as it did when this very text was loaded.
compare_table() {
  local where=$3 listed=${have[$2]-} was='' asked line
  asked=${table_define[$2]}$'\n'${table_text[$2]}
  if [[ -e $notes/table-$where ]]; then IFS= read -rd '' was <"$notes/table-$where" || true; fi
  if [[ -n $listed && $was == "$asked$listed" ]]; then
    ok=$((ok + 1))
    return
  fi
  need table "$where" "${fact_command[$1]}" "$([[ -n $listed ]] && echo changed || echo missing): nft table inet $own_table$at"
  if [[ -z $listed || $was != "$asked"* ]]; then return; fi
  while IFS= read -r line; do
    [[ $'\n'$listed$'\n' == *$'\n'"$line"$'\n'* ]] || drift+=("missing: nft ${line##*$'\t'}$at")
  done <<<"${was#"$asked"}"
  while IFS= read -r line; do
    [[ $'\n'$was$'\n' == *$'\n'"$line"$'\n'* ]] || drift+=("extra: nft ${line##*$'\t'}$at")
  done <<<"$listed"
}

do_table() {
  local define=${table_define["$1 table"]} rules_text=${table_text["$1 table"]} command=nft
  if [[ -n $define ]]; then command+=" -D $(quoted "$define")"; fi
  show "$(there "$1")$command -f - <<'NFT'"$'\n'"${rules_text}NFT"
  if [[ $mode != run ]]; then return; fi
  flush
  if [[ $1 == host ]]; then
    nft ${define:+-D "$define"} -f - <<<"$rules_text"
    printf '%s\n%s%s' "$define" "$rules_text" "$(nft -s list table inet "$own_table")" >"$notes/table-$1"
  else
    ip netns exec "$1" nft ${define:+-D "$define"} -f - <<<"$rules_text"
    printf '%s\n%s%s' "$define" "$rules_text" "$(ip netns exec "$1" nft -s list table inet "$own_table")" >"$notes/table-$1"
  fi
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

# ---- gates: firewalls of others that a forwarded packet has to pass --------------------------------

declare -A wanted_rules=()
readonly -A gate_family=(['iptables-nft']=4 ['iptables-legacy']=4 ['ip6tables-nft']=6 ['ip6tables-legacy']=6)

look_gates() { wanted_rules=() && find_gates; }

# accept_forward ipv4|ipv6 IN OUT [STATES]: where a firewall filters what is forwarded, a tagged accept of ours.
accept_forward() { each_uplink accept "$@"; }
forget_forward() { each_uplink forget "$@"; }

each_uplink() {
  local from to rule
  local -a froms=("$3") tos=("$4")
  if [[ "$3 $4" == *@uplink* ]] && ((now <= until)); then need_uplink; fi
  if [[ $3 == @uplink ]]; then froms=("${uplink_names[@]}"); fi
  if [[ $4 == @uplink ]]; then tos=("${uplink_names[@]}"); fi
  for from in "${froms[@]}"; do
    for to in "${tos[@]}"; do
      rule="host forward ${2#ipv} $from $to ${5-}"
      if [[ $1 == accept ]]; then ask forward "$rule" host ''; else take_away "$rule"; fi
    done
  done
}

# gate_rules GATE FAMILY IN OUT STATES: sets `rules` to the rules of ours that this gate is to hold.
gate_rules() {
  local match tail="accept comment \"netgen-$lab\""
  rules=()
  case $1 in
    'nft ip '*) if [[ $2 == 6 ]]; then return; fi ;;
    'nft ip6 '*) if [[ $2 == 4 ]]; then return; fi ;;
    nft\ *) ;;
    *)
      if [[ ${gate_family[$1]} == "$2" ]]; then
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
  IFS=' ' read -r _ _ family from to states <<<"$2"
  for gate in "${!gates[@]}"; do
    gate_rules "$gate" "$family" "$from" "$to" "$states"
    for rule in "${rules[@]}"; do
      wanted_rules["$gate $rule"]=1
      if [[ ${gates[$gate]} == *"$rule"* ]]; then
        ok=$((ok + 1))
      elif [[ $gate == nft\ * ]]; then
        need tool host "nft insert rule ${gate#nft } $rule" "missing: $gate $rule"
      else
        need tool host "$gate -I $rule" "missing: $gate $rule"
      fi
    done
  done
}

# Tagged rules of ours that no step asks for.
extras_gates() {
  local gate line rule
  for gate in "${!gates[@]}"; do
    while IFS= read -r line; do
      if [[ $gate == nft\ * && $line == *" comment \"netgen-$lab\" # handle "* ]]; then
        rule=${line##*$'\t'}
        if [[ -n ${wanted_rules["$gate ${rule% # handle *}"]-} ]]; then continue; fi
        remove tool host "nft delete rule ${gate#nft } handle ${rule##* }" "extra: $gate ${rule% # handle *}"
      elif [[ $line == "-A FORWARD "*" --comment netgen-$lab "* && -z ${wanted_rules["$gate ${line#-A }"]-} ]]; then
        remove tool host "$gate -D ${line#-A }" "extra: $gate ${line#-A }"
      fi
    done <<<"${gates[$gate]}"
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

# ---- processes -----------------------------------------------------------------------------------

declare -A program=() # the command of each
declare -a started=()

# start_process ID WHERE COMMAND: a process in the foreground of its own session, found again by pid and start time.
start_process() {
  busy[$2]=1
  if ((now <= until)); then program["host process $1"]=$3; fi
  ask process "host process $1" "$2" "$3"
}
end_process() { take_away "host process $1"; }

compare_process() {
  local id=${2##* } where=$3 pid=0 why=missing held=''
  if [[ -e $notes/process-$id ]]; then
    { read -r _ && IFS= read -rd '' held; } <"$notes/process-$id" || true
    if runs "$id" "$where" && [[ $held == "${program[$2]}" ]]; then
      ok=$((ok + 1))
      return
    fi
    why=changed
    if ((pid)); then remove process "$where" "$id"; fi
  fi
  need process "$where" "$id" "$why: process $id$at"
}

extras_processes() { extra_notes process; }
note_process() { printf '\nprocess %s\n' "$1"; }

# runs ID WHERE: the noted process is still there, and where it belongs. Sets pid (0: it is gone).
runs() {
  read_process "$notes/process-$1"
  ((pid)) && [[ $2 == host || /proc/$pid/ns/net -ef /run/netns/$2 ]]
}

# The process notes itself, so that a kill of this script at any point leaves none unaccounted for; until then it holds
# the lock, after that nothing of ours.
do_process() {
  local command=${program["host process $2"]}
  local -a enter=()
  show "$(there "$1")bash -c $(quoted "$command") >$notes/$2.log &"
  if [[ $mode != run ]]; then return; fi
  flush
  if [[ $1 != host ]]; then enter=(ip netns exec "$1"); fi
  setsid "${enter[@]}" bash -c '
    read -r line </proc/$$/stat && read -ra fields <<<"${line##*) }"
    printf "%s %s\n%s" "$$" "${fields[19]}" "$2" >"$1"
    for open in /proc/self/fd/*; do
      if ((${open##*/} > 2)); then open=${open##*/} && exec {open}>&-; fi
    done
    exec bash -c "$2"' netgen "$notes/process-$2" "$command" </dev/null &>"$notes/$2.log" &
  started+=("$2")
}

# A process that ends at once is no process: say so, with what it said.
after_processes() {
  local id pid
  if ((${#started[@]} == 0)); then return; fi
  sleep 0.2
  for id in "${started[@]}"; do
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
