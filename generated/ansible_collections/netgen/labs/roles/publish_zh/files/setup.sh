#!/usr/bin/env bash
# publish-zh: 进来的路：发布端口
#
#   创建  网络命名空间 namespace1 namespace2 namespace3
#         本机上的接口 test-bridge veth0 veth2 veth4，nft 表 inet netgen_publish-zh，进程 namespace1-1
#   影响  本机的内核参数 net.ipv4.ip_forward net.ipv4.conf.all.accept_redirects；
#         teardown.sh 恢复原值，除非别的实验或 Docker 还需要它，或者后来有人改过它
#         如果 iptables 过滤转发的数据包：加入带注释 netgen-publish-zh 的规则
#   需要  Linux、root 权限、bash 4.4 或更新版本、iproute2 4.20 或更新版本、awk, flock, nft, python3, setsid, ss, sysctl, unshare, iptables（如果它过滤转发的数据包）
#   记录  /run/netgen/publish-zh：只要它在，这些名字就属于本实验；./teardown.sh 拆除一切
#   来源  tutorials/05-publish.zh-CN.md；请修改它而不是本文件，然后运行 netgen build
if [ -z "${BASH_VERSION-}" ]; then echo "publish-zh: needs bash: bash $0" >&2 && exit 3; fi
set -euo pipefail +abfkmvC +o posix
if compgen -A function >/dev/null; then for name in $(compgen -A function); do unset -f "$name"; done; fi # functions, options (above) and variables (below) of the caller's shell stay out
unset BASH_ENV CDPATH GLOBIGNORE IFS POSIXLY_CORRECT && shopt -u failglob nullglob nocasematch && export -n SHELLOPTS BASHOPTS
umask 022 && export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin && if [[ $- == *x* ]]; then exec {BASH_XTRACEFD}>&2; fi # a trace is not part of the record

# ==== 课程内容：普通的命令，按运行的顺序排列 ====

# 外面访问不到的服务: tutorials/05-publish.zh-CN.md:14
step_server() {
  # 网络命名空间是一套独立的网络栈：自己的接口、路由和规则。
  ip netns add namespace1
  ip netns add namespace2
  ip netns add namespace3
  # 网桥就是一台交换机，网线都插在它上面。
  ip link add test-bridge up type bridge
  # veth 对就像一根网线：一端进，另一端出。两端直接创建在各自的位置。
  ip link add veth0 master test-bridge up type veth peer name veth1 netns namespace1
  ip link add veth2 master test-bridge up type veth peer name veth3 netns namespace2
  ip link add veth4 master test-bridge up type veth peer name veth5 netns namespace3
  # 加载了 br_netfilter（例如装了 Docker）时，只是穿过网桥的帧也要经过宿主机的防火墙；如果防火墙会过滤，就放行本实验的数据包。
  iptables -I FORWARD -i test-bridge -o test-bridge -m comment --comment netgen-publish-zh -j ACCEPT
  # 给网桥配上地址，宿主机就成为这个子网的一员，其他成员可以把它当作网关。
  ip address add 172.19.0.1/24 dev test-bridge
  # 让宿主机在各接口之间转发数据包。拆除实验时恢复原来的值。
  sysctl -w net.ipv4.ip_forward=1
  # 从这里再往外，没有人认识实验里的地址，所以数据包改用出接口的地址发出。
  nft -f - <<NFT
table inet netgen_publish-zh {
  chain way_out {
    type nat hook postrouting priority srcnat;
    ip saddr 172.19.0.0/24 oifname { $uplink_set } masquerade
  }
}
NFT
  # 如果宿主机的防火墙会丢弃转发的数据包，就放行本实验发出的数据包。
  for uplink in "${uplinks[@]}"; do
    iptables -I FORWARD -i test-bridge -o "$uplink" -m comment --comment netgen-publish-zh -j ACCEPT
  done
  # 向内只放行应答，以及经过地址转换进来的数据包。
  for uplink in "${uplinks[@]}"; do
    iptables -I FORWARD -i "$uplink" -o test-bridge -m conntrack --ctstate RELATED,ESTABLISHED,DNAT -m comment --comment netgen-publish-zh -j ACCEPT
  done
  # 新命名空间的回环接口默认是关闭的。
  ip -n namespace1 link set lo up
  ip -n namespace2 link set lo up
  ip -n namespace3 link set lo up
  # 给每个接口配置地址；斜杠后的长度说明地址中有多少位表示子网。
  ip -n namespace1 address add 172.19.0.2/24 dev veth1
  ip -n namespace2 address add 172.19.0.3/24 dev veth3
  ip -n namespace3 address add 172.19.0.4/24 dev veth5
  # 新接口默认是关闭的；启用之后才能收发数据包。
  ip -n namespace1 link set veth1 up
  ip -n namespace2 link set veth3 up
  ip -n namespace3 link set veth5 up
  # 目的地不在直连子网内的数据包，都交给网关。
  ip -n namespace1 route add default via 172.19.0.1 dev veth1
  ip -n namespace2 route add default via 172.19.0.1 dev veth3
  ip -n namespace3 route add default via 172.19.0.1 dev veth5
  # 这个进程在实验存在期间一直运行。
  start_process namespace1-1 ip netns exec namespace1 python3 -m http.server 80 --directory /sys/class/net
}

