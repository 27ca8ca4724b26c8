# Routes: what facts makes of the kernel's line is what read_route makes of the lesson's words, and what ip deletes it by.
# shellcheck disable=SC2034,SC2154 # names that the parts of the runtime declare, and read

load parts

# Tests read and change the machine by the program; `ip` is a word of the lesson here.
iproute() { command ip "$@"; }

# A namespace with two links that have an address each, whose carrier is there.
make_left() {
  iproute netns add left
  iproute -n left -batch - <<<'link set lo up
link add e0 type veth peer name e1
link add f0 type veth peer name f1
address add 10.0.0.1/24 dev e0
address add 10.0.1.1/24 dev f0
address add 2001:db8::1/64 dev e0 nodad
address add 2001:db8:1::1/64 dev f0 nodad
link set e0 up
link set e1 up
link set f0 up
link set f1 up'
}

# look: sets `have` to the routes that the runtime finds in left, but for those to the subnets of addresses.
look() {
  local key
  mapfile -t answers < <({
    printf '@ns left\n'
    iproute -n left -d -o -batch - <<<'route show table all'
  } | sed -E "$table_numbers$facts")
  have=()
  learn
  for key in "${!have[@]}"; do
    if [[ $key == 'left connected '* ]]; then unset "have[$key]"; fi
  done
}

# stands_alone ROUTE: it is the one route that is there and not automatic.
stands_alone() {
  local key
  for key in "${!have[@]}"; do
    if [[ ${have[$key]} != automatic && $key != "left route $1" ]]; then printf 'besides: %s\n' "$key" && return 1; fi
  done
  if [[ ${have["left route $1"]-} != 1 ]]; then
    printf 'missing: %s; there is: %s\n' "$1" "${!have[*]}"
    return 1
  fi
}

comes_back() {
  local line route
  local -a words
  make_left
  look
  same "${!have[*]}" ''
  for line in "$@"; do
    read -ra words <<<"$line"
    iproute -n left route add "${words[@]}"
    read_route "${words[*]}"
    look
    stands_alone "$route"
    # This is how find_extras takes away what nobody asks for.
    read -ra words <<<"$route"
    iproute -n left route delete "${words[@]}"
    look
    same "$line: ${!have[*]}" "$line: "
  done
}
shared=(iproute make_left look stands_alone)

@test 'one way' {
  in_sandboxed_setup comes_back 'default via 10.0.0.9 dev e0' 'default dev e0' '10.9.0.0/16 via 10.0.0.9 dev e0' '10.9.0.0/16 dev e0' \
    '10.9.0.7/32 via 10.0.0.9 dev e0' '10.9.0.7 dev e0' '0.0.0.0/0 via 10.0.0.9 dev e0' '0.0.0.0/1 dev e0'
}
@test 'one way, IPv6' {
  in_sandboxed_setup comes_back 'default via 2001:db8::9 dev e0' '::/0 dev e0' '::/0 via 2001:db8::9 dev e0' '2001:db8:9::/48 via 2001:db8::9 dev e0' \
    '2001:db8:9::/48 dev e0' '2001:db8:9::7/128 dev e0' '2001:db8:9::7 via 2001:db8::9 dev e0' '::/1 dev e0' '2001:db8:9::/48 via fe80::9 dev e0'
}
@test 'no way: blackhole, unreachable, prohibit' {
  in_sandboxed_setup comes_back 'blackhole 10.9.0.0/16' 'unreachable 10.9.0.0/16' 'prohibit 10.9.0.7/32' 'blackhole default' 'blackhole 10.9.0.0/16 metric 7' \
    'unreachable 10.9.0.0/16 metric 7 table 100'
}
@test 'no way, IPv6' {
  in_sandboxed_setup comes_back 'blackhole 2001:db8:9::/48' 'unreachable 2001:db8:9::/48' 'prohibit 2001:db8:9::7/128' 'blackhole ::/0' \
    'blackhole 2001:db8:9::/48 metric 7' 'unreachable 2001:db8:9::/48 metric 7 table 100'
}
@test 'several ways' {
  in_sandboxed_setup comes_back '10.9.0.0/16 nexthop via 10.0.0.9 dev e0 nexthop via 10.0.1.9 dev f0' \
    '10.9.0.0/16 nexthop via 10.0.0.9 dev e0 weight 3 nexthop via 10.0.1.9 dev f0 weight 1' \
    '10.9.0.0/16 nexthop via 10.0.0.9 dev e0 weight 12 nexthop via 10.0.1.9 dev f0 weight 100' \
    '10.9.0.0/16 nexthop dev e0 nexthop dev f0'
}
@test 'several ways, IPv6' {
  in_sandboxed_setup comes_back '2001:db8:9::/48 nexthop via 2001:db8::9 dev e0 nexthop via 2001:db8:1::9 dev f0' \
    '2001:db8:9::/48 nexthop via 2001:db8::9 dev e0 weight 3 nexthop via 2001:db8:1::9 dev f0 weight 11'
}
@test 'several ways, with metric, source and table' {
  in_sandboxed_setup comes_back '10.9.0.0/16 metric 50 nexthop via 10.0.0.9 dev e0 nexthop via 10.0.1.9 dev f0 weight 2' \
    'default src 10.0.0.1 metric 50 table 100 nexthop via 10.0.0.9 dev e0 nexthop via 10.0.1.9 dev f0' \
    '::/0 metric 50 table 100 nexthop via 2001:db8::9 dev e0 weight 2 nexthop via 2001:db8:1::9 dev f0'
}
@test 'metric, source and table, in the order of the lesson' {
  in_sandboxed_setup comes_back '10.9.0.0/16 dev e0 metric 50' '10.9.0.0/16 dev e0 metric 1024' '10.9.0.0/16 dev e0 table 100' \
    '10.9.0.0/16 via 10.0.0.9 dev e0 src 10.0.0.1 metric 50 table 100' 'default via 10.0.0.9 dev e0 metric 1 table 4294967290' '10.9.0.0/16 dev e0 src 10.0.0.1'
}
@test 'metric, source and table, IPv6' {
  in_sandboxed_setup comes_back '2001:db8:9::/48 dev e0 metric 50' '2001:db8:9::/48 dev e0 metric 1024' '2001:db8:9::/48 dev e0 table 100' \
    '2001:db8:9::/48 via 2001:db8::9 dev e0 src 2001:db8::1 metric 50 table 100' '2001:db8:9::/48 dev e0 src 2001:db8::1' \
    '2001:db8:9::/48 dev e0 metric 10240' '2001:db8:9::/48 dev e0 metric 10241 table 1024'
}
@test 'a metric and a table that say nothing' {
  in_sandboxed_setup comes_back '10.9.0.0/16 dev e0 metric 0' '10.9.0.0/16 dev e0 table 254' '2001:db8:9::/48 dev e0 metric 0' '2001:db8:9::/48 dev e0 metric 5 table 254'
}

