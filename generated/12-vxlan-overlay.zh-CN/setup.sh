#!/usr/bin/env bash
# overlay-zh: 跨越路由器的一台交换机
#
#   创建  网络命名空间 core hv1 hv2 vm1 vm2 hv3 vm3
#   影响  本机的其他部分不受影响
#   需要  Linux、root 权限、bash 4.4 或更新版本、iproute2 4.20 或更新版本、awk, bridge, flock, sysctl, unshare
#   记录  /run/netgen/overlay-zh：只要它在，这些名字就属于本实验；./teardown.sh 拆除一切
#   来源  tutorials/12-vxlan-overlay.zh-CN.md；请修改它而不是本文件，然后运行 netgen build
if [ -z "${BASH_VERSION-}" ]; then echo "overlay-zh: needs bash: bash $0" >&2 && exit 3; fi
set -euo pipefail +abfkmvC +o posix
if compgen -A function >/dev/null; then for name in $(compgen -A function); do unset -f "$name"; done; fi # functions, options (above) and variables (below) of the caller's shell stay out
unset BASH_ENV CDPATH GLOBIGNORE IFS POSIXLY_CORRECT && shopt -u failglob nullglob nocasematch && export -n SHELLOPTS BASHOPTS
umask 022 && export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin && if [[ $- == *x* ]]; then exec {BASH_XTRACEFD}>&2; fi # a trace is not part of the record

# ==== 课程内容：普通的命令，按运行的顺序排列 ====

# 下面的网络: tutorials/12-vxlan-overlay.zh-CN.md:14
step_underlay() {
  # 路由器也是一个网络命名空间；它会转发数据包，这才使它成为路由器。
  ip netns add core
  # 网络命名空间是一套独立的网络栈：自己的接口、路由和规则。
  ip netns add hv1
  ip netns add hv2
  ip netns add vm1
  ip netns add vm2
  # 网桥把本节点的几个接口连成一个网段，节点自己通过网桥这个接口加入该网段。
  ip -n hv1 link add br0 type bridge
  ip -n hv2 link add br0 type bridge
  # veth 对就像一根网线：一端进，另一端出。两端直接创建在各自的位置。
  ip -n hv1 link add eth0 type veth peer name eth0 netns core
  ip -n hv2 link add eth0 type veth peer name eth1 netns core
  ip -n vm1 link add eth0 type veth peer name vm netns hv1
  ip -n vm2 link add eth0 type veth peer name vm netns hv2
  # 端口把收到的每个帧都交给网桥；地址配在网桥上。
  ip -n hv1 link set vm master br0
  ip -n hv2 link set vm master br0
  # 新命名空间的回环接口默认是关闭的。
  ip -n core link set lo up
  ip -n hv1 link set lo up
  ip -n hv2 link set lo up
  ip -n vm1 link set lo up
  ip -n vm2 link set lo up
  # 给每个接口配置地址；斜杠后的长度说明地址中有多少位表示子网。
  ip -n core address add 192.0.2.2/30 dev eth0
  ip -n core address add 192.0.2.6/30 dev eth1
  ip -n hv1 address add 192.0.2.1/30 dev eth0
  ip -n hv2 address add 192.0.2.5/30 dev eth0
  ip -n vm1 address add 10.0.0.1/24 dev eth0
  ip -n vm2 address add 10.0.0.2/24 dev eth0
  # 新接口默认是关闭的；启用之后才能收发数据包。
  ip -n core link set eth0 up
  ip -n core link set eth1 up
  ip -n hv1 link set br0 up
  ip -n hv1 link set eth0 up
  ip -n hv1 link set vm up
  ip -n hv2 link set br0 up
  ip -n hv2 link set eth0 up
  ip -n hv2 link set vm up
  ip -n vm1 link set eth0 up
  ip -n vm2 link set eth0 up
  # 路由器会转发不是发给自己的数据包。
  ip netns exec core sysctl -w net.ipv4.ip_forward=1
  ip netns exec core sysctl -w net.ipv6.conf.all.forwarding=1
  # 反向路径过滤会丢弃“来路与回程接口不同”的数据包。新接口会沿用宿主机的这项设置。
  ip netns exec core sysctl -w net.ipv4.conf.all.rp_filter=0
  ip netns exec core sysctl -w net.ipv4.conf.eth0.rp_filter=0
  ip netns exec core sysctl -w net.ipv4.conf.eth1.rp_filter=0
  # 新命名空间会沿用宿主机的这项设置。这里不转发数据包，所以明确关闭。
  ip netns exec hv1 sysctl -w net.ipv4.ip_forward=0
  ip netns exec hv2 sysctl -w net.ipv4.ip_forward=0
  # 目的地不在直连子网内的数据包，都交给网关。
  ip -n hv1 route add default via 192.0.2.2 dev eth0
  ip -n hv2 route add default via 192.0.2.6 dev eth0
}

