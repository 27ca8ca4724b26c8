# A machine for a test: namespaces in which scripts may do as they like, and a reader of all that a lab may change there.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2016 # names that others set; text for other shells

# What answers beyond the uplink; check.sh is told so.
export OUTSIDE_NETNS=outside OUTSIDE_ADDRESS=203.0.113.9 OUTSIDE_ADDRESS6=2001:db8:ffff:9::9

# enter_machine COMMAND...: runs it, as root, in a network, a mount and a process namespace of its own. /run is empty there, what is
# written to /etc goes with it, and what is left running ends. Two uplinks lead to the namespace `outside`.
enter_machine() {
  local -a as_root=()
  if ((EUID != 0)); then as_root=(--user --map-root-user); fi
  # shellcheck disable=SC2016 # for the shell inside
  unshare "${as_root[@]}" --mount --net --pid --fork --kill-child --mount-proc --propagation private bash -c '
    set -euo pipefail
    mount -t tmpfs run /run
    mkdir -p /run/netns
    mount -t sysfs sysfs /sys
    mount -t tmpfs scratch /mnt
    mkdir /mnt/upper /mnt/work
    mount -t overlay -o lowerdir=/etc,upperdir=/mnt/upper,workdir=/mnt/work overlay /etc
    rm -rf /etc/netns
    ip -batch - <<IP
netns add outside
link set lo up
link add eth0 up type veth peer name o0 netns outside
link add ens192 up type veth peer name o1 netns outside
address add 192.0.2.2/24 dev eth0
address add 198.51.100.2/24 dev ens192
address add 2001:db8:ffff::2/64 dev eth0 nodad
route add default via 192.0.2.1
IP
    ip -n outside -batch - <<IP
link set lo up
link set o0 up
link set o1 up
address add 192.0.2.1/24 dev o0
address add 198.51.100.1/24 dev o1
address add 2001:db8:ffff::1/64 dev o0 nodad
address add 203.0.113.9/32 dev lo
address add 2001:db8:ffff:9::9/128 dev lo nodad
IP
    ip -6 route add default via 2001:db8:ffff::1 dev eth0
    # Not the first process of all, to which those that are left go.
    "$@" || exit' machine "$@"
}

# make_cards: a cable to nowhere for each network card that the lab of this folder takes; unlike a card, it ends with a namespace that it is in.
make_cards() {
  local card
  for card in $(grep -oP '\$record/card-\K[^ "]+(?= ]])' setup.sh | sort -u || true); do
    if ! ip -n outside link show "$card" &>/dev/null; then ip link add "$card" up type veth peer name "$card" netns outside; fi
  done
}

# What a namespace holds, as the programs that know it print it. Addresses come last: one that the kernel gives comes after its route.
readonly facts_of_namespace='
  ip -force -6 -o -batch - <<IP
route show table all
rule show
IP
  ip -force -d -o -batch - <<IP
link show
route show table all
rule show
neighbour show nud permanent
address show
IP
  bridge vlan show
  if [ -e /sys/module/sch_netem ]; then tc qdisc show | sed -E "s/ [0-9a-f]+: / /; s/ (refcnt|seed) [0-9]+//g"; fi
  nft -s list ruleset
  while read -r table; do iptables-legacy -t "$table" -S; done </proc/net/ip_tables_names
  while read -r table; do ip6tables-legacy -t "$table" -S; done </proc/net/ip6_tables_names
  grep -rsH --exclude=nf_conntrack_count --exclude=stable_secret --exclude=tcp_fastopen_key "" /proc/sys/net || true'

# What modules of tunnels bring into each namespace (net.core.fb_tunnels_only_for_init_net in the kernel's admin-guide/sysctl/net.rst): nobody's.
readonly fallback_devices='(tunl|gre|gretap|erspan|sit|ip6tnl|ip6gre)0'

# What differs by itself from one look to the next, or when the same thing was made anew: carrier and what hangs on it, indexes,
# addresses that the kernel has dealt (those that labs give begin with 02:00:00:00), the routes of IPv6 to own addresses, which come some time
# after these, fallback devices, timers.
readonly noise='
  /^\/proc\//b
  /fe80:|ff00::|proto kernel_ll|^$|^[0-9]+: '"$fallback_devices"'[@:]/d
  /^(local|anycast|multicast) [0-9a-f]*:.* table local proto kernel/d
  s/^[0-9]+: ([^ :@]+)(@[^ :]+)?/\1/
  s/ promiscuity .* (macvlan mode [a-z]+).*/ \1/; s/ promiscuity .*\\    (bridge|veth)( .*)?$/ \1/; s/ promiscuity .*//
  s/ link-netns(id)? [^ \\]+//; s/ permaddr [^ \\]+//; s/ qdisc [a-z]+//; s/ state [A-Z]+//; s/,?(LOWER_UP|NO-CARRIER)//g; s/<,/</
  / 02:00:00:00:/!s/link\/ether [0-9a-f:]+//
  s/ (linkdown|dead|tentative|dadfailed)//g; s/ expires [0-9]+sec//; s/ +/ /g; s/ $//'

