# Steps that turn things round: forwards, back with --until, and from every step to every other.
# shellcheck disable=SC2030,SC2031,SC2154 # names that Bats and the functions above give; each test has a shell of its own

bats_require_minimum_version 1.5.0
load ../lab/sandbox

setup_file() { build_labs "$BATS_TEST_DIRNAME"/{turning,multipath,detour,kinds,swapped,overtaken,renumbered,relaid,replugged,primary,fronted,switched-on,twins,narrowed}.md; }

# every_way STEP...: from every step to every other what the test calls `seen` is what it is on a new machine, noted in `seen_new`, and a dry run
# has told all that was done.
every_way() {
  local from to
  declare -gA seen_new=()
  for to; do
    ./setup.sh --quiet --until "$to"
    seen_new[$to]=$(seen)
    ./teardown.sh --quiet
  done
  for from; do
    for to; do
      ./setup.sh --quiet --until "$from"
      ${prepare-}
      ./setup.sh --dry-run --until "$to" >/mnt/dry
      ./setup.sh --until "$to" >/mnt/done 2>/mnt/errors
      same "$(</mnt/errors)" ''
      same "$(</mnt/done)" "$(</mnt/dry)"
      same "$from $to $(seen)" "$from $to ${seen_new[$to]}"
      ./setup.sh --check --until "$to"
    done
  done
}

# The kernel notices later what carries.
without_carrier() { sed 's/ linkdown//'; }

# routes: of both nodes, in both families.
routes() {
  local node
  for node in pc plain; do
    ip -n "$node" route show | without_carrier
    ip -n "$node" -6 route show | grep default | without_carrier
  done
}

to_and_fro() {
  seen() { routes; }
  every_way 1 2 3
  [[ ${seen_new[1]} != "${seen_new[2]}" ]]
}
# shellcheck disable=SC2034 # in_lab reads it
shared=(every_way routes without_carrier)
@test 'from every step to every other: each route is what that step says, where processes of the author run too' { in_lab turning to_and_fro; }

others_route() {
  ./setup.sh --quiet
  ip -n pc route replace default dev eth0
  [[ $(./setup.sh --check || true) == *'missing: route default via 10.0.0.'*' dev eth0 in pc'*'extra: route default dev eth0 in pc'* ]]
  ./setup.sh --quiet
  ./setup.sh --check
}
@test 'what stands in the place of a route goes, whoever works in that node' { in_lab turning others_route; }

unplugged() {
  ./setup.sh --quiet --until 2
  ip -n alone link show eth0
  ./setup.sh --quiet
  [[ -z $(ip -n alone -br link show type veth) ]]
  same "$(ip netns exec alone sysctl -n net.ipv4.ip_default_ttl)" 64
  ./setup.sh --check
}
@test 'what a step takes away goes, where processes of the author run too, and once' { in_lab turning unplugged; }

gives_back() {
  local before
  before=$(sysctl -n net.ipv4.conf.all.rp_filter)
  [[ $before != [12] ]]
  ./setup.sh --quiet --until 1
  same "$(sysctl -n net.ipv4.conf.all.rp_filter)" 2
  ./setup.sh --quiet
  same "$(sysctl -n net.ipv4.conf.all.rp_filter)" 1
  ./teardown.sh --quiet
  same "$(sysctl -n net.ipv4.conf.all.rp_filter)" "$before"
}
@test 'a setting of the machine that had two values goes back to the one before both' { in_lab turning gives_back; }

# A setting of a bridge that the lab makes on the machine, and a file: each step from nothing, from each other, and again.
takes_its_own_away() {
  local step
  for step in 3 1 2 3 2 3; do
    ./setup.sh --quiet --until "$step"
    same "$step $(</proc/sys/net/ipv4/conf/br9/proxy_arp)" "$step $((step < 3))"
    same "$step $(find /etc/netns -type f ! -name '.netgen-*' 2>/dev/null | wc -l) $([[ -d /etc/netns ]] && echo folder)" "$step $((step < 3)) $( ((step > 2)) || echo folder)"
    ./setup.sh --check --until "$step"
  done
  ./teardown.sh --quiet
  same "$(find /run -name '*netgen*')" ''
}
@test 'a setting of a bridge of the lab goes back, and a file goes with its folders, where a step takes them away' { in_lab turning takes_its_own_away; }

# The route of r1 by several links: after each step, and from each to the next.
changes_links() {
  local step clean
  for step in 1 2 3; do
    ./setup.sh --quiet --until "$step"
    clean=$(ip -n r1 -6 route show 2001:db8:23::/64 | without_carrier)
    ./teardown.sh --quiet
    ./setup.sh --quiet --until "$((step > 1 ? step - 1 : 1))"
    same "$(./setup.sh --dry-run --until "$step" | grep '^.#')" "$(./setup.sh --until "$step" | grep '^.#')"
    same "$(ip -n r1 -6 route show 2001:db8:23::/64 | without_carrier)" "$clean"
    ./setup.sh --check --until "$step"
    ./teardown.sh --quiet
  done
  ./setup.sh --quiet --until 1
  ip -n r2 link set eth0 name zz9
  ./setup.sh --until 1
  ./setup.sh --check --until 1
  ip -n r1 link delete eth1
  ./setup.sh --quiet --until 1
  ./setup.sh --check --until 1
}
@test 'a route of IPv6 by several links is made anew where one of them goes' { in_lab multipath changes_links; }

