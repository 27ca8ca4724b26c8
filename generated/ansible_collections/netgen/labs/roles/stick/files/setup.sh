#!/usr/bin/env bash
# stick: VLANs and a router on a stick
#
#   makes    the network namespaces sw1 desk1 desk2 phone1 … phone3 r1
#   touches  nothing else of this machine
#   needs    Linux, root, bash 4.4 or newer, iproute2 4.20 or newer, awk, bridge, flock, sysctl, unshare
#   record   /run/netgen/stick: while it is there, these names belong to this lab; ./teardown.sh takes all away
#   source   tutorials/06-vlans.md; edit that, not this, then run netgen build
if [ -z "${BASH_VERSION-}" ]; then echo "stick: needs bash: bash $0" >&2 && exit 3; fi
set -euo pipefail +abfkmvC +o posix
if compgen -A function >/dev/null; then for name in $(compgen -A function); do unset -f "$name"; done; fi # functions, options (above) and variables (below) of the caller's shell stay out
unset BASH_ENV CDPATH GLOBIGNORE IFS POSIXLY_CORRECT && shopt -u failglob nullglob nocasematch && export -n SHELLOPTS BASHOPTS
umask 022 && export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin && if [[ $- == *x* ]]; then exec {BASH_XTRACEFD}>&2; fi # a trace is not part of the record

# ==== The lesson: plain commands, in the order in which they run ====

# One switch, two networks: tutorials/06-vlans.md:19
step_access() {
  # A switch is a bridge; in a namespace of its own it stays clear of the firewall of the machine.
  ip netns add sw1
  # A network namespace is a network stack of its own: its own interfaces, routes and rules.
  ip netns add desk1
  ip netns add desk2
  ip netns add phone1
  ip netns add phone2
  # The bridge that makes the namespace a switch.
  ip -n sw1 link add br0 up type bridge
  # A veth pair is a cable: what goes in at one end comes out at the other. Both ends are made where they belong.
  ip -n sw1 link add desk1 master br0 up type veth peer name eth0 netns desk1
  ip -n sw1 link add desk2 master br0 up type veth peer name eth0 netns desk2
  ip -n sw1 link add phone1 master br0 up type veth peer name eth0 netns phone1
  ip -n sw1 link add phone2 master br0 up type veth peer name eth0 netns phone2
  # The loopback interface of a new namespace is down.
  ip -n sw1 link set lo up
  ip -n desk1 link set lo up
  ip -n desk2 link set lo up
  ip -n phone1 link set lo up
  ip -n phone2 link set lo up
  # Each interface gets its address; the length behind the slash says how much of it names the subnet.
  ip -n desk1 address add 10.0.10.11/24 dev eth0
  ip -n desk2 address add 10.0.10.12/24 dev eth0
  ip -n phone1 address add 10.0.20.11/24 dev eth0
  ip -n phone2 address add 10.0.20.12/24 dev eth0
  # The bridge keeps VLANs apart from now on: a frame goes on only by ports that are in its VLAN, and no port is in one unasked.
  ip -n sw1 link set br0 type bridge vlan_filtering 1 vlan_default_pvid 0
  # An access port: what comes in without a tag belongs to this VLAN (pvid), and goes out without one (untagged).
  bridge -n sw1 vlan add dev desk1 vid 10 pvid untagged
  bridge -n sw1 vlan add dev desk2 vid 10 pvid untagged
  bridge -n sw1 vlan add dev phone1 vid 20 pvid untagged
  bridge -n sw1 vlan add dev phone2 vid 20 pvid untagged
  # A new interface is down; it sends and receives only when it is set up.
  ip -n desk1 link set eth0 up
  ip -n desk2 link set eth0 up
  ip -n phone1 link set eth0 up
  ip -n phone2 link set eth0 up
}

# Two switches, one cable: tutorials/06-vlans.md:60
step_trunk() {
  # A switch is a bridge; in a namespace of its own it stays clear of the firewall of the machine.
  ip netns add sw2
  # A network namespace is a network stack of its own: its own interfaces, routes and rules.
  ip netns add desk3
  ip netns add phone3
  # The bridge that makes the namespace a switch.
  ip -n sw2 link add br0 up type bridge
  # A veth pair is a cable: what goes in at one end comes out at the other. Both ends are made where they belong.
  ip -n sw1 link add sw2 master br0 up type veth peer name sw1 netns sw2
  # The other end of the cable is plugged into a bridge too.
  ip -n sw2 link set sw1 master br0 up
  # A veth pair is a cable: what goes in at one end comes out at the other. Both ends are made where they belong.
  ip -n sw2 link add desk3 master br0 up type veth peer name eth0 netns desk3
  ip -n sw2 link add phone3 master br0 up type veth peer name eth0 netns phone3
  # The loopback interface of a new namespace is down.
  ip -n sw2 link set lo up
  ip -n desk3 link set lo up
  ip -n phone3 link set lo up
  # Each interface gets its address; the length behind the slash says how much of it names the subnet.
  ip -n desk3 address add 10.0.10.13/24 dev eth0
  ip -n phone3 address add 10.0.20.13/24 dev eth0
  # The bridge keeps VLANs apart from now on: a frame goes on only by ports that are in its VLAN, and no port is in one unasked.
  ip -n sw2 link set br0 type bridge vlan_filtering 1 vlan_default_pvid 0
  # A trunk: frames of these VLANs keep the tag that says which one is theirs.
  bridge -n sw1 vlan add dev sw2 vid 10
  bridge -n sw1 vlan add dev sw2 vid 20
  bridge -n sw2 vlan add dev sw1 vid 10
  bridge -n sw2 vlan add dev sw1 vid 20
  # An access port: what comes in without a tag belongs to this VLAN (pvid), and goes out without one (untagged).
  bridge -n sw2 vlan add dev desk3 vid 10 pvid untagged
  bridge -n sw2 vlan add dev phone3 vid 20 pvid untagged
  # A new interface is down; it sends and receives only when it is set up.
  ip -n desk3 link set eth0 up
  ip -n phone3 link set eth0 up
}

