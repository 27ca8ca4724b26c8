#!/usr/bin/env bash
# providers-zh: 两家运营商，谁走哪一家
#
#   创建  网络命名空间 staff guests edge isp1 isp2 site desk phone
#   影响  本机的其他部分不受影响
#   需要  Linux、root 权限、bash 4.4 或更新版本、iproute2 4.20 或更新版本、awk, flock, sysctl
#   记录  /run/netgen/providers-zh：只要它在，这些名字就属于本实验；./teardown.sh 拆除一切
#   来源  tutorials/10-policy-routing.zh-CN.md；请修改它而不是本文件，然后运行 netgen build
if [ -z "${BASH_VERSION-}" ]; then echo "providers-zh: needs bash: bash $0" >&2 && exit 3; fi
set -euo pipefail +abfkmvC +o posix
if compgen -A function >/dev/null; then for name in $(compgen -A function); do unset -f "$name"; done; fi # functions, options (above) and variables (below) of the caller's shell stay out
unset BASH_ENV CDPATH GLOBIGNORE IFS POSIXLY_CORRECT && shopt -u failglob nullglob nocasematch && export -n SHELLOPTS BASHOPTS
umask 022 && export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin && if [[ $- == *x* ]]; then exec {BASH_XTRACEFD}>&2; fi # a trace is not part of the record

# ==== 课程内容：普通的命令，按运行的顺序排列 ====

