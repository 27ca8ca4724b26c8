#!/usr/bin/env bash
# legs: A bond that loses a leg
#
#   makes    the network namespaces tor app db
#   touches  nothing else of this machine
#   needs    Linux, root, bash 4.4 or newer, iproute2 4.20 or newer, awk, flock, unshare
#   record   /run/netgen/legs: while it is there, these names belong to this lab; ./teardown.sh takes all away
#   source   tutorials/13-bonding.md; edit that, not this, then run netgen build
if [ -z "${BASH_VERSION-}" ]; then echo "legs: needs bash: bash $0" >&2 && exit 3; fi
set -euo pipefail +abfkmvC +o posix
if compgen -A function >/dev/null; then for name in $(compgen -A function); do unset -f "$name"; done; fi # functions, options (above) and variables (below) of the caller's shell stay out
unset BASH_ENV CDPATH GLOBIGNORE IFS POSIXLY_CORRECT && shopt -u failglob nullglob nocasematch && export -n SHELLOPTS BASHOPTS
umask 022 && export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin && if [[ $- == *x* ]]; then exec {BASH_XTRACEFD}>&2; fi # a trace is not part of the record

# ==== The lesson: plain commands, in the order in which they run ====

# One interface with two legs: tutorials/13-bonding.md:18
step_bond() {
  # A switch is a bridge; in a namespace of its own it stays clear of the firewall of the machine.
  ip netns add tor
  # A network namespace is a network stack of its own: its own interfaces, routes and rules.
  ip netns add app
  ip netns add db
  # The bridge that makes the namespace a switch.
  ip -n tor link add br0 up type bridge
  # A bond makes one interface of several: whichever cable carries the packets, addresses and routes stay with the bond.
  ip -n db link add bond0 type bond mode active-backup miimon 100
  # A veth pair is a cable: what goes in at one end comes out at the other. Both ends are made where they belong.
  ip -n tor link add p0 master br0 up type veth peer name eth0 netns db
  ip -n tor link add p1 master br0 up type veth peer name eth1 netns db
  ip -n tor link add app master br0 up type veth peer name eth0 netns app
  # An interface becomes a port of a bond while it is down. It has the MAC address of the bond then, and no address of its own.
  ip -n db link set eth0 down master bond0
  ip -n db link set eth1 down master bond0
  # The loopback interface of a new namespace is down.
  ip -n tor link set lo up
  ip -n app link set lo up
  ip -n db link set lo up
  # Each interface gets its address; the length behind the slash says how much of it names the subnet.
  ip -n app address add 10.0.0.2/24 dev eth0
  ip -n db address add 10.0.0.1/24 dev bond0
  # A new interface is down; it sends and receives only when it is set up.
  ip -n app link set eth0 up
  ip -n db link set bond0 up
  ip -n db link set eth0 up
  ip -n db link set eth1 up
}

# The plug is pulled: tutorials/13-bonding.md:50
step_leg() {
  # The interface stays and only this is set anew.
  ip -n tor link set p0 down
  # The interface is set down, as if the cable were pulled out.
  ip -n db link set eth0 down
}

# The plug is put back: tutorials/13-bonding.md:85
step_back() {
  # The interface stays and only this is set anew.
  ip -n tor link set p0 up
  # A new interface is down; it sends and receives only when it is set up.
  ip -n db link set eth0 up
}

# ==== What the frame below has to know of this lab ====

# Links of the lab on this machine bear the number `group`; teardown.sh deletes those that bear it, by whatever name.
readonly lab=legs group=6448664 steps=(bond leg back) namespaces=(tor app db) link_types=(bond)
declare -rA source=([bond]=tutorials/13-bonding.md:18 [leg]=tutorials/13-bonding.md:50 [back]=tutorials/13-bonding.md:85)
declare -rA package=([awk]=mawk [flock]=util-linux [ip]=iproute2 [stat]=coreutils [unshare]=util-linux)
# The state of the lab is what the kernel answers to these questions, on the machine and in each namespace.
readonly of_namespace='route show table all; rule show; address show'

# ==== The frame: the lab is at one of its steps, just as the record says, or it is taken away and made anew ====

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
    command ip netns exec db cat /sys/class/net/bond0/bonding/primary /sys/class/net/bond0/bonding/miimon || true
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
  command modprobe -q bonding max_bonds=0 2>/dev/null || true # its module makes one on this machine as it is loaded, unless it is told not to
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
