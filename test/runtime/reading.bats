# facts: what ip prints of links, addresses and rules, as the lesson has it. Routes stand in routes.bats.
# shellcheck disable=SC2030,SC2031,SC2034,SC2154 # each test has a shell of its own; names that the parts of the runtime declare, and read

load parts

# Tests read and change the machine by the program; `ip` is a word of the lesson here.
iproute() { command ip "$@"; }

# look NAMESPACE: sets `have` to what the runtime makes of it.
look() {
  ipv6=("$1")
  print_questions "$1"
  mapfile -t answers < <(sh <<<"$asking" | in_pairs)
  have=()
  learn
}

# keys PATTERN: the objects of that sort, with what is known of them, but for lo.
keys() {
  local key
  for key in "${!have[@]}"; do
    if [[ $key == left\ $1\ * && $key != 'left link lo' ]]; then printf '%s %s\n' "${key#left }" "${have[$key]}"; fi
  done | sort
}

# is_like TEXT PATTERN
is_like() {
  # shellcheck disable=SC2053 # a pattern
  if [[ $1 != $2 ]]; then
    printf '%s\nis not like\n%s\n' "$1" "$2"
    return 1
  fi
}
# in_pairs: what the runtime makes of what ip prints.
in_pairs() { sed -E "$table_numbers$facts"; }
shared=(iproute look keys is_like in_pairs)

reads_links() {
  iproute netns add right
  iproute netns add left
  iproute link add far netns right type veth peer name away netns left mtu 1400
  iproute -n left -batch - <<<'link set lo alias netgen:demo up
link add br0 up type bridge
link set away master br0 address 02:00:00:00:00:01 up
link add one group 4242 type veth peer name two.10
link set one alias "with <blanks,UP>  up"
link add mv0 link one type macvlan mode bridge'
  look left
  local index far
  index=$(iproute -n left link show dev away) far=$(iproute -n right link show dev far)
  is_like "${have['left link away']}" "${index%%:*} if${far%%:*} <*,UP*> state up mtu 1400 master br0 group default * address 02:00:00:00:00:01 *\    veth *"
  is_like "${have['left link br0']}" '[0-9]*  <*,UP*> state up mtu 1400 group default *\    bridge *'
  is_like "${have['left link one']}" '[0-9]* two.10 <BROADCAST,MULTICAST*> state down mtu 1500 group 4242 *\    veth *\    alias with <blanks,UP>  up '
  is_like "${have['left link two.10']}" '[0-9]* one <BROADCAST,MULTICAST*> state down mtu 1500 group default *\    veth *'
  is_like "${have['left link mv0']}" '[0-9]* one <*> state down mtu 1500 group default *\    macvlan mode bridge *'
  is_like "${have['left link lo']}" '1  <LOOPBACK,UP,LOWER_UP> state up * alias netgen:demo '
  same "$(keys link | cut -d' ' -f2 | paste -sd' ')" 'away br0 mv0 one two.10'
}
@test 'facts: a pair into another namespace, one here, a bridge and its port, a macvlan, an alias' { in_sandboxed_setup reads_links; }

says_nothing_that_moves() {
  local was
  iproute netns add left
  iproute -n left -batch - <<<'link add e0 type veth peer name e1
link set e0 up'
  look left && was=$(keys link | sed 's/<[^>]*> state [a-z]*//')
  # The carrier comes and goes, and so does whoever listens; the lesson speaks of neither.
  iproute -n left link set e1 up promisc on
  look left
  same "$(keys link | sed 's/<[^>]*> state [a-z]*//')" "$was"
  is_like "${have['left link e0']}" '*<*,UP*> *'
}
@test 'facts: of a link, what changes by itself is left out' { in_sandboxed_setup says_nothing_that_moves; }