# 两条出路: tutorials/10-policy-routing.zh-CN.md:14
step_one() {
  # 交换机就是一个网桥；把它放进单独的命名空间，宿主机的防火墙就管不到它。
  ip netns add staff
  ip netns add guests
  # 路由器也是一个网络命名空间；它会转发数据包，这才使它成为路由器。
  ip netns add edge
  ip netns add isp1
  ip netns add isp2
  # 网络命名空间是一套独立的网络栈：自己的接口、路由和规则。
  ip netns add site
  ip netns add desk
  ip netns add phone
  # 有了这个网桥，这个命名空间就成了一台交换机。
  ip -n staff link add br0 up type bridge
  ip -n guests link add br0 up type bridge
  # veth 对就像一根网线：一端进，另一端出。两端直接创建在各自的位置。
  ip -n staff link add edge master br0 up type veth peer name eth0 netns edge
  ip -n staff link add desk master br0 up type veth peer name eth0 netns desk
  ip -n guests link add edge master br0 up type veth peer name eth1 netns edge
  ip -n guests link add phone master br0 up type veth peer name eth0 netns phone
  ip -n edge link add eth2 type veth peer name eth0 netns isp1
  ip -n edge link add eth3 type veth peer name eth0 netns isp2
  ip -n isp1 link add eth1 type veth peer name eth0 netns site
  ip -n isp2 link add eth1 type veth peer name eth1 netns site
  # 新命名空间的回环接口默认是关闭的。
  ip -n staff link set lo up
  ip -n guests link set lo up
  ip -n edge link set lo up
  ip -n isp1 link set lo up
  ip -n isp2 link set lo up
  ip -n site link set lo up
  ip -n desk link set lo up
  ip -n phone link set lo up
  # 给每个接口配置地址；斜杠后的长度说明地址中有多少位表示子网。
  ip -n edge address add 10.0.1.1/24 dev eth0
  ip -n edge address add 10.0.2.1/24 dev eth1
  ip -n edge address add 198.51.100.1/30 dev eth2
  ip -n edge address add 198.51.100.5/30 dev eth3
  ip -n isp1 address add 198.51.100.2/30 dev eth0
  ip -n isp1 address add 192.0.2.1/30 dev eth1
  ip -n isp2 address add 198.51.100.6/30 dev eth0
  ip -n isp2 address add 192.0.2.5/30 dev eth1
  # 回环接口上的地址属于整个节点：不会因为某根网线断开而失效。
  ip -n site address add 203.0.113.1/32 dev lo
  # 给每个接口配置地址；斜杠后的长度说明地址中有多少位表示子网。
  ip -n site address add 192.0.2.2/30 dev eth0
  ip -n site address add 192.0.2.6/30 dev eth1
  ip -n desk address add 10.0.1.2/24 dev eth0
  ip -n phone address add 10.0.2.2/24 dev eth0
  # 新接口默认是关闭的；启用之后才能收发数据包。
  ip -n edge link set eth0 up
  ip -n edge link set eth1 up
  ip -n edge link set eth2 up
  ip -n edge link set eth3 up
  ip -n isp1 link set eth0 up
  ip -n isp1 link set eth1 up
  ip -n isp2 link set eth0 up
  ip -n isp2 link set eth1 up
  ip -n site link set eth0 up
  ip -n site link set eth1 up
  ip -n desk link set eth0 up
  ip -n phone link set eth0 up
  # 路由器会转发不是发给自己的数据包。
  ip netns exec edge sysctl -w net.ipv4.ip_forward=1
  ip netns exec edge sysctl -w net.ipv6.conf.all.forwarding=1
  # 反向路径过滤会丢弃“来路与回程接口不同”的数据包。新接口会沿用宿主机的这项设置。
  ip netns exec edge sysctl -w net.ipv4.conf.all.rp_filter=0
  ip netns exec edge sysctl -w net.ipv4.conf.eth0.rp_filter=0
  ip netns exec edge sysctl -w net.ipv4.conf.eth1.rp_filter=0
  ip netns exec edge sysctl -w net.ipv4.conf.eth2.rp_filter=0
  ip netns exec edge sysctl -w net.ipv4.conf.eth3.rp_filter=0
  # 路由器会转发不是发给自己的数据包。
  ip netns exec isp1 sysctl -w net.ipv4.ip_forward=1
  ip netns exec isp1 sysctl -w net.ipv6.conf.all.forwarding=1
  # 反向路径过滤会丢弃“来路与回程接口不同”的数据包。新接口会沿用宿主机的这项设置。
  ip netns exec isp1 sysctl -w net.ipv4.conf.all.rp_filter=0
  ip netns exec isp1 sysctl -w net.ipv4.conf.eth0.rp_filter=0
  ip netns exec isp1 sysctl -w net.ipv4.conf.eth1.rp_filter=0
  # 路由器会转发不是发给自己的数据包。
  ip netns exec isp2 sysctl -w net.ipv4.ip_forward=1
  ip netns exec isp2 sysctl -w net.ipv6.conf.all.forwarding=1
  # 反向路径过滤会丢弃“来路与回程接口不同”的数据包。新接口会沿用宿主机的这项设置。
  ip netns exec isp2 sysctl -w net.ipv4.conf.all.rp_filter=0
  ip netns exec isp2 sysctl -w net.ipv4.conf.eth0.rp_filter=0
  ip netns exec isp2 sysctl -w net.ipv4.conf.eth1.rp_filter=0
  # 新命名空间会沿用宿主机的这项设置。这里不转发数据包，所以明确关闭。
  ip netns exec site sysctl -w net.ipv4.ip_forward=0
  # 目的地不在直连子网内的数据包，都交给网关。
  ip -n edge route add default via 198.51.100.2 dev eth2
  # 路由说明：要去非直连的子网，下一跳是哪个邻居。
  ip -n isp1 route add 10.0.1.0/24 via 198.51.100.1 dev eth0
  ip -n isp1 route add 10.0.2.0/24 via 198.51.100.1 dev eth0
  ip -n isp1 route add 203.0.113.1/32 via 192.0.2.2 dev eth1
  ip -n isp2 route add 10.0.1.0/24 via 198.51.100.5 dev eth0
  ip -n isp2 route add 10.0.2.0/24 via 198.51.100.5 dev eth0
  ip -n isp2 route add 203.0.113.1/32 via 192.0.2.6 dev eth1
  ip -n site route add 10.0.1.0/24 via 192.0.2.1 dev eth0
  ip -n site route add 10.0.2.0/24 via 192.0.2.5 dev eth1
  # 目的地不在直连子网内的数据包，都交给网关。
  ip -n desk route add default via 10.0.1.1 dev eth0
  ip -n phone route add default via 10.0.2.1 dev eth0
}

