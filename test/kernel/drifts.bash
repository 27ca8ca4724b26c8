# Whatever is taken from the lab, altered in it or added to it: --check tells it, and set-up mends it.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2016 # names of prove; states in arguments

# drifts [COUNT]: so many alterations by chance, no two of one sort as long as there are others; without COUNT all of them.
drifts() {
  local absent present change
  local -a changes
  absent=$(state)
  quietly ./setup.sh
  present=$(state)
  mapfile -t changes < <(alterations | some_sorts "${1-100000}")
  for change in "${changes[@]}"; do alter "$change"; done
  quietly ./teardown.sh
  same 'taken away' "$absent" "$(state)"
  ((${#changes[@]} > 0))
}

# alter CHANGE: of a lab that stands: --check tells of it and changes nothing, and set-up makes it as it was, which `present` says.
alter() {
  local altered
  printf 'altered: %s\n' "${1#*: }"
  bash -euc "${1#*: }" >/dev/null
  altered=$(state exact)
  ends 1 '' ./setup.sh --check
  ((${#said} > 40))
  same '--check' "$altered" "$(state exact)"
  make_cards
  quietly ./setup.sh
  same 'mended' "$present" "$(state)"
  ends 0 changed=0 ./setup.sh
}

# some_sorts COUNT: of lines `SORT: COMMANDS`, mixed by chance: first one of each sort.
some_sorts() {
  mixed | awk -F: '{ print seen[$1]++ "\t" $0 }' | sort -snk1,1 | cut -f2- | head -n "$1"
}

# alterations: `SORT: COMMANDS`, made from what stands.
alterations() {
  local place dev line
  for place in $(ip netns list | sed 's/ .*//; /^outside$/d'); do
    # It is taken apart after its name is gone, and with it the far ends of all its pairs.
    printf 'namespace: ip link add ended type veth peer name ended netns %s; ip netns pids %s | xargs -r kill -KILL; ip netns delete %s; while [[ -e /sys/class/net/ended ]]; do sleep 0.02; done\n' "$place" "$place" "$place"
    printf 'extra address: ip -n %s address add 10.254.0.1/32 dev lo\n' "$place"
    printf 'extra route: ip -n %s route add blackhole 10.254.1.0/24 table 254\n' "$place"
    printf 'extra rule: ip -n %s rule add from 10.254.0.0/16 lookup main priority 77\n' "$place"
    printf 'extra link: ip -n %s link add extra0 type bridge\n' "$place"
    printf 'lo down: ip -n %s link set lo down\n' "$place"
    alter_links "ip -n $place"
    alter_tables "ip netns exec $place nft"
  done
  alter_links ip "$(sed -n 's/.*group=\([0-9]*\).*/\1/p' setup.sh | head -n 1)"
  alter_tables nft
  sed -nE "s/^  (ip netns exec [^ ]+ |)sysctl -w ('?)([^'=\$]+)=([0-9]+)'?\$/\\1|\\3|\\4/p" setup.sh | sort -u | while IFS='|' read -r place dev line; do
    # What somebody sets on the machine is theirs, and stays: there, only to what it was before.
    if [[ -z $place && $line != 1 ]]; then continue; fi
    if [[ $($place sysctl -n "$dev") == "$line" ]]; then printf 'setting: %ssysctl -qw %s=%s\n' "$place" "$dev" "$((line == 0 ? 1 : line - 1))"; fi
  done
  find /etc/netns -type f -printf 'file: rm %p\nfile text: echo other >%p\n' 2>/dev/null || true
  # One that has ended may wait for somebody to ask for its status.
  for place in /run/netgen/*/process-*; do
    if [[ -e $place ]]; then printf 'process: read -r number _ <%s; kill -KILL -- "-$number"; while grep -qs "^State:.[^Z]" "/proc/$number/status"; do sleep 0.02; done\n' "$place"; fi
  done
}

# alter_links IP [GROUP]
alter_links() {
  local dev line
  # shellcheck disable=SC2086 # words
  $1 -o -d link show ${2:+group $2} | while read -r _ dev line; do
    dev=${dev%:} dev=${dev%@*}
    if [[ $dev =~ ^(lo|$fallback_devices)$ ]]; then continue; fi
    printf 'link: %s link delete %s\n' "$1" "$dev"
    printf 'link state: %s link set %s %s\n' "$1" "$dev" "$(if [[ $line == *[,\<]UP[,\>]* ]]; then echo down; else echo up; fi)"
    printf 'link name: %s link set %s down; %s link set %s name altered0\n' "$1" "$dev" "$1" "$dev"
    if [[ $line == *' veth '* ]]; then printf 'mtu: %s link set %s mtu 1337\n' "$1" "$dev"; fi
    if [[ $line == *' qdisc netem '* ]]; then printf 'netem: tc%s qdisc change dev %s root netem delay 3ms\nno netem: tc%s qdisc delete dev %s root\n' "${1#ip}" "$dev" "${1#ip}" "$dev"; fi
    if [[ $line == *' wireguard '* ]]; then printf 'port: %s wg set %s listen-port 7\n' "${1/-n/netns exec}" "$dev"; fi
    if [[ $line =~ \ ipvlan\ +mode\ l([23]) ]]; then printf 'mode: %s link set %s type ipvlan mode l%s\n' "$1" "$dev" "$((5 - BASH_REMATCH[1]))"; fi
    if [[ $line =~ ' '(isolated|hairpin)' on ' ]]; then printf 'port flag: bridge%s link set dev %s %s off\n' "${1#ip}" "$dev" "${BASH_REMATCH[1]}"; fi
    if [[ $line =~ ' '(stp_state)' 1 '|' '(ageing_time)' '(0|3000)' ' ]]; then printf 'bridge: %s link set %s type bridge %s\n' "$1" "$dev" "${BASH_REMATCH[1]:+stp_state 0}${BASH_REMATCH[2]:+ageing_time 4000}"; fi
    if [[ $line == *' master '* ]]; then printf 'master: %s link set %s nomaster\n' "$1" "$dev"; fi
    if [[ $line == *' bridge_slave '* ]] && grep -qF "bridge${1#ip} vlan show" setup.sh; then printf 'vlans: bridge%s vlan add vid 4000 dev %s\n' "${1#ip}" "$dev"; fi
    # An address on loan may be another one by then.
    $1 -o address show dev "$dev" | awk -v ip="$1" '!/ fe80:| dynamic / { print "address: " ip, "address delete", $4, "dev", $2 }'
    $1 route show dev "$dev" | awk -v ip="$1" -v dev="$dev" '!/ via .* via |expires|nexthop/ { print "route: " ip, "route delete", $1, "dev", dev }'
  done
}

# alter_tables NFT: a namespace without tables prints nothing.
alter_tables() {
  local table
  $1 list tables | { grep ' netgen_' || true; } | while read -r _ table; do
    printf 'table: %s delete table %s\nchain: %s add chain %s altered\n' "$1" "$table" "$1" "$table"
    # shellcheck disable=SC2086 # words
    if $1 list table $table | grep -vE '^[[:space:]]*((table|chain|type|policy) .*|\}|)$' >/dev/null; then printf 'rules: %s flush table %s\n' "$1" "$table"; fi
  done
}
