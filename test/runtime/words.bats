# The words of the lesson: what one walk writes down of each line.
# shellcheck disable=SC2034,SC2154 # names that the parts of the runtime declare, and read
# shellcheck disable=SC2317,SC2030,SC2031 # walk calls each lesson; each test has a shell of its own

load parts

# wanted: what the last step leaves to be asked for: the object, the command, the attributes it gives, and the other end with
# those that it gives that.
wanted() {
  local n end
  for n in "${!fact[@]}"; do
    if [[ ${want[${fact[n]}]-} != "$n" ]]; then continue; fi
    end=${link_peer[${fact[n]}]-}
    if [[ -n $end && ${want[$end]-} != "$n" ]]; then end+=' NOT WANTED'; fi
    printf '%s <- %s%s%s%s\n' "${fact[n]}" "${fact_command[n]}" "${fact_given[n]:+ [${fact_given[n]# }]}" "${end:+ and $end}" \
      "${far_given[n]:+ [${far_given[n]# }]}"
  done
}

# attributes: those that are asked for, by their links.
attributes() {
  local key
  for key in "${!given_to[@]}"; do printf '%s:%s\n' "$key" "${given_to[$key]}"; done | sort
}

# walked: walks to the step (or the last one), with a `lesson` that the test has declared.
walked() {
  until=${1-${#steps[@]}}
  walk
}
shared=(wanted attributes walked)

asks_for_objects() {
  lesson() {
    step 1 Cable
    ip netns add left
    ip -n left link set lo alias netgen:demo up
    ip link add br0 group 4242 up type bridge
    ip address add 10.0.0.1/24 dev br0
    ip -n left address add 2001:db8::2/64 dev eth0 nodad
    ip -n left route add default via 10.0.0.1 dev eth0
    ip -n left route add ::/0 via 2001:db8::1 dev eth0
    ip route add blackhole 10.9.0.0/16
  }
  walked
  same "$(wanted)" 'host netns left <- netns add left
left set lo 1 <- link set lo alias netgen:demo up [alias netgen:demo state up]
host link br0 <- link add br0 group 4242 up type bridge [group 4242 state up]
host address 10.0.0.1/24 dev br0 <- address add 10.0.0.1/24 dev br0
left address 2001:db8::2/64 dev eth0 <- address add 2001:db8::2/64 dev eth0 nodad
left route default via 10.0.0.1 dev eth0 <- route add default via 10.0.0.1 dev eth0
left route ::/0 via 2001:db8::1 dev eth0 <- route add ::/0 via 2001:db8::1 dev eth0
host route blackhole 10.9.0.0/16 <- route add blackhole 10.9.0.0/16'
  same "$(attributes)" 'host br0: @2 group 4242 state up
left lo: @1 alias netgen:demo state up'
}
@test 'ask: each line of the lesson is one object' { in_setup asks_for_objects; }

makes_a_pair() {
  lesson() {
    ip -n sw link add p1 master br0 mtu 1400 address 02:00:00:00:00:01 up type veth peer name eth0 netns left mtu 1400
    ip link add v0 group 4242 type veth peer name v1 group 4242
  }
  walked
  same "$(wanted)" 'sw link p1 <- link add p1 master br0 mtu 1400 address 02:00:00:00:00:01 up type veth peer name eth0 netns left mtu 1400 [master br0 mtu 1400 address 02:00:00:00:00:01 state up] and left link eth0 [mtu 1400]
host link v0 <- link add v0 group 4242 type veth peer name v1 group 4242 [group 4242] and host link v1 [group 4242]'
  same "$(attributes)" 'host v0: @1 group 4242
host v1: @1 group 4242
left eth0: @0 mtu 1400
sw p1: @0 master br0 mtu 1400 address 02:00:00:00:00:01 state up'
  same "${link_peer['sw link p1']}, ${link_peer['host link v0']}" 'left link eth0, host link v1'
  same "${link_type['left link eth0']}, ${link_from['sw link p1']}, ${link_words['sw link p1']-}" 'veth, sw, '
}
@test 'link_add: a pair is two links, each where it lives, with its own attributes' { in_setup makes_a_pair; }

makes_carried_links() {
  lesson() {
    ip -n left link add mv0 link eth0 up type macvlan mode bridge
    ip link add ng12345 link up0 netns left mtu 1400 type vlan id 10
    ip -n left link set ng12345 name eth0.10
    ip -n left link set eth0.10 up
  }
  walked
  same "$(wanted)" 'left link mv0 <- link add mv0 link eth0 up type macvlan mode bridge [state up]
left link eth0.10 <- link add ng12345 link up0 netns left mtu 1400 type vlan id 10 [mtu 1400]
left set eth0.10 2 <- link set eth0.10 up [state up]'
  same "${link_from['left link mv0']}:${link_words['left link mv0']}" 'left: link eth0 mode bridge'
  same "${link_from['left link eth0.10']}:${link_words['left link eth0.10']}" 'host: link up0 id 10'
  same "${link_type['left link eth0.10']}, ${link_naming['left link eth0.10']}" 'vlan, link set ng12345 name eth0.10'
  same "${given_to['left eth0.10']}" ' @1 mtu 1400 @2 state up'
  same "${want['left link ng12345']-none}, ${later['left link ng12345']-none}" 'none, none'
}
@test 'link_add, name_link: a link that another interface carries, here and from another namespace' { in_setup makes_carried_links; }

leaves_later_names() {
  lesson() {
    step 1 Cable
    step 2 Carried
    ip link add ng12345 link up0 netns left type vlan id 10
    ip -n left link set ng12345 name eth0.10
  }
  walked 1
  same "$(wanted)" ''
  same "${later['left link eth0.10']-none}, ${later['left link ng12345']-none}" '1, none'
}
@test 'name_link: of a later step, the name that it will bear is known' { in_setup leaves_later_names; }

counts_the_last_word() {
  lesson() {
    step 1 Cable
    ip -n left link set eth0 mtu 1400 up
    ip -n left address add 10.0.0.1/24 dev eth0
    step 2 Unplugged
    ip -n left link set eth0 down
    ip -n left address delete 10.0.0.1/24 dev eth0
    step 3 Plugged
    ip -n left link set eth0 up
    ip -n left address add 10.0.0.1/24 dev eth0
  }
  walked "$1"
  same "${given_to['left eth0']}" "$2"
  same "address by ${want['left address 10.0.0.1/24 dev eth0']}" "address by $3"
  same "${#later[@]}" "$4"
}
@test 'give: every word about an attribute is kept, in order' { in_setup counts_the_last_word 3 ' @0 mtu 1400 state up @2 state down @3 state up' 4 0; }
@test 'give, take_away: up to a step that takes back' { in_setup counts_the_last_word 2 ' @0 mtu 1400 state up @2 state down' '' 2; }
@test 'give, ask: the steps after --until are known and not asked for' { in_setup counts_the_last_word 1 ' @0 mtu 1400 state up' 1 2; }

compares_the_last_word() {
  lesson() {
    step 1 Cable
    ip -n left link set eth0 mtu 1400 up
    step 2 Unplugged
    ip -n left link set eth0 down
  }
  walked "$1"
  have=(['host netns left']=1 ['left link eth0']="2 if3 <UP> mtu 1500 state $2 ")
  compare
  same "$(printf '%s;' "${todo[@]}") $ok" "$3"
}
@test 'compare_given: what a later step says of an attribute is not for this one' { in_setup compares_the_last_word 2 up 'ip left link set eth0 mtu 1400;ip left link set eth0 down; 0'; }
@test 'compare_given: nor is it asked for again' { in_setup compares_the_last_word 2 down 'ip left link set eth0 mtu 1400; 1'; }
@test 'compare_given: a step after --until says nothing yet' { in_setup compares_the_last_word 1 down 'ip left link set eth0 mtu 1400 up; 0'; }

knows_what_belongs() {
  lesson() {
    step 1 Here
    ip netns add now
    ip netns add gone
    step 2 There
    ip netns delete gone
    step 3 Later
    ip netns add later
    ip netns add gone
  }
  walked 2
  known 'host netns now'
  known 'host netns later'
  fails 1 known 'host netns gone' # taken away by now, whatever comes later
  fails 1 known 'host netns foreign'
}
@test 'known: asked for now, or by a later step and not taken away' { in_setup knows_what_belongs; }

notes_its_lines() {
  local n got=()
  features=(settings tables gates files processes commands)
  uplink_names=(up0)
  # shellcheck disable=SC1003 # a line that goes on
  printf '%s\n' 'lesson() {' '  step 1 Cable' '  ip netns add left' '' '  ip -n left link set lo \' '    up' \
    "  nft -f - <<'NFT'" 'table inet t {' '}' 'NFT' '  ip netns exec left sysctl -w net.ipv4.ip_forward=1' \
    '  accept_forward ipv4 @uplink br0' "  write_file /etc/netns/left/hosts 'a" "b'" "  run_once left-1 left 'true'" \
    "  start_process left-2 left 'sleep 9'" '  ip route add blackhole 10.9.0.0/16' '}' >"$BATS_TEST_TMPDIR/lesson"
  # shellcheck source=/dev/null
  source "$BATS_TEST_TMPDIR/lesson"
  walked
  for n in "${!fact[@]}"; do got+=("${fact[n]// /,}:${fact_line[n]}"); done
  same "${got[*]}" 'host,netns,left:3 left,set,lo,1:5 host,table:7 left,sysctl,net.ipv4.ip_forward:11 host,forward,4,up0,br0,:12 host,file,/etc/netns/left/hosts:13 host,command,left-1:15 host,process,left-2:16 host,route,blackhole,10.9.0.0/16:17'
}
@test 'walk: each word finds its own line, whatever calls it, and however long it is' { in_setup notes_its_lines; }

gives_the_words_back() {
  lesson() { step 1 Cable; }
  walked
  same "$(type -t ip), $(type -t nft)" 'file, file'
  same "$(type -t sysctl)" file
}
@test 'walk: after it, ip, sysctl and nft are the programs again' { in_setup gives_the_words_back; }

forgets_with_a_link() {
  lesson() {
    step 1 Cable
    ip link add br0 group 4242 up type bridge
    ip link add p1 group 4242 master br0 up type veth peer name eth1 netns left
    ip link add p10 group 4242 master br0 up type veth peer name eth10 netns left
    ip -n left address add 10.0.0.1/24 dev eth1
    ip -n left address add 10.0.1.1/24 dev eth10
    ip -n left route add 10.1.0.0/16 via 10.0.0.9 dev eth1
    ip -n left route add 10.2.0.0/16 via 10.0.1.9 dev eth10
    ip -n left route add 10.3.0.0/16 dev eth1 metric 5
    ip -n left route add blackhole 10.4.0.0/16
    ip -n left link set eth1 up
    ip netns exec left sysctl -w net.ipv4.conf.eth1.rp_filter=0
    ip netns exec left sysctl -w net.ipv4.conf.eth10.rp_filter=0
    step 2 Unplugged
    if [[ $end == far ]]; then ip -n left link delete eth1; else ip link delete p1; fi
  }
  end=$1
  walked
  same "$(wanted)" 'host link br0 <- link add br0 group 4242 up type bridge [group 4242 state up]
host link p10 <- link add p10 group 4242 master br0 up type veth peer name eth10 netns left [group 4242 master br0 state up] and left link eth10
left address 10.0.1.1/24 dev eth10 <- address add 10.0.1.1/24 dev eth10
left route 10.2.0.0/16 via 10.0.1.9 dev eth10 <- route add 10.2.0.0/16 via 10.0.1.9 dev eth10
left route blackhole 10.4.0.0/16 <- route add blackhole 10.4.0.0/16
left sysctl net.ipv4.conf.eth10.rp_filter <- '
  same "$(attributes)" 'host br0: @0 group 4242 state up
host p10: @2 group 4242 master br0 state up'
  same "${want['left link eth1']-none}, ${want['host link p1']-none}" ', ' # taken away, not unheard of
}
@test 'forget_link: a link takes its peer along, and all that stands on both' { in_setup forgets_with_a_link near; }
@test 'forget_link: by its far end' { in_setup forgets_with_a_link far; }

forgets_with_a_namespace() {
  lesson() {
    step 1 Cable
    ip netns add left
    ip netns add lefty
    ip -n left link set lo up
    ip -n lefty link set lo up
    ip link add p1 group 4242 type veth peer name eth0 netns left
    ip link add p2 group 4242 type veth peer name eth0 netns lefty
    ip -n left address add 10.0.0.1/24 dev eth0
    ip -n left route add blackhole 10.4.0.0/16
    ip -n lefty route add blackhole 10.4.0.0/16
    start_process left-1 left 'sleep 9'
    start_process lefty-1 lefty 'sleep 9'
    step 2 Gone
    ip netns delete left
  }
  walked
  same "$(wanted)" 'host netns lefty <- netns add lefty
lefty set lo 3 <- link set lo up [state up]
host link p2 <- link add p2 group 4242 type veth peer name eth0 netns lefty [group 4242] and lefty link eth0
lefty route blackhole 10.4.0.0/16 <- route add blackhole 10.4.0.0/16
host process lefty-1 <- '
}
@test 'forget_namespace: it takes its links, their far ends and its processes along' { in_setup forgets_with_a_namespace; }

forgets_not_yet() {
  lesson() {
    step 1 Cable
    ip netns add left
    ip link add p1 group 4242 type veth peer name eth0 netns left
    step 2 Gone
    ip link delete p1
    ip netns delete left
  }
  walked 1
  same "$(wanted | grep -c .)" 2
}
@test 'forget_link, forget_namespace: not before their step' { in_setup forgets_not_yet; }

forgets_what_is_carried() {
  lesson() {
    step 1 Carried
    ip link add v0 group 4242 type veth peer name eth0 netns left
    ip link add ng1 link v0 netns left type macvlan mode bridge
    ip -n left link set ng1 name mv0
    ip -n left link add mv1 link mv0 type macvlan mode bridge
    ip -n left address add 10.0.0.1/24 dev mv1
    step 2 Gone
    ip link delete v0
  }
  walked
  same "$(wanted)" ''
  same "${link_naming['left link mv0']-}" '' # the next of this name is another
}
@test 'forget_link: what it carries goes along' { in_setup forgets_what_is_carried; }

keeps_what_stands() {
  lesson() {
    step 1 Cable
    ip link add v0 group 4242 type veth peer name eth0 netns left
    step 2 Bridge
    ip link delete v0
    ip link add v0 link up0 group 4242 up type vlan id 10
  }
  walked "$1"
  same "${link_type['host link v0']} ${link_from['host link v0']} ${link_peer['host link v0']-} ${link_words['host link v0']-}" "$2"
}
@test 'link_add: what a later step makes of a name does not count yet' { in_setup keeps_what_stands 1 'veth host left link eth0 '; }
@test 'link_add: what a step makes of a name that was taken away' { in_setup keeps_what_stands 2 'vlan host   link up0 id 10'; }

# loses_with_it LINE: what is known of the link mv0, on the link that goes.
loses_with_it() {
  lesson() {
    step 1 Carried
    ip -n left link add v0 type veth peer name v1
    ip -n left link add mv0 link v0 type macvlan mode bridge
  }
  walked
  have=(['left link v0']='2 v1 <UP> state up \    veth ' ['left address 10.0.0.1/24 dev v0']=1 ['left link mv0']=$1)
  lose 'left link v0'
  same "${have['left link v0']}${have['left address 10.0.0.1/24 dev v0']}${have['left link mv0']}" "$2"
}
@test 'lose: what a link carries goes along' { in_setup loses_with_it '3 v0 <UP> state up \    macvlan mode bridge ' ''; }
@test 'lose: another link by the name of what it carried stays' {
  in_setup loses_with_it '3 if4 <UP> state up \    veth ' '3 if4 <UP> state up \    veth '
}

refuses_other_commands() {
  lesson() { ip neighbour add 10.0.0.1 dev eth0; }
  fails 70 walked
  same "$output" 'demo: the lesson holds a command that this script cannot compare: ip neighbour add 10.0.0.1 dev eth0'
}
@test 'ip: what cannot be compared is a bug of netgen, and ends the run' { in_setup refuses_other_commands; }

needs_a_way_out() {
  uplink_names=()
  fails 3 need_uplink
  [[ $output == *'no default route'*'UPLINK='*'./setup.sh' ]]
  uplink_names=(up0)
  need_uplink
}
@test 'need_uplink: names the way to say which it is' { in_setup needs_a_way_out; }