by_their_numbers() {
  mkdir -p /etc/iproute2/rt_tables.d
  printf '%s\n' '#' '# a comment' '100 uplink' '200	wan-2 # the second' '0x10 odd' '254 main' >/etc/iproute2/rt_tables
  echo '300 more_9' >/etc/iproute2/rt_tables.d/more.conf
  read_table_names
  comes_back '10.9.0.0/16 dev e0 table 100' '10.9.0.0/16 dev e0 metric 5 table 200' '2001:db8:9::/48 dev e0 metric 5 table 300' \
    '10.9.0.0/16 metric 5 table 100 nexthop via 10.0.0.9 dev e0 nexthop via 10.0.1.9 dev f0' '10.9.0.0/16 dev e0'
}
@test 'a table that this machine has a name for' {
  shared+=(comes_back)
  in_sandboxed_setup by_their_numbers
}

without_carrier() {
  # shellcheck disable=SC2317 # wait_until calls it
  is_down() { grep -q linkdown <<<"$(iproute -n left route show table all)"; }
  local line route
  local -a words
  make_left
  for line in 'default via 10.0.0.9 dev e0' '10.9.0.0/16 nexthop via 10.0.0.9 dev e0 weight 2 nexthop via 10.0.1.9 dev f0' '2001:db8:9::/48 via 2001:db8::9 dev e0 metric 7'; do
    read -ra words <<<"$line"
    iproute -n left route add "${words[@]}"
    iproute -n left link set e1 down
    wait_until is_down
    read_route "${words[*]}"
    look
    stands_alone "$route"
    iproute -n left link set e1 up
    iproute -n left route delete "${words[@]}"
  done
}
@test 'the carrier is none of the route' { in_sandboxed_setup without_carrier; }

of_others() {
  local proto key
  make_left
  for proto in dhcp ra bird 99; do
    iproute -n left route add 10.9.0.0/16 via 10.0.0.9 dev e0 proto "$proto" metric 5
    iproute -n left route add blackhole 2001:db8:9::/48 proto "$proto"
    look
    same "$proto: ${have['left route 10.9.0.0/16 via 10.0.0.9 dev e0 metric 5']-}, ${have['left route blackhole 2001:db8:9::/48']-}" "$proto: automatic, automatic"
    same "${#have[@]}" 2
    iproute -n left route flush proto "$proto" table all
    iproute -n left -6 route flush proto "$proto" table all
  done
  iproute -n left route add 10.9.0.0/16 dev e0 proto kernel
  look
  same "${!have[*]}" ''
  iproute -n left route add 10.8.0.0/16 dev e0 proto static
  look
  stands_alone '10.8.0.0/16 dev e0'
}
@test 'what routing programs make is automatic; what people make is not; what the kernel makes is left out' { in_sandboxed_setup of_others; }

reads_alike() {
  local route
  local -a words
  read -ra words <<<"$2"
  read_route "${words[*]}"
  same "$1 $route" "$1 $3"
}
@test 'read_route: the words that say nothing' {
  in_setup reads_alike '/32' '10.0.0.7/32 dev e0' '10.0.0.7 dev e0'
  in_setup reads_alike '/128' '2001:db8::7/128 dev e0' '2001:db8::7 dev e0'
  in_setup reads_alike 'weight' '10.9.0.0/16 nexthop via 10.0.0.9 dev e0 weight 1 nexthop via 10.0.1.9 dev f0 weight 10' \
    '10.9.0.0/16 nexthop via 10.0.0.9 dev e0 nexthop via 10.0.1.9 dev f0 weight 10'
  in_setup reads_alike 'metric 6' '2001:db8::/64 dev e0 metric 1024' '2001:db8::/64 dev e0'
  in_setup reads_alike 'metric 4' '10.0.0.0/8 dev e0 metric 1024' '10.0.0.0/8 dev e0 metric 1024'
  in_setup reads_alike 'default' 'default via 2001:db8::9 dev e0' '::/0 via 2001:db8::9 dev e0'
}
