#!/usr/bin/env bash
# zones: A firewall between three networks
#
#   makes    the network namespaces office dmz fw clerk shop stranger
#   touches  nothing else of this machine
#   needs    Linux, root, bash 4.4 or newer, iproute2 4.20 or newer, awk, flock, nft, sysctl
#   record   /run/netgen/zones: while it is there, these names belong to this lab; ./teardown.sh takes all away
#   source   tutorials/09-firewall.md; edit that, not this, then run netgen build
if [ -z "${BASH_VERSION-}" ]; then echo "zones: needs bash: bash $0" >&2 && exit 3; fi
set -euo pipefail +abfkmvC +o posix
if compgen -A function >/dev/null; then for name in $(compgen -A function); do unset -f "$name"; done; fi # functions, options (above) and variables (below) of the caller's shell stay out
unset BASH_ENV CDPATH GLOBIGNORE IFS POSIXLY_CORRECT && shopt -u failglob nullglob nocasematch && export -n SHELLOPTS BASHOPTS
umask 022 && export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin && if [[ $- == *x* ]]; then exec {BASH_XTRACEFD}>&2; fi # a trace is not part of the record

# ==== The lesson: plain commands, in the order in which they run ====

# Three networks: tutorials/09-firewall.md:17
step_open() {
  # A switch is a bridge; in a namespace of its own it stays clear of the firewall of the machine.
  ip netns add office
  ip netns add dmz
  # A router is a network namespace too; what makes it one is that it passes packets on.
  ip netns add fw
  # A network namespace is a network stack of its own: its own interfaces, routes and rules.
  ip netns add clerk
  ip netns add shop
  ip netns add stranger
  # The bridge that makes the namespace a switch.
  ip -n office link add br0 up type bridge
  ip -n dmz link add br0 up type bridge
  # A veth pair is a cable: what goes in at one end comes out at the other. Both ends are made where they belong.
  ip -n office link add fw master br0 up type veth peer name eth0 netns fw
  ip -n office link add clerk master br0 up type veth peer name eth0 netns clerk
  ip -n dmz link add fw master br0 up type veth peer name eth1 netns fw
  ip -n dmz link add shop master br0 up type veth peer name eth0 netns shop
  ip -n fw link add wan type veth peer name eth0 netns stranger
  # The loopback interface of a new namespace is down.
  ip -n office link set lo up
  ip -n dmz link set lo up
  ip -n fw link set lo up
  ip -n clerk link set lo up
  ip -n shop link set lo up
  ip -n stranger link set lo up
  # Each interface gets its address; the length behind the slash says how much of it names the subnet.
  ip -n fw address add 10.0.1.1/24 dev eth0
  ip -n fw address add 10.0.2.1/24 dev eth1
  ip -n fw address add 198.51.100.1/30 dev wan
  ip -n clerk address add 10.0.1.2/24 dev eth0
  ip -n shop address add 10.0.2.2/24 dev eth0
  ip -n stranger address add 198.51.100.2/30 dev eth0
  # A new interface is down; it sends and receives only when it is set up.
  ip -n fw link set eth0 up
  ip -n fw link set eth1 up
  ip -n fw link set wan up
  ip -n clerk link set eth0 up
  ip -n shop link set eth0 up
  ip -n stranger link set eth0 up
  # A router passes on packets that are not for itself.
  ip netns exec fw sysctl -w net.ipv4.ip_forward=1
  ip netns exec fw sysctl -w net.ipv6.conf.all.forwarding=1
  # Reverse path filtering would drop packets whose answers leave by another interface. New interfaces take it over from the machine.
  ip netns exec fw sysctl -w net.ipv4.conf.all.rp_filter=0
  ip netns exec fw sysctl -w net.ipv4.conf.eth0.rp_filter=0
  ip netns exec fw sysctl -w net.ipv4.conf.eth1.rp_filter=0
  ip netns exec fw sysctl -w net.ipv4.conf.wan.rp_filter=0
  # Whatever is not on a connected subnet goes to the gateway.
  ip -n clerk route add default via 10.0.1.1 dev eth0
  ip -n shop route add default via 10.0.2.1 dev eth0
  ip -n stranger route add default via 198.51.100.1 dev eth0
}

# Closed, and one door: tutorials/09-firewall.md:41
step_closed() {
  # The rules of a chain are asked in their order, and the first that fits decides; what none fits is left to the policy of the chain.
  ip netns exec fw nft -f - <<'NFT'
table inet netgen_zones {
  chain forward {
    type filter hook forward priority filter; policy drop;
    # accept from stranger to shop tcp/80
    ip saddr 198.51.100.2 ip daddr 10.0.2.2 tcp dport 80 counter accept
    # all else
    counter drop
  }
}
NFT
}

# A firewall that remembers: tutorials/09-firewall.md:78
step_stateful() {
  # nft loads a file as a whole or not at all: the chains are emptied and filled anew, and no packet meets half a firewall.
  ip netns exec fw nft -f - <<'NFT'
flush chain inet netgen_zones forward
table inet netgen_zones {
  chain forward {
    type filter hook forward priority filter; policy drop;
    # accept established
    ct state established,related counter accept
    # accept from stranger to shop tcp/80
    ip saddr 198.51.100.2 ip daddr 10.0.2.2 tcp dport 80 counter accept
    # accept from office
    ip saddr 10.0.1.0/24 counter accept
    # all else
    counter drop
  }
}
NFT
}

# No answer, or "no": tutorials/09-firewall.md:105
step_told() {
  # nft loads a file as a whole or not at all: the chains are emptied and filled anew, and no packet meets half a firewall.
  ip netns exec fw nft -f - <<'NFT'
flush chain inet netgen_zones forward
table inet netgen_zones {
  chain forward {
    type filter hook forward priority filter; policy drop;
    # accept established
    ct state established,related counter accept
    # accept from stranger to shop tcp/80
    ip saddr 198.51.100.2 ip daddr 10.0.2.2 tcp dport 80 counter accept
    # accept from office
    ip saddr 10.0.1.0/24 counter accept
    # reject from dmz to office
    ip saddr 10.0.2.0/24 ip daddr 10.0.1.0/24 counter reject
    # all else
    counter drop
  }
}
NFT
}

# ==== What the frame below has to know of this lab ====

# Links of the lab on this machine bear the number `group`; teardown.sh deletes those that bear it, by whatever name.
readonly lab=zones group=2144625021 steps=(open closed stateful told) namespaces=(office dmz fw clerk shop stranger)
declare -rA source=([open]=tutorials/09-firewall.md:17 [closed]=tutorials/09-firewall.md:41 [stateful]=tutorials/09-firewall.md:78 [told]=tutorials/09-firewall.md:105)
declare -rA package=([awk]=mawk [flock]=util-linux [ip]=iproute2 [nft]=nftables [stat]=coreutils [sysctl]=procps)
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
    command ip netns exec fw sysctl net.ipv4.ip_forward net.ipv6.conf.all.forwarding net.ipv4.conf.all.rp_filter net.ipv4.conf.eth0.rp_filter net.ipv4.conf.eth1.rp_filter net.ipv4.conf.wan.rp_filter || true
    command ip netns exec fw nft -s list table inet netgen_zones || true
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