reads_addresses() {
  iproute netns add left
  iproute -n left -batch - <<<'link set lo up
link add e0 up type veth peer name e1
link set e1 up
address add 10.0.0.1/24 dev e0
address add 10.0.0.2/24 dev e0
address add 10.0.0.1/16 dev e0
address add 10.1.0.1/24 dev e0 scope link label e0:x
address add 10.2.0.1/24 dev e0 valid_lft 1000 preferred_lft 500
address add 127.0.0.5/8 dev lo
address add 2001:db8::1/64 dev e0 nodad
address add 2001:DB8:0::5/128 dev e1 nodad
address add fd00::5/64 dev e0 nodad valid_lft 1000 preferred_lft 500'
  # The kernel makes addresses of its own when it has noticed the carrier.
  # shellcheck disable=SC2317 # wait_until calls it
  have_their_own() { (($(iproute -n left -6 address show scope link | grep -c fe80) == 2)); }
  wait_until have_their_own
  look left
  same "$(keys address | sed 's/fe80::[0-9a-f:]*/fe80::X/' | sort)" 'address 10.0.0.1/16 dev e0 1
address 10.0.0.1/24 dev e0 1
address 10.0.0.2/24 dev e0 secondary
address 10.1.0.1/24 dev e0 1
address 10.2.0.1/24 dev e0 automatic
address 127.0.0.5/8 dev lo secondary
address 2001:db8::1/64 dev e0 1
address 2001:db8::5/128 dev e1 1
address fd00::5/64 dev e0 automatic
address fe80::X/64 dev e0 automatic
address fe80::X/64 dev e1 automatic'
  same "$(keys connected | sort)" 'connected -6 dev e0 automatic
connected 10.0.0.1 dev e0 automatic
connected 10.1.0.1 dev e0 automatic
connected 10.2.0.1 dev e0 automatic'
  same "$(keys route)" ''
  same "$(keys rule)" 'rule 32766 automatic'
}
@test 'facts: addresses; what has a lifetime or is of the link is automatic, of the routes that come with them it is known that they are there' { in_sandboxed_setup reads_addresses; }

reads_rules() {
  iproute netns add left
  iproute -n left -batch - <<<'rule add from 10.0.0.0/24 table 10 priority 100
rule add fwmark 7 lookup 20 priority 101
rule add to 10.1.0.0/16 iif lo prohibit priority 102'
  iproute -6 -n left rule add from 2001:db8::/64 table 10 priority 103
  iproute -6 -n left rule add fwmark 7 lookup 20 priority 101
  look left
  same "$(keys '*' | grep rule | sed 's/ proto [a-z]*//')" '-6 rule 32766 automatic
-6 rule priority 101 from all fwmark 0x7 lookup 20 1
-6 rule priority 103 from 2001:db8::/64 lookup 10 1
rule 32766 automatic
rule priority 100 from 10.0.0.0/24 lookup 10 1
rule priority 101 from all fwmark 0x7 lookup 20 1
rule priority 102 from all to 10.1.0.0/16 iif lo prohibit 1'
}
@test 'facts: rules; those of a new namespace are automatic' { in_sandboxed_setup reads_rules; }

reads_names() {
  mkdir -p /etc/iproute2
  printf '%s\n' '10 uplink' >/etc/iproute2/rt_tables
  read_table_names
  iproute netns add left
  iproute -n left rule add from 10.0.0.0/24 table 10 priority 100
  look left
  same "$(keys rule | sed 's/ proto [a-z]*//')" 'rule 32766 automatic
rule priority 100 from 10.0.0.0/24 lookup 10 1'
}
@test 'facts: a rule of a table that this machine has a name for' { in_sandboxed_setup reads_names; }