# The routes of both families, one hop a line.
ways() {
  { ip -n a route show 10.9.0.0/24 && ip -n a -6 route show 2001:db8:9::/64; } | grep -o 'via [^ ]*' || true
}

# From every step to every other: by which hops the routes go there.
goes_round() {
  local step
  local -a want=('' $'10.0.1.2\n10.0.2.2\n2001:db8:1::2\n2001:db8:2::2' $'10.0.1.2\n2001:db8:1::2' '' $'10.0.2.2\n2001:db8:2::2')
  seen() { ways; }
  every_way 1 2 3 4
  for step in 1 2 3 4; do same "${seen_new[$step]}" "${want[step]:+via ${want[step]//$'\n'/$'\n'via }}"; done
}
@test 'a route by several links goes on by those that are up' {
  shared+=(ways)
  in_lab detour goes_round
}

# Every line of the lesson, typed as it stands.
types_it() {
  ./setup.sh --quiet --until 1
  ./teardown.sh --quiet
  bash -euc "step() { :; }; $(sed -n '/^lesson() {/,/^}/p' setup.sh); lesson"
  ip -n r1 -6 route show 2001:db8:23::/64 | grep 'via 2001:db8:12::2 dev eth0'
}
@test 'the same lesson, typed line by line' { in_lab multipath types_it; }

turned_back() {
  ./setup.sh --quiet
  ip netns exec x ping -6 -c 1 -W 5 "$(ip -n y -6 -br address show dev eth0 scope global | grep -o 'fd00[^/]*')" >/dev/null
  [[ $(./setup.sh --check --until 1 || true) == *'changed: link eth0 in b, is a port of something'* ]]
  ./setup.sh --quiet --until 1
  ./setup.sh --check --until 1
  ip netns exec a ping -c 1 -W 5 10.0.0.2 >/dev/null
  same "$(ip netns exec n sysctl -n net.ipv4.ip_forward net.ipv6.conf.all.forwarding)" $'0\n0'
  ./setup.sh --quiet
  ./setup.sh --check
}
@test 'back to what a node was before it was plugged into a bridge of its own, or let forward' { in_lab kinds turned_back; }

# Each namespace numbers its interfaces by itself: the number of another cable's end can be that of the one looked for.
same_numbers() {
  ./setup.sh --quiet --until 1
  ip -n mid link delete eth0
  ip -n mid link delete eth1
  ip -n left link add pc index 40 type veth peer name eth0 index 50 netns mid
  ip -n mid link add eth1 index 60 type veth peer name eth0 index 50 netns pc
  ./setup.sh --quiet
  ./setup.sh --check
  ip netns exec left ping -c 1 -W 5 10.0.0.2 >/dev/null
}
@test 'the ends of two cables are not taken for one cable where their numbers agree' { in_lab swapped same_numbers; }

nothing_holds() {
  local counted
  [[ $(./setup.sh --dry-run --quiet) == *': ok=0 changed='* ]]
  counted=$(./setup.sh --json | grep -c '"state":"ok"') || true
  same "$counted" 0
  counted=$(./setup.sh --json | grep -c '"state":"ok"')
  same "$(./setup.sh --quiet)" "overtaken: ok=$counted changed=0 failed=0"
}
@test 'a line that a later step has overtaken is not counted: on an empty machine nothing holds' { in_lab overtaken nothing_holds; }

# numbers: the addresses and the MTU of every interface, and the routes of the nodes.
numbers() {
  local node
  for node in a b c d e; do
    ip -n "$node" -o address show scope global | sed 's/^[0-9]*: //; s/ valid_lft.*//'
    ip -n "$node" -o link show eth0 | sed -E 's/.* (mtu [0-9]+) .*/\1/'
    ip -n "$node" route show | without_carrier
  done
  ip -o address show dev br7 scope global | sed 's/^[0-9]*: //; s/ valid_lft.*//'
}

numbered_back() {
  seen() { numbers; }
  every_way 1 2 3
  [[ ${seen_new[1]} == *'10.1.0.11/24'*'mtu 1500'*'10.3.0.1/30'* && ${seen_new[2]} == *'mtu 1400'* && ${seen_new[3]} == *'10.3.0.6/30'*'mtu 1300'* ]]
  ip -n a address add 10.1.0.99/24 dev eth0
  [[ $(./setup.sh --check --until 1 || true) == *'extra: address 10.1.0.99/24 dev eth0 in a'* ]]
}
# shellcheck disable=SC2034 # in_lab reads it
shared+=(numbers)
@test 'from every step to every other: each interface has the addresses and the MTU of that step' { in_lab renumbered numbered_back; }