# 给访客的路由表: tutorials/10-policy-routing.zh-CN.md:43
step_table() {
  # 目的地不在直连子网内的数据包，都交给网关。
  ip -n edge route add default via 198.51.100.6 dev eth3 table 102
  # 查路由之前先按优先级从小到大查规则：符合这条规则的数据包，按另一张路由表转发。
  ip -n edge rule add from 10.0.2.0/24 lookup 102 priority 1000
}

# 留在内部的: tutorials/10-policy-routing.zh-CN.md:80
step_inside() {
  # 这一步把它去掉。
  ip -n edge rule delete from 10.0.2.0/24 lookup 102 priority 1000
  # 符合这条规则的数据包先查每个节点都有的表，再轮到编号更大的规则；在表里查不到路由的，继续往后查规则。
  ip -n edge rule add to 10.0.0.0/16 lookup main priority 1000
  # 查路由之前先按优先级从小到大查规则：符合这条规则的数据包，按另一张路由表转发。
  ip -n edge rule add from 10.0.2.0/24 lookup 102 priority 1010
}

# ==== 下面的框架需要知道的本实验的情况 ====

# Links of the lab on this machine bear the number `group`; teardown.sh deletes those that bear it, by whatever name.
readonly lab=providers-zh group=1577674870 steps=(one table inside) namespaces=(staff guests edge isp1 isp2 site desk phone)
declare -rA source=([one]=tutorials/10-policy-routing.zh-CN.md:14 [table]=tutorials/10-policy-routing.zh-CN.md:43 [inside]=tutorials/10-policy-routing.zh-CN.md:80)
declare -rA package=([awk]=mawk [flock]=util-linux [ip]=iproute2 [stat]=coreutils [sysctl]=procps)
# The state of the lab is what the kernel answers to these questions, on the machine and in each namespace.
readonly of_namespace='route show table all; rule show; address show'

# ==== 框架：实验要么与记录完全一致地停在某一步，要么整个拆除重做 ====