# 一根并不存在的网线: tutorials/12-vxlan-overlay.zh-CN.md:47
step_overlay() {
  # VXLAN 把每个以太网帧装进一个 UDP 数据包，并标上它所属网络的编号。每一端都要知道自己的外层地址和对端的外层地址；在两者之间，它和普通数据包一样传送。
  ip -n hv1 link add vx100 type vxlan id 100 dev eth0 local 192.0.2.1 remote 192.0.2.5 dstport 4789
  ip -n hv2 link add vx100 type vxlan id 100 dev eth0 local 192.0.2.5 remote 192.0.2.1 dstport 4789
  # 端口把收到的每个帧都交给网桥；地址配在网桥上。
  ip -n hv1 link set vx100 master br0
  ip -n hv2 link set vx100 master br0
  # 新接口默认是关闭的；启用之后才能收发数据包。
  ip -n hv1 link set vx100 up
  ip -n hv2 link set vx100 up
}

# 什么过不去: tutorials/12-vxlan-overlay.zh-CN.md:90
step_fits() {
  # 接口保持不变，只重新设置这一项。
  ip -n vm1 link set eth0 mtu 1450
  ip -n hv1 link set vm mtu 1450
  ip -n vm2 link set eth0 mtu 1450
  ip -n hv2 link set vm mtu 1450
}

# 第三栋楼: tutorials/12-vxlan-overlay.zh-CN.md:107
step_three() {
  # 这一步把它去掉。
  ip -n hv2 link delete vx100
  ip -n hv1 link delete vx100
  # 网络命名空间是一套独立的网络栈：自己的接口、路由和规则。
  ip netns add hv3
  ip netns add vm3
  # 网桥把本节点的几个接口连成一个网段，节点自己通过网桥这个接口加入该网段。
  ip -n hv3 link add br0 type bridge
  # veth 对就像一根网线：一端进，另一端出。两端直接创建在各自的位置。
  ip -n hv3 link add eth0 type veth peer name eth2 netns core
  ip -n vm3 link add eth0 mtu 1450 type veth peer name vm netns hv3 mtu 1450
  # VXLAN 接口把帧装进 UDP 包，发给别的机器。编号（VNI）把共用这些机器的几个网络隔开。
  ip -n hv1 link add vx100 type vxlan id 100 dstport 4789 dev eth0
  ip -n hv2 link add vx100 type vxlan id 100 dstport 4789 dev eth0
  ip -n hv3 link add vx100 type vxlan id 100 dstport 4789 dev eth0
  # 端口把收到的每个帧都交给网桥；地址配在网桥上。
  ip -n hv1 link set vx100 master br0
  ip -n hv2 link set vx100 master br0
  ip -n hv3 link set vm master br0
  ip -n hv3 link set vx100 master br0
  # 新命名空间的回环接口默认是关闭的。
  ip -n hv3 link set lo up
  ip -n vm3 link set lo up
  # 给每个接口配置地址；斜杠后的长度说明地址中有多少位表示子网。
  ip -n core address add 192.0.2.10/30 dev eth2
  ip -n hv3 address add 192.0.2.9/30 dev eth0
  ip -n vm3 address add 10.0.0.3/24 dev eth0
  # 还不知道接收者在哪里的帧，以及发给所有人的帧，会发往每个远端。接口从应答中学到谁在哪里。
  bridge -n hv1 fdb append 00:00:00:00:00:00 dev vx100 dst 192.0.2.5
  bridge -n hv1 fdb append 00:00:00:00:00:00 dev vx100 dst 192.0.2.9
  bridge -n hv2 fdb append 00:00:00:00:00:00 dev vx100 dst 192.0.2.1
  bridge -n hv2 fdb append 00:00:00:00:00:00 dev vx100 dst 192.0.2.9
  bridge -n hv3 fdb append 00:00:00:00:00:00 dev vx100 dst 192.0.2.1
  bridge -n hv3 fdb append 00:00:00:00:00:00 dev vx100 dst 192.0.2.5
  # 新接口默认是关闭的；启用之后才能收发数据包。
  ip -n core link set eth2 up
  ip -n hv1 link set vx100 up
  ip -n hv2 link set vx100 up
  ip -n hv3 link set br0 up
  ip -n hv3 link set eth0 up
  ip -n hv3 link set vm up
  ip -n hv3 link set vx100 up
  ip -n vm3 link set eth0 up
  # 反向路径过滤会丢弃“来路与回程接口不同”的数据包。新接口会沿用宿主机的这项设置。
  ip netns exec core sysctl -w net.ipv4.conf.eth2.rp_filter=0
  # 新命名空间会沿用宿主机的这项设置。这里不转发数据包，所以明确关闭。
  ip netns exec hv3 sysctl -w net.ipv4.ip_forward=0
  # 目的地不在直连子网内的数据包，都交给网关。
  ip -n hv3 route add default via 192.0.2.10 dev eth0
}