# The other end of a cable goes with a node, and what a cable carries with the cable: their addresses are of another step then.
laid_anew() {
  local node first
  all() {
    for node in h1 r1 q m; do ip -n "$node" -o address show scope global | sed 's/^[0-9]*: //; s/ valid_lft.*//'; done
    ip -n q -o link show eth0 | sed -E 's/.* (mtu [0-9]+) .*/\1/'
  }
  ./setup.sh --quiet --until 1
  first=$(all)
  ./setup.sh --quiet
  [[ $(all) != "$first" ]]
  ./setup.sh --quiet --until 1
  same "$(all)" "$first"
  ./setup.sh --check --until 1
}
@test 'back over a node and a cable that are made anew: addresses and MTU are those of the step' { in_lab relaid laid_anew; }

replugged() {
  seen() { for place in r1 r2 a b; do ip -n "$place" -br link show type veth | sed 's/[@ ].*//' && ip -n "$place" -o link | grep -o 'link-netns .*'; done; }
  every_way 1 crossed
  ./setup.sh --quiet --until 1
  ./setup.sh --quiet
  ip netns exec b ping -c 1 -W 5 10.1.0.1
}
@test 'cables that change places, by the names that they had' { in_lab replugged replugged; }

primary() {
  seen() { ip -n a -o -4 address show dev eth0 | sed 's/\\.*//' && ip -n a route show | without_carrier; }
  prepare="ip netns exec a sysctl -qw net.ipv4.conf.all.promote_secondaries=$1" # a new namespace takes it from the first one of the machine
  every_way 1 second turned
  ./setup.sh --quiet
  $prepare
  ip -n a address delete 10.0.0.12/24 dev eth0
  ip -n a address add 10.0.0.10/24 dev eth0 || true
  ip -n a address add 10.0.0.12/24 dev eth0
  ip -n a address add 10.0.0.11/24 dev eth0 || true
  [[ $(./setup.sh --check || true) == *'changed: address 10.0.0.12/24 dev eth0 in a, another one of its subnet comes before it'*'extra: address 10.0.0.10/24 dev eth0 in a'* ]]
  ip -n a address add 10.9.9.1 peer 10.9.9.2/32 dev eth0
  [[ $(./setup.sh --check || true) == *'extra: address 10.9.9.1 peer 10.9.9.2/32 dev eth0 in a'* ]]
  ./setup.sh --quiet
  [[ $(seen) == *'10.0.0.12/24 '*'10.0.0.11/24 '*secondary* ]]
  ./setup.sh --check
}
@test 'the first address of a subnet goes, and the others stay' { in_lab primary primary 0; }
@test 'also where the kernel keeps them' { in_lab primary primary 1; }

fronted() {
  ./setup.sh --quiet --until 1
  ./setup.sh --dry-run >/mnt/dry
  ./setup.sh >/mnt/done
  same "$(</mnt/done)" "$(</mnt/dry)"
  [[ $(ip -n a -4 -o address show dev eth0) == *10.0.0.10/24*10.0.0.11/24*secondary* ]]
  ./setup.sh --quiet --until 1
  ./setup.sh --check --until 1
  ./setup.sh --quiet
  ./setup.sh --check
  [[ $(ip -n a -4 -o address show dev eth0) == *10.0.0.10/24*10.0.0.11/24*secondary* ]]
}
@test 'an address that a later step puts before another' { in_lab fronted fronted; }

switched_on() {
  ./setup.sh --quiet --until 1
  ./setup.sh --quiet
  ./setup.sh --check
  ip netns exec a ping -c 1 -W 5 fd01::2
  ./setup.sh --quiet --until 1
  ./setup.sh --check --until 1
}
@test 'IPv6 is switched on before there are addresses of it' { in_lab switched-on switched_on; }

narrowed() {
  seen() { ip -o address show dev br6 scope global | sed 's/.*inet/inet/; s/ valid_lft.*//' && ip -n a -o link show eth0 | grep -o ' mtu [0-9]*'; }
  every_way 1 narrow
  [[ ${seen_new[1]} == *fd01::9/64*1400* && ${seen_new[narrow]} != *fd01* ]]
}
@test 'cables and their bridge carry too little for IPv6, and then enough' { in_lab narrowed narrowed; }

by_any_name() {
  ./setup.sh --quiet
  ./setup.sh --check
  ln -s /run/netns/worker /run/netns/alias
  [[ $(ip -n master link) == *link-netns\ alias* || $(ip -n master link) == *link-netns\ worker* ]]
  ./setup.sh --check
  rm /run/netns/alias
}
@test 'names of places: a word of ip, and a second one' { in_lab twins by_any_name; }

twin_comes_back() {
  local twin
  ./setup.sh --quiet
  for twin in twin0 twin1; do
    ip -n worker route delete 10.0.0.0/24 dev "$twin"
    same "$(./setup.sh --check | head -n 1)" "missing: route to the subnet of 10.0.0.1$((${twin#twin} + 1))/24 dev $twin in worker"
    [[ $(./setup.sh --quiet) == *' changed=1 failed=0' ]]
    ./setup.sh --check
  done
}
@test 'the route to a subnet that two interfaces have' { in_lab twins twin_comes_back; }