readonly record=/run/netgen/$lab claims=("${namespaces[@]/#/namespace }")
mode=run until=${#steps[@]} stands_at=0 ok=0 changed=0 failed=1 why='' step='' noted='' our_links='' teardown=${0%setup.sh}teardown.sh teardown_text='' far=''
declare -A lines=()
host_lines='' uplinks=() in_the_way=()

# die STATUS SENTENCE: a refusal (2, 3, 4) has failed nothing, if it has changed nothing.
die() { { printf '%s: %s\n' "$lab" "$2" >&2 || true; } && if (($1 >= 2 && changed == 0)); then failed=0; fi && exit "$1"; }

# ---- the words of the lesson ----
# note LINE: shows it, and says whether it is to run.
note() { changed=$((changed + 1)) && printf '%s\n' "$1" && [[ $mode == run ]]; }

# `ip` takes its lines down, and `flush` runs them by few processes: one for the machine, then one for each namespace. So each
# runs after those above it; only lines of different namespaces run side by side. Links get the mark of the lab as they are made.
ip() {
  if [[ "$1 $2" == 'netns exec' ]]; then
    run ip "$@"
  elif ! note "ip $*"; then
    return 0
  elif [[ $1 == -n ]]; then
    # What reaches into another namespace runs by itself.
    local reaches='' line=" ${*:3} "
    if [[ $line == *' netns '* || $line == ' link delete '* ]]; then reaches=$2; fi
    if [[ -n $far$reaches && ${!lines[*]} != @(|"$2") ]]; then flush; fi
    far=${reaches:-$far}
    if [[ $line == ' link delete '* ]]; then noted=''; fi # the other end goes, too
    lines[$2]+="${*:3}"$'\n'
  else
    if ((${#lines[@]})); then flush; fi
    local line=$*
    host_lines+="${line/#link add/link add group $group}"$'\n'
  fi
}

flush() {
  if [[ -n $host_lines ]]; then
    noted=''
    command ip -batch - <<<"${host_lines%$'\n'}" &>"$record/was/host" || explain '' host "$host_lines"
    host_lines=''
  fi
  if ((${#lines[@]})); then
    noted+=" ${!lines[*]} "
    look was "${!lines[@]}"
    lines=() far=''
  fi
}

# explain WORDS PLACE LINES: at which of its lines a batch has stopped; those behind it have not run.
explain() {
  local said batch
  said=$(<"$record/was/$2")
  mapfile -t batch <<<"${3%$'\n'}"
  if [[ $said =~ ^(.*)Command\ failed\ -:([0-9]+) ]]; then
    changed=$((changed - ${#batch[@]} + BASH_REMATCH[2] - 1))
    said="ip $1${batch[BASH_REMATCH[2] - 1]/ group $group/}: ${BASH_REMATCH[1]%$'\n'}"
  fi
  die 1 "${source[$step]}: failed: $said"
}

# Any other command runs when the lines of `ip` above it have. Most may change what a namespace holds, which is told anew then; what they leave running does not hold the lock.
run() {
  local line
  printf -v line ' %q' "$@"
  if ! note "${line:1}"; then cat && return; fi # what it reads
  flush
  if [[ "$* " != @(sysctl|nft|ip*tables-*|ip netns exec +([! ]) @(sysctl|nft))\ * ]]; then noted=''; fi
  (command "$@" >/dev/null 2>"$record/said" 6>&- 8<&- 9<&-) || { changed=$((changed - 1)) && die 1 "${source[$step]}: failed:$line: $(<"$record/said")"; }
}

# ---- the record: what the kernel said after the last step (was), and what it says (now) ----
write() { printf '%s\n' "${@:2}" 2>/dev/null >"$1" || die 3 "cannot write to $1"; }

# look was|now NAMESPACE...: for each, shared by two shells, one process runs the lines that wait, if any, and tells what stands there.
look() {
  local place i=0 shell_text=('' '')
  for place in "${@:2}"; do
    shell_text[i++ % 2]+="command ip -n $place -batch - >$record/$1/$place 2>&1 <<'IP' || echo $place >>$record/failed"$'\n'"${lines[$place]-}${of_namespace//; /$'\n'}"$'\nIP\n'
  done
  eval "${shell_text[1]}" & # names of this lab, and its lines as quoted text
  eval "${shell_text[0]}"
  wait "$!"
  if [[ $1 == was && -e $record/failed ]]; then
    read -r place <"$record/failed" && explain "-n $place " "$place" "${lines[$place]-}"
  fi
}

# look_at_host was|now: what is the lab's on this machine, what that depends on, and which namespaces have its names.
look_at_host() {
  local name
  name_inodes >"$record/$1/namespaces" &
  {
    echo "packets leave by ${uplinks[*]}"
    command ip netns exec edge sysctl net.ipv4.ip_forward net.ipv6.conf.all.forwarding net.ipv4.conf.all.rp_filter net.ipv4.conf.eth0.rp_filter net.ipv4.conf.eth1.rp_filter net.ipv4.conf.eth2.rp_filter net.ipv4.conf.eth3.rp_filter || true
    command ip netns exec isp1 sysctl net.ipv4.ip_forward net.ipv6.conf.all.forwarding net.ipv4.conf.all.rp_filter net.ipv4.conf.eth0.rp_filter net.ipv4.conf.eth1.rp_filter || true
    command ip netns exec isp2 sysctl net.ipv4.ip_forward net.ipv6.conf.all.forwarding net.ipv4.conf.all.rp_filter net.ipv4.conf.eth0.rp_filter net.ipv4.conf.eth1.rp_filter || true
    command ip netns exec site sysctl net.ipv4.ip_forward || true
  } &>"$record/$1/host"
  wait "$!" || true # some may be gone
}

# A namespace that somebody has made anew under its name has another inode. The process becomes `stat`.
name_inodes() { exec stat -L -c '%n %i %.Z' "${namespaces[@]/#//run/netns/}" 2>/dev/null; }

# differences: but for what changes by itself: carrier, what daemons and leases bring, what IPv6 and modules of tunnels add.
differences() {
  cd "$record" && exec awk '
    /^[0-9]/ || FNR == 1 { name = link = /^[0-9]/ ? $2 : ""; sub(/[@:].*/, "", name) } # stands before its addresses
    first && / dynamic / { split($2, address, "/"); leased[address[1]]; if ($1 == "inet6") advertised[substr(FILENAME, 5), name] } # addresses of DHCP and of routers
    first || /^$|(^| )(fe80::|ff00::)| dynamic | valid_lft | expires |^(local|broadcast|anycast|multicast) .* proto kernel |^[0-9]+: (tunl|gre|gretap|erspan|ip_vti|ip6_vti|sit|ip6tnl|ip6gre)0@/ { next } # come by themselves
    match($0, / src [^ ]+/) && substr($0, RSTART + 5, RLENGTH - 5) in leased || / proto kernel metric 256 / && (substr(FILENAME, 5), $3) in advertised { next } # routes that these bring
    !/^\tnexthop / { foreign = / proto / && !/ proto (static|kernel)( |$)/ }
    foreign { next } # routes of daemons, each with its next hops
    {
      sub(/^ +/, "  " link " ")
      gsub(/NO-CARRIER,|,LOWER_UP|,M-DOWN| linkdown| dead| tentative| (state|link-netns|link-netnsid) [^ ]+/, "") # signal, and names of the other end
      count[substr(FILENAME, 5) ": " $0] += FILENAME ~ /^was/ ? 1 : -1
    }
    END { for (line in count) if (count[line]) print (count[line] > 0 ? "gone " : "new  ") line | "sort -bk 2" }
  ' first=1 was/* now/* first= was/* now/* # twice, for addresses stand behind the routes that they bring
}

# judge: sets `stands_at` to the step that stands as recorded, or `why` to what speaks against that.
judge() {
  local place places=()
  if [[ ! -e $record ]]; then return; elif [[ ! -d $record ]]; then die 3 "cannot write to $record"; fi
  read -r stands_at ok 2>/dev/null <"$record/lesson" || stands_at=0
  if [[ $stands_at == 0 || ! -e $record/was/host || $(<"$record/lesson") != "$stands_at $ok"$'\n'"$(declare -f "${steps[@]/#/step_}")" ]]; then
    why='half made, or made by another version of this script' stands_at=0 ok=0 && return
  fi
  write "$record/now/host" '' # can the record be written at all? look_at_host fills it
  for place in "${namespaces[@]}"; do if [[ -e $record/was/$place ]]; then places+=("$place"); fi; done
  look_at_host now &
  look now "${places[@]}"
  wait
  why=$(differences)
  if [[ -z $why ]] && ((stands_at > until)); then why="step ${steps[stands_at - 1]} is done"; fi
}

# begin: from here on, the names of the lab are its own.
begin() {
  command mkdir -p "$record/was" "$record/now" 2>/dev/null || die 3 "cannot write to $record"
  if ((stands_at > 0)); then
    command rm -f "$record/lesson" "$record/was/namespaces" "$record/failed"
  else
    write "$record/names" "${claims[@]}"
    if [[ -n $teardown ]]; then write "$record/from" "$(cd "${teardown%"${teardown##*/}"}./" && pwd)" && write "$record/teardown.sh" "${teardown_text%$'\n'}"; fi
  fi
}

write_record() {
  local place places=()
  for place in "${namespaces[@]}"; do if [[ $noted != *" $place "* && -e /run/netns/$place ]]; then places+=("$place"); fi; done
  if ((${#places[@]})); then look was "${places[@]}"; fi
  look_at_host was
  { echo "$until $((ok + changed))" && declare -f "${steps[@]/#/step_}"; } 2>/dev/null >"$record/lesson" || die 3 "cannot write to $record/lesson"
}

# ---- before the first change: what this machine has ----

# refuse: what is in the way: things of others by names of the lab.
refuse() {
  local thing name owned=$'\n' devices down
  if [[ -e $record/names ]]; then owned+=$(<"$record/names")$'\n'; else our_links=''; fi
  IFS= read -rd '' devices </proc/net/dev || true
  for thing in "${claims[@]}"; do
    name=${thing#* }
    case $thing in
      link*) [[ $devices == *[$' \n']"$name:"* && $our_links != *" $name "* ]] ;;
      namespace*) [[ -e /run/netns/$name && $owned != *$'\n'"$thing"$'\n'* ]] ;;
      *) false ;;
    esac && in_the_way+=("$thing")
  done
  if [[ -s $record/lesson ]]; then mapfile -t -O "${#in_the_way[@]}" in_the_way < <(name_inodes | grep -vxFf "$record/was/namespaces" 2>/dev/null); fi
  if ((${#in_the_way[@]} > 4)); then in_the_way=("${in_the_way[@]:0:3}" "$((${#in_the_way[@]} - 3)) more"); fi
  for name in /run/netgen/*; do
    if [[ $name != "$record" && ${#in_the_way[@]} != 0 ]] && grep -qxF "${in_the_way[0]%% with *}" "$name/names" 2>/dev/null; then
      down=$({ ls "$(<"$name/from")/teardown.sh" || echo "bash $name/teardown.sh"; } 2>/dev/null)
      die 4 "lab ${name##*/} has these names; take it down with $down:$(IFS=, && echo "${in_the_way[*]/#/ }")"
    fi
  done
  if ((${#in_the_way[@]})); then die 4 "in the way, and not made by this lab:$(IFS=, && echo "${in_the_way[*]/#/ }")"; fi
}

# ---- the run ----
readonly usage="usage: ${0##*/} [--dry-run | --check] [--until STEP] [--list-steps] [--quiet] [--help]
--dry-run prints the commands that it would run; --check says what differs from what was set up.
STEP is one of: ${steps[*]}.
Status: 0 done, 1 failed or different, 2 usage, 3 this machine cannot, 4 something of others is in the way"

read_options() {
  while (($#)); do
    case $1 in
      --dry-run) mode=dry ;;
      --check) mode=check ;;
      --quiet) exec >/dev/null ;;
      --list-steps) printf '%s\n' "${steps[@]}" && exit ;;
      --help) printf '%s\n' "$usage" && exit ;;
      --until)
        for ((until = ${#steps[@]}; until > 0; until--)); do if [[ ${2-} == @("${steps[until - 1]}"|"$until") ]]; then break; fi; done
        if ((until == 0)); then die 2 "--until takes one of: ${steps[*]}"; fi
        shift
        ;;
      *) die 2 "$usage" ;;
    esac
    shift
  done
}

preflight() {
  local command missing=''
  IFS= read -rd '' teardown_text 2>/dev/null <"$teardown" || if [[ $teardown_text != *" lab=$lab group=$group"* ]]; then teardown=''; fi # of another lab
  if ((EUID != 0)); then die 3 "needs root: sudo $0"; fi
  for command in "${!package[@]}"; do if ! type -P "$command" >/dev/null; then missing+=" ${package[$command]}"; fi; done
  if [[ -n $missing ]]; then die 3 "needs commands of these packages: apt-get install$missing"; fi
  exec </dev/null 9</run # 9: the lock, of all labs
  flock --nonblock 9 || { echo "$lab: waits for another run to end" >&2 && flock 9; }
}

main() {
  read_options "$@"
  exec 6>&1 # the last line goes there, whatever is redirected when a signal comes
  trap 'printf "%s: ok=%s changed=%s failed=%s\n" "$lab" "$ok" "$changed" "$failed" >&6' EXIT
  trap 'exit 130' INT && trap 'exit 143' TERM HUP
  preflight
  judge
  if [[ -z $why && $mode == check ]] && ((stands_at < until)); then why="not set up to step ${steps[until - 1]}"; fi
  if [[ -n $why && $mode == check ]]; then failed=0 && printf '%s\n' "$why" && exit 1; fi
  if [[ -n $why ]] || ((stands_at < until)); then
    refuse
    if [[ -n $why ]]; then
      printf '# taken away and made anew: %s\n' "${why//$'\n'/$'\n'# }"
      stands_at=0 ok=0 down=$teardown
      if [[ $(cat "$record/teardown.sh" 2>/dev/null) == *$'\nmain "$@"' ]]; then down=$record/teardown.sh; fi
      if [[ ! -f $down ]]; then die 1 'run teardown.sh, then this again'; fi
      if [[ $mode == dry ]]; then command bash "$down" --dry-run; else command bash "$down" || [[ ! -e $record ]]; fi
    fi
    if [[ $mode == run ]]; then begin; fi
    for step in "${steps[@]:stands_at:until-stands_at}"; do
      printf '# %s: %s\n' "$step" "${source[$step]}"
      "step_$step"
      flush
    done
    if [[ $mode == run ]]; then write_record; fi
  fi
  failed=0
}

main "$@"