# Before that, with `exact`: the index and the MAC address of each link.
readonly anew='
  /^[0-9]+: .* mtu /{h;s/^([0-9]+: [^ ]+).*(link\/.*) promiscuity .*/\1 \2/p;g}'

# state [exact]: everything but what is beyond the uplinks, a fact a line. With `exact` nothing may have been made anew: indexes, numbers of
# processes and the notes of the lab count too.
state() {
  local place running edit=$noise
  wait_until is_settled
  if [[ ${1-} == exact ]]; then edit="$anew$noise"; fi
  {
    {
      sh -c "$facts_of_namespace"
      for place in /run/netns/*; do
        if [[ -e $place && $place != */outside ]]; then printf '@ %s\n' "${place##*/}" && nsenter --net="$place" sh -c "$facts_of_namespace"; fi
      done
    } 2>/dev/null | LC_ALL=C sed -E "$edit" | awk '
      /^@ / { place = $2 " "; next }
      / inet6? .* dynamic / { split($3, address, "/"); leased[address[1]]; near[place $1]; next } # what daemons bring, with its routes
      / proto (ra|dhcp|bird) / { next }
      { text[NR] = $0; of[NR] = place }
      END {
        for (line = 1; line <= NR; line++) {
          $0 = text[line]
          if (match($0, / src [^ ]+/) && substr($0, RSTART + 5, RLENGTH - 5) in leased) continue
          if (/ proto kernel .*metric 256/ && match($0, / dev [^ ]+/) && (of[line] substr($0, RSTART + 5, RLENGTH - 5)) in near) continue
          if ($0 != "") print of[line] $0
        }
      }'
    {
      find /run /etc/netns ! -path '/run/netgen/*/*' ! -name xtables.lock ! -path /run/mount -printf '%p %y %m\n'
      find /etc/netns -type f -exec grep -H '' {} +
    } 2>/dev/null || true
    if [[ ${1-} == exact ]]; then
      stat -c '%n %i' /run/netns/*
      printf '%s\n' "$running"
      { find /run/netgen -type f ! -path '*/now/*' ! -path '*/files/*' ! -name '*.log' ! -name failed -exec cksum {} + 2>/dev/null || true; }
    else
      cut -d ' ' -f 2- <<<"$running"
    fi
  } | sort
}

# processes: of the lab, or left by it: number and command line of all that this shell neither comes from nor has started. A copy of its parent
# is about to become another program.
processes() {
  ps -e -o pid=,ppid=,args= | awk -v self=$$ '
    { parent[$1] = $2; number = $1; $1 = $2 = ""; sub(/^ +/, ""); text[number] = $0 }
    END {
      for (pid = self; pid > 0; pid = parent[pid]) own[pid] = 1
      for (number in text) {
        for (pid = number; pid > 0 && pid != self; pid = parent[pid]);
        if (pid != self && !(number in own) && text[number] != text[parent[number]] && text[number] !~ /<defunct>$/) print number, text[number]
      }
    }'
}

# is_settled: a namespace is taken apart after its name is gone, with it the far end of a pair; and a process that was just started goes
# through several programs, in brackets while it becomes one. Sets `running`.
is_settled() {
  local link
  while read -r link; do if [[ $link == *@if* && $link != *' link-netns '* ]]; then return 1; fi; done <<<"$(ip -o link show)"
  running=$(processes)
  ! grep -qE '^[0-9]+ (\[|$)|^[0-9]+ ([^ ]*/)?((ba)?sh|setsid|ip|env|unshare|nsenter) ' <<<"$running"
}

# wait_until COMMAND...: what has not come true after so long does not come true.
wait_until() {
  local end=$((SECONDS + 240))
  until "$@"; do
    if ((SECONDS > end)); then
      printf 'does not come true: %s\n' "$*"
      return 1
    fi
    sleep 0.02
  done
}

# same WHAT TEXT TEXT: else the difference is shown.
same() {
  if [[ $2 == "$3" ]]; then return; fi
  printf 'not the same: %s\n' "$1"
  diff <(printf '%s\n' "$2") <(printf '%s\n' "$3") | grep '^[<>]' | awk 'NR <= 20'
  return 1
}

# ends STATUS TEXT COMMAND...: with that status, and says that text somewhere; all that it says is in `said`.
ends() {
  local status=0
  said=$("${@:3}" 2>&1) || status=$?
  if ((status != $1)) || [[ $said != *"$2"* ]]; then
    printf 'status %s, not %s with "%s": %s\n%s\n' "$status" "$1" "$2" "${*:3}" "$said"
    return 1
  fi
}

# quietly COMMAND...: it has to work.
quietly() { ends 0 '' "$@"; }

# mixed: lines in an order of chance, always the same for one SEED.
mixed() { awk -v seed="$SEED" 'BEGIN { srand(seed); for (i = 0; i < 9; i++) rand() } { print rand() "\t" $0 }' | sort -n | cut -f 2-; }