# ==== 下面的框架需要知道的本实验的情况 ====

# Links of the lab on this machine bear the number `group`; teardown.sh deletes those that bear it, by whatever name.
readonly lab=overlay-zh group=643529062 steps=(underlay overlay fits three) namespaces=(core hv1 hv2 vm1 vm2 hv3 vm3)
readonly link_types=('vxlan id 1 dstport 4789')
declare -rA source=([underlay]=tutorials/12-vxlan-overlay.zh-CN.md:14 [overlay]=tutorials/12-vxlan-overlay.zh-CN.md:47 [fits]=tutorials/12-vxlan-overlay.zh-CN.md:90 [three]=tutorials/12-vxlan-overlay.zh-CN.md:107)
declare -rA package=([awk]=mawk [bridge]=iproute2 [flock]=util-linux [ip]=iproute2 [stat]=coreutils [sysctl]=procps [unshare]=util-linux)
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
bridge() { run bridge "$@"; }

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
    command ip netns exec core sysctl net.ipv4.ip_forward net.ipv6.conf.all.forwarding net.ipv4.conf.all.rp_filter net.ipv4.conf.eth0.rp_filter net.ipv4.conf.eth1.rp_filter net.ipv4.conf.eth2.rp_filter || true
    command ip netns exec hv1 sysctl net.ipv4.ip_forward || true
    command ip netns exec hv2 sysctl net.ipv4.ip_forward || true
    command sh -c 'ip -n hv1 -d link show | grep '\''^ *vxlan '\''' || true
    command sh -c 'ip -n hv2 -d link show | grep '\''^ *vxlan '\''' || true
    command sh -c 'ip -n hv3 -d link show | grep '\''^ *vxlan '\''' || true
    command bridge -n hv1 fdb show dev vx100 state permanent &>"$record/$1/hv1 bridge fdb show dev vx100 state permanent" || true
    command bridge -n hv2 fdb show dev vx100 state permanent &>"$record/$1/hv2 bridge fdb show dev vx100 state permanent" || true
    command bridge -n hv3 fdb show dev vx100 state permanent &>"$record/$1/hv3 bridge fdb show dev vx100 state permanent" || true
    command ip netns exec hv3 sysctl net.ipv4.ip_forward || true
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
  refuse_kernel
}

# refuse_kernel: types of links that this kernel lacks, tried where nobody sees it.
refuse_kernel() {
  local line error='' lacking='' modules='' type
  while read -r line; do
    if [[ $error =~ nknown\ device\ type|not\ supported && $line =~ ^Command\ failed\ -:([0-9]+) ]]; then type=${link_types[BASH_REMATCH[1] - 1]} lacking+=" ${type%% *}" modules+=" rtnl-link-${type%% *}"; fi
    error=$line
  done < <(printf 'link add type %s\n' "${link_types[@]}" | unshare --net ip -force -batch - 2>&1)
  if [[ -n $lacking ]]; then die 3 "this kernel has no links of type$lacking: modprobe$modules, or apt-get install linux-modules-extra-$(uname -r)"; fi
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