# A router with one cable: tutorials/06-vlans.md:99
step_router() {
  # A router is a network namespace too; what makes it one is that it passes packets on.
  ip netns add r1
  # A veth pair is a cable: what goes in at one end comes out at the other. Both ends are made where they belong.
  ip -n sw1 link add r1 master br0 up type veth peer name eth0 netns r1
  # A VLAN interface puts the tag of its VLAN on each frame that it sends by the interface below it, and takes those that come in there with this tag.
  ip -n r1 link add eth0.10 link eth0 type vlan id 10
  ip -n r1 link add eth0.20 link eth0 type vlan id 20
  # The loopback interface of a new namespace is down.
  ip -n r1 link set lo up
  # Each interface gets its address; the length behind the slash says how much of it names the subnet.
  ip -n r1 address add 10.0.10.1/24 dev eth0.10
  ip -n r1 address add 10.0.20.1/24 dev eth0.20
  # A trunk: frames of these VLANs keep the tag that says which one is theirs.
  bridge -n sw1 vlan add dev r1 vid 10
  bridge -n sw1 vlan add dev r1 vid 20
  # A new interface is down; it sends and receives only when it is set up.
  ip -n r1 link set eth0 up
  ip -n r1 link set eth0.10 up
  ip -n r1 link set eth0.20 up
  # A router passes on packets that are not for itself.
  ip netns exec r1 sysctl -w net.ipv4.ip_forward=1
  ip netns exec r1 sysctl -w net.ipv6.conf.all.forwarding=1
  # Reverse path filtering would drop packets whose answers leave by another interface. New interfaces take it over from the machine.
  ip netns exec r1 sysctl -w net.ipv4.conf.all.rp_filter=0
  ip netns exec r1 sysctl -w net.ipv4.conf.eth0/10.rp_filter=0
  ip netns exec r1 sysctl -w net.ipv4.conf.eth0/20.rp_filter=0
  # Whatever is not on a connected subnet goes to the gateway.
  ip -n desk1 route add default via 10.0.10.1 dev eth0
  ip -n desk2 route add default via 10.0.10.1 dev eth0
  ip -n phone1 route add default via 10.0.20.1 dev eth0
  ip -n phone2 route add default via 10.0.20.1 dev eth0
  ip -n desk3 route add default via 10.0.10.1 dev eth0
  ip -n phone3 route add default via 10.0.20.1 dev eth0
}

# ==== What the frame below has to know of this lab ====

# Links of the lab on this machine bear the number `group`; teardown.sh deletes those that bear it, by whatever name.
readonly lab=stick group=1861167778 steps=(access trunk router) namespaces=(sw1 desk1 desk2 phone1 phone2 sw2 desk3 phone3 r1)
readonly link_types=('bridge vlan_filtering 1' vlan)
declare -rA source=([access]=tutorials/06-vlans.md:19 [trunk]=tutorials/06-vlans.md:60 [router]=tutorials/06-vlans.md:99)
declare -rA package=([awk]=mawk [bridge]=iproute2 [flock]=util-linux [ip]=iproute2 [stat]=coreutils [sysctl]=procps [unshare]=util-linux)
# The state of the lab is what the kernel answers to these questions, on the machine and in each namespace.
readonly of_namespace='route show table all; rule show; address show'

# ==== The frame: the lab is at one of its steps, just as the record says, or it is taken away and made anew ====

readonly record=/run/netgen/$lab claims=("${namespaces[@]/#/namespace }")
mode=run until=${#steps[@]} stands_at=0 ok=0 changed=0 failed=1 why='' step='' noted='' our_links='' teardown=${0%setup.sh}teardown.sh teardown_text='' far='' verb=''
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
    command bridge -n sw1 vlan show &>"$record/$1/sw1 bridge vlan show" || true
    command bridge -n sw2 vlan show &>"$record/$1/sw2 bridge vlan show" || true
    command ip netns exec r1 sysctl net.ipv4.ip_forward net.ipv6.conf.all.forwarding net.ipv4.conf.all.rp_filter net.ipv4.conf.eth0/10.rp_filter net.ipv4.conf.eth0/20.rp_filter || true
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
  exec 7<&0 </dev/null 9</run # 9: the lock, of all labs; 7: lines from the role
  flock --nonblock 9 || { echo "$lab: waits for another run to end" >&2 && flock 9; }
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