# 一条规则，放人进来: tutorials/05-publish.zh-CN.md:58
step_published() {
  # 访问对外公布的端口时，连接会转交给后面的节点；应答会自动原路返回。
  nft -f - <<'NFT'
table inet netgen_publish-zh {
  chain way_in {
    type nat hook prerouting priority dstnat;
    iifname != "test-bridge" meta nfproto ipv4 fib daddr type local tcp dport 8080 dnat ip to 172.19.0.2:80
  }
  chain way_in_from_here {
    type nat hook output priority -100;
    meta nfproto ipv4 fib daddr type local tcp dport 8080 dnat ip to 172.19.0.2:80
  }
}
NFT
}

# ==== 下面的框架需要知道的本实验的情况 ====

# Links of the lab on this machine bear the number `group`; teardown.sh deletes those that bear it, by whatever name.
readonly lab=publish-zh group=1547161188 steps=(server published) first_with_uplink=1
readonly namespaces=(namespace1 namespace2 namespace3) links=(test-bridge veth0 veth2 veth4) settings=(net.ipv4.ip_forward)
readonly gateways=(test-bridge) processes=(namespace1-1) ports=(tcp/8080)
declare -rA source=([server]=tutorials/05-publish.zh-CN.md:14 [published]=tutorials/05-publish.zh-CN.md:58)
declare -rA package=([awk]=mawk [flock]=util-linux [ip]=iproute2 [nft]=nftables [python3]=python3 [setsid]=util-linux [ss]=iproute2 [stat]=coreutils [sysctl]=procps [unshare]=util-linux)
readonly of_machine='route show default; link show group 1547161188; route show table all root 172.19.0.0/24; route show table all match 172.19.0.0/24'
# The state of the lab is what the kernel answers to these questions, on the machine and in each namespace.
readonly of_host='address show group 1547161188; link show master test-bridge; route show table all dev test-bridge'
readonly of_namespace='route show table all; rule show; address show'

# ==== 框架：实验要么与记录完全一致地停在某一步，要么整个拆除重做 ====