takes_away_by_its_key() {
  iproute netns add left
  iproute -n left -batch - <<<'link add e0 up type veth peer name e1
link add br0 type bridge
address add 10.0.0.1/24 dev e0
address add 10.0.0.9 peer 10.0.0.10 dev e0
address add 10.3.0.9 peer 10.4.0.0/16 dev e0
address add 2001:db8::1/64 dev e0 nodad
address add 2001:db8:1::1 peer 2001:db8:1::2/64 dev e0 nodad
rule add from 10.0.0.0/24 table 10 priority 100
rule add fwmark 7 lookup 20 priority 101
rule add to 10.1.0.0/16 iif lo prohibit priority 102'
  iproute -6 -n left rule add from 2001:db8::/64 table 10 priority 103
  iproute -6 -n left rule add fwmark 7 lookup 20 priority 101
  look left
  local key count=0
  local -a words family
  for key in "${!have[@]}"; do
    if [[ ${have[$key]} == automatic || $key == 'left link '* ]]; then continue; fi
    # This is how find_extras takes away what nobody asks for.
    family=() key=${key#left }
    if [[ $key == -6\ * ]]; then family=(-6) key=${key#-6 }; fi
    read -ra words <<<"$key"
    iproute -n left "${family[@]}" "${words[0]}" delete "${words[@]:1}"
    count=$((count + 1))
  done
  look left
  same "$count: $(keys '*' | grep -E '(rule|address).* 1$')" '10: '
}
@test 'facts: what it calls an address or a rule is what ip deletes it by' { in_sandboxed_setup takes_away_by_its_key; }

# What older kernels and older versions of iproute2 print, where it differs. `proto` of a rule came with Linux 4.17
# (FRA_PROTOCOL), `proto` of an address with 5.18 (IFA_PROTO); the kernel's own ff00::/8 was `proto boot` before 5.11 (commit a826b04303a4).
prints_as_of_old() {
  printf '%s\n' '@ns left' \
    '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1\    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00 promiscuity 0 addrgenmode eui64 ' \
    '7: e0@if6: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000\    link/ether 02:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff link-netnsid 0 promiscuity 0 \    veth addrgenmode eui64 ' \
    '1: lo    inet 127.0.0.1/8 scope host lo\       valid_lft forever preferred_lft forever' \
    '1: lo    inet6 ::1/128 scope host \       valid_lft forever preferred_lft forever' \
    '7: e0    inet 10.0.0.1/24 brd 10.0.0.255 scope global e0\       valid_lft forever preferred_lft forever' \
    '7: e0    inet6 2001:db8::1/64 scope global \       valid_lft forever preferred_lft forever' \
    '7: e0    inet6 2001:db8::5054:ff:fe00:1/64 scope global mngtmpaddr dynamic \       valid_lft 86000sec preferred_lft 14000sec' \
    '7: e0    inet6 fe80::1/64 scope link \       valid_lft forever preferred_lft forever' \
    'unicast default via 10.0.0.9 dev e0 table main proto boot scope global ' \
    'broadcast 10.0.0.255 dev e0 table local proto kernel scope link src 10.0.0.1 ' \
    'unicast 2001:db8::/64 dev e0 table main proto kernel scope global metric 256  pref medium' \
    'local 2001:db8::1 dev lo table local proto unspec scope global metric 0  pref medium' \
    'local ::1 dev lo table local proto none scope global metric 0  pref medium' \
    'unreachable default dev lo table unspec proto kernel scope global metric 4294967295  error -101 pref medium' \
    'unicast ff00::/8 dev e0 table local proto boot scope global metric 256  pref medium' \
    $'0:\tfrom all lookup local ' $'32766:\tfrom all lookup main ' $'32767:\tfrom all lookup default '
}

reads_as_of_old() {
  mapfile -t answers < <(prints_as_of_old | in_pairs)
  learn
  same "$(keys '*' | grep -v '^route .* automatic$' | sed 's/^link e0 .*/link e0/')" 'address 10.0.0.1/24 dev e0 1
address 2001:db8::1/64 dev e0 1
address 2001:db8::5054:ff:fe00:1/64 dev e0 automatic
address fe80::1/64 dev e0 automatic
connected -6 dev e0 automatic
link e0
route default via 10.0.0.9 dev e0 1
rule 32766 automatic'
  is_like "${have['left link e0']}" '7 if6 <*> state up mtu 1500 group default * address 02:00:00:00:00:01 *\    veth *'
}
@test 'facts: older kernels and versions of iproute2' {
  shared+=(prints_as_of_old)
  in_setup reads_as_of_old
}

tells_namespaces_apart() {
  same "$(printf '%s\n' '@ns left' '1: lo: <LOOPBACK>' '@ns host' '3: br0    inet 10.0.0.1/24 scope global br0\ ' '@ns right' | in_pairs)" \
    'left link lo
1  <LOOPBACK> state down 
host address 10.0.0.1/24 dev br0
1'
}
@test 'facts: each line is of the namespace that was named last' { in_setup tells_namespaces_apart; }

hears_all() {
  local reply text
  printf -v text '%070000d\n' 7
  exec {reply}< <(printf '%s\n\n' "$text")
  hear "$reply"
  same "$heard" "$text"$'\n\n'
  [[ ! -e /dev/fd/$reply ]]
  exec {reply}< <(:)
  hear "$reply"
  same "$heard" ''
}
@test 'hear: all of it, also more than a pipe holds, and nothing' {
  in_setup hears_all
  in_teardown hears_all
}

has_lines() {
  local IFS=a
  cd /
  in_lines "$1"
  shift
  same "${#lines[@]}" "$#"
  same "${lines[*]}" "$*"
  [[ $- != *f* ]]
}
@test 'in_lines: line by line, whatever is in them, but for empty ones' {
  in_setup has_lines ''
  in_setup has_lines $'* a  b\t\n\n\n\\n [a-z]\n' $'* a  b\t' '\n [a-z]'
}