readonly record=/run/netgen/$lab before=/run/netgen/.before claims=("${namespaces[@]/#/namespace }" "${links[@]/#/link }" "table inet netgen_$lab")
mode=run until=${#steps[@]} stands_at=0 ok=0 changed=0 failed=1 why='' step='' noted='' our_links='' teardown=${0%setup.sh}teardown.sh teardown_text='' verb=''
declare -A lines=()
host_lines='' uplinks=() iptables_variants=() foreign_firewalls=() in_the_way=()

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
    lines=()
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
nft() { run nft "$@"; }

# Noted are that the lab needs the setting, then its value before (and of one that forwarding changes); then it changes.
sysctl() {
  local kept=$before/${2%%=*} name=${2%%=*}
  if [[ $mode == run ]]; then
    flush
    write "$kept/$lab" "${2#*=}"
    if [[ ! -s $kept/.value ]]; then write "$kept/.value" "$(<"/proc/sys/${name//.//}")" "$(</proc/sys/net/ipv4/conf/all/accept_redirects)"; fi
  fi
  run sysctl "$@"
}

# The rules of the lab go into each kind of iptables that filters what is forwarded, if any does.
iptables() { for variant in "${iptables_variants[@]}"; do if [[ $variant == iptables-* ]]; then run "$variant" -w "$@"; fi; done; }

# start_process NAME COMMAND...: it notes its number and when it began before it becomes the command, in a folder of the lab, with
# a clean environment, and without what this script holds open.
start_process() {
  note "$(printf '%q ' "${@:2}")&" || return 0
  flush && command mkdir -p "$record/home"
  # shellcheck disable=SC2016 # for the other shell
  (cd "$record/home" && exec env -i "PATH=$PATH" "HOME=$PWD" LANG=C.UTF-8 setsid bash -c 'read -r stat <"/proc/$$/stat" && read -ra stat <<<"${stat##*) }" && echo "$$ ${stat[19]}" >"$0"
    for open in /proc/$$/fd/*; do if ((${open##*/} > 2)); then open=${open##*/} && exec {open}>&-; fi; done && exec "$@"' "$record/process-$1" "${@:2}") </dev/null &>"$record/$1.log" &
  while [[ ! -s $record/process-$1 ]] && kill -0 "$!" 2>/dev/null; do sleep 0.01; done
}

# runs NOTE: whether the process noted there is the one that has that number now; sets `number`.
runs() {
  read -r number begun <"$1" && read -r stat <"/proc/$number/stat" && [[ "${stat##*) } " =~ ^[^Z]\ ([^ ]+ ){18}"$begun " ]]
} 2>/dev/null

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
    command ip -force -batch - <<<"${of_host//; /$'\n'}" || true
    for name in "${iptables_variants[@]}"; do echo "packets pass $name" && { "$name" -w -S FORWARD | grep -F -- "--comment netgen-$lab -j" || true; }; done
    for name in "${settings[@]}"; do if [[ -e $before/$name/$lab ]]; then echo "$name = $(<"/proc/sys/${name//.//}")"; fi; done
    for name in "$record"/process-*; do if runs "$name"; then echo "process ${name##*/process-} runs"; fi; done
    command nft -s list table inet netgen_publish-zh || true
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
  command mkdir -p "$record/was" "$record/now" "${settings[@]/#/$before/}" 2>/dev/null || die 3 "cannot write to $record"
  if ((stands_at > 0)); then
    command rm -f "$record/lesson" "$record/was/namespaces" "$record/failed"
  else
    write "$record/names" "${claims[@]}"
    if [[ -n $teardown ]]; then write "$record/from" "$(cd "${teardown%"${teardown##*/}"}./" && pwd)" && write "$record/teardown.sh" "${teardown_text%$'\n'}"; fi
  fi
}

write_record() {
  local place places=()
  for place in "${processes[@]}"; do
    if [[ -e $record/process-$place ]] && ! runs "$record/process-$place"; then die 1 "${source[$step]}: $place has ended: $(tail -n 1 "$record/$place.log")"; fi
  done
  for place in "${namespaces[@]}"; do if [[ $noted != *" $place "* && -e /run/netns/$place ]]; then places+=("$place"); fi; done
  if ((${#places[@]})); then look was "${places[@]}"; fi
  look_at_host was
  { echo "$until $((ok + changed))" && declare -f "${steps[@]/#/step_}"; } 2>/dev/null >"$record/lesson" || die 3 "cannot write to $record/lesson"
}

# ---- before the first change: what this machine has ----
# survey: one look at which interfaces lead out, which links bear the mark of this lab, and who else has its subnets.
survey() {
  local line dev
  IFS=', ' read -ra uplinks <<<"${UPLINK-}"
  while read -r line; do
    dev=${line##*dev } dev=${dev%% *}
    if [[ $line == *'<'* ]]; then
      our_links+=" ${line%%[@ ]*} "
    elif [[ $line == @(default|nexthop)\ * ]]; then
      if [[ -z ${UPLINK-} && $line != *' table '* && $line == *' dev '* && " ${uplinks[*]} " != *" $dev "* ]]; then uplinks+=("$dev"); fi
    elif [[ $our_links != *" $dev "* && $line != @(*default|nexthop|0.0.0.0/1|128.0.0.0/1|::/1|8000::/1|2000::/3)\ * ]]; then
      in_the_way=("$(if [[ $line == *' dev '* ]]; then echo "link $dev with"; else echo 'the route'; fi) ${line%% dev *} (this lab is to have 172.19.0.0/24)")
    fi
  done < <(command ip -br -batch - <<<"${of_machine//; /$'\n'}")
  printf -v uplink_set ', "%s"' "${uplinks[@]}" && uplink_set=${uplink_set:2}
  if ((${#uplinks[@]} == 0 && until >= first_with_uplink)); then die 3 'no default route leads out; name the interface that does: UPLINK=eth0'; fi
}

# find_firewalls: `iptables_variants` are the kinds of iptables that filter what is forwarded; `foreign_firewalls` are tables of others that drop it.
find_firewalls() {
  local line table=''
  while read -r line; do
    if [[ $line == 'table '* ]]; then table=${line:6:-2}; fi
    if [[ $line == "table inet netgen_$lab {" && ! -e $record ]]; then in_the_way+=("table $table"); fi
    if [[ $table == 'ip filter' && $line == 'chain FORWARD {' ]]; then iptables_variants+=("${table% *}tables-nft") table=''; fi
    if [[ $line == *' hook forward '* && $table != @(ip6*|) && ($line == *'policy drop'* || $table == *firewalld) ]]; then foreign_firewalls+=("$table"); fi
  done <&8
  if [[ -r /proc/net/ip_tables_names && $(</proc/net/ip_tables_names) == *filter* ]]; then iptables_variants+=(iptables-legacy); fi
  if ((${#iptables_variants[@]})) && ! type -P "${iptables_variants[@]}" >/dev/null; then die 3 "needs ${iptables_variants[*]}: apt-get install iptables"; fi
}

# refuse: what is in the way: things of others by names of the lab, its subnets, its ports, and firewalls that no other table can overrule.
refuse() {
  local thing name owned=$'\n' devices down protocol first last
  if [[ -e $record/names ]]; then owned+=$(<"$record/names")$'\n'; else our_links=''; fi
  IFS= read -rd '' devices </proc/net/dev || true
  for name in "${uplinks[@]}"; do if [[ $devices != *[$' \n']"$name:"* ]]; then die 3 "this machine has no interface $name"; fi; done
  for thing in "${claims[@]}"; do
    name=${thing#* }
    case $thing in
      link*) [[ $devices == *[$' \n']"$name:"* && $our_links != *" $name "* ]] ;;
      namespace*) [[ -e /run/netns/$name && $owned != *$'\n'"$thing"$'\n'* ]] ;;
      *) false ;;
    esac && in_the_way+=("$thing")
  done
  if [[ -s $record/lesson ]]; then mapfile -t -O "${#in_the_way[@]}" in_the_way < <(name_inodes | grep -vxFf "$record/was/namespaces" 2>/dev/null); fi
  for name in "${ports[@]}"; do
    IFS=/- read -r protocol first last _ <<<"$name-${name##*[/-]}"
    mapfile -t -O "${#in_the_way[@]}" in_the_way < <({ ss -Hln "--$protocol" "sport >= :$first and sport <= :$last" && command nft list ruleset && if grep -qsx nat /proc/net/ip_tables_names; then iptables-legacy -t nat -S; fi; } 2>/dev/null \
      | sed "/^table inet netgen_$lab {/,/^}/d; s|[[:blank:]]\+| |g; s|^ *|port $name with |" | grep -Eif <(printf 'with (LISTEN|UNCONN) |%s .*dports? [^a-z]*\\b(%s)\\b.*(dnat|redirect)' "$protocol" "$(seq -s '|' "$first" "$last")"))
  done
  if ((${#in_the_way[@]} > 4)); then in_the_way=("${in_the_way[@]:0:3}" "$((${#in_the_way[@]} - 3)) more"); fi
  for name in /run/netgen/*; do
    if [[ $name != "$record" && ${#in_the_way[@]} != 0 ]] && grep -qxF "${in_the_way[0]%% with *}" "$name/names" 2>/dev/null; then
      down=$({ ls "$(<"$name/from")/teardown.sh" || echo "bash $name/teardown.sh"; } 2>/dev/null)
      die 4 "lab ${name##*/} has these names; take it down with $down:$(IFS=, && echo "${in_the_way[*]/#/ }")"
    fi
  done
  if ((${#in_the_way[@]})); then die 4 "in the way, and not made by this lab:$(IFS=, && echo "${in_the_way[*]/#/ }")"; fi
  for thing in "${foreign_firewalls[@]}"; do
    for name in "${gateways[@]}"; do
      # shellcheck disable=SC2086 # family and name
      if [[ $(command nft list table $thing) != *"\"$name\""* ]]; then die 4 "the table $thing drops what this machine forwards. Let $name through there, both ways, then run this again (firewalld: firewall-cmd --zone=trusted --add-interface=$name)"; fi
    done
  done
  if [[ ! -w /proc/sys/net/ipv4/ip_forward ]]; then die 3 'cannot write to /proc/sys'; fi
  if [[ ! -e $record ]]; then { read -ru 5 || die 3 'this kernel cannot translate addresses: modprobe nft_masq nft_chain_nat'; } && exec 5<&-; fi
}

# ---- the run ----
readonly usage="usage: ${0##*/} [--dry-run | --check] [--until STEP] [--list-steps] [--quiet] [--help]
--dry-run prints the commands that it would run; --check says what differs from what was set up.
STEP is one of: ${steps[*]}. UPLINK=eth0[,eth1] names the interfaces that lead out, if not those of the default routes.
Status: 0 done, 1 failed or different, 2 usage, 3 this machine cannot, 4 something of others is in the way"

read_options() {
  while (($#)); do
    case $1 in
      --dry-run) mode=dry ;;
      --check) mode=check ;;
      --judge | --begin | --lines | --record) verb=${1#--} ;; # see for_role
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
  exec 7<&0 </dev/null 9</run 8< <(command nft list chains) # 9: the lock, of all labs; 8: what nft says, which looks while others do; 7: lines from the role
  flock --nonblock 9 || { echo "$lab: waits for another run to end" >&2 && flock 9; }
  if [[ ! -e $record ]]; then exec 5< <(unshare --net nft 'table inet try { chain try { type nat hook postrouting priority 100; masquerade; }; }' 2>/dev/null && echo 'it translates'); fi # 5: whether this kernel translates, tried where nobody sees it; nft --check would take longer
  survey
  find_firewalls
}

# for_role: the tasks of the role hold the lesson, and leave the rest to this. All take --until STEP; NETGEN_RUN is what --judge has called the run.
#   --judge   prints `run: NAME`, `todo: NUMBER-STEP...`, and `differs: WORDS` for what is not as recorded; refuses as a run of the script would.
#             Where something differs, teardown.sh is to run, and then --begin.
#   --begin   notes that these names are the lab's, and that this run makes it; not where something else stands than --judge has seen.
#   --lines   runs lines of a step from standard input, if this run still makes the lab.
#   --record  notes what stands, and that no run makes the lab.
for_role() {
  local i text
  step=${steps[until - 1]}
  case $verb in
    judge)
      # A run between two of its tasks has ten seconds for the next.
      while [[ -n $(find "$record/maker" -newermt '10 seconds ago' 2>/dev/null) ]]; do flock -u 9 && sleep 0.5 && flock 9; done
      judge
      if [[ -n $why ]] || ((stands_at < until)); then refuse; fi
      if [[ -n $why ]]; then stands_at=0; fi
      printf 'run: %s\ntodo:' "$stands_at-$$-$RANDOM-$(date +%s)"
      for ((i = stands_at; i < until; i++)); do printf ' %s-%s' "$((i + 1))" "${steps[i]}"; done
      echo
      if [[ -n $why ]]; then printf 'differs: %s\n' "${why//$'\n'/$'\n'differs: }"; fi
      ;;
    begin)
      judge
      if [[ -n $why || ${NETGEN_RUN%%-*} != "$stands_at" ]]; then die 1 'another run has changed the lab meanwhile; run this again'; fi
      begin
      write "$record/maker" "$NETGEN_RUN"
      cp "$0" "$record/setup.sh"
      ;;
    *)
      if [[ $verb == lines ]]; then text=$(cat <&7); fi # all of it, or Ansible has but a broken pipe to tell of
      if [[ $(cat "$record/maker" 2>/dev/null) != "$NETGEN_RUN" ]]; then die 1 'another run makes this lab now; nothing has been done'; fi
      if [[ $verb == lines ]]; then
        eval "$text"
        flush
        write "$record/maker" "$NETGEN_RUN"
      else
        mode=dry
        for step in "${steps[@]:0:until}"; do "step_$step"; done >/dev/null # counts
        write_record
        command rm "$record/maker"
      fi
      ;;
  esac
}

main() {
  read_options "$@"
  exec 6>&1 # the last line goes there, whatever is redirected when a signal comes
  trap 'printf "%s: ok=%s changed=%s failed=%s\n" "$lab" "$ok" "$changed" "$failed" >&6' EXIT
  trap 'exit 130' INT && trap 'exit 143' TERM HUP
  preflight
  if [[ -n $verb ]]; then
    for_role
    failed=0 && exit
  fi
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
