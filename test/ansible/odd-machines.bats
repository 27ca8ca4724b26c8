#!/usr/bin/env bats
# Machines that others have had their hands on: what the lab cannot do there is said before the first change.
# shellcheck disable=SC1091,SC2154,SC2312 # the files stand beside this one; the first sets labs; pipes end in a question

setup_file() {
  source "$BATS_TEST_DIRNAME/../lab/sandbox.bash"
  source "$BATS_TEST_DIRNAME/roles.bash"
  local root=$BATS_TEST_DIRNAME/../..
  build_roles "$root"/tutorials/0{1-two-namespaces,2-bridge}.md "$BATS_TEST_DIRNAME"/../runtime/{ways-out,files,kinds,renumbered}.md \
    "$BATS_TEST_DIRNAME"/tutorials/late-uplink.md "$root"/tutorials/04-two-uplinks.md
}

setup() {
  source "$BATS_TEST_DIRNAME/../lab/sandbox.bash"
  source "$BATS_TEST_DIRNAME/roles.bash"
}

other_names() {
  ip link add eth7 type veth peer name p7
  ip link property add dev eth7 altname veth2
  refuses bridge 'nothing was changed: eth7 altname veth2.'
  ip link delete eth7
  changes some bridge
  ip link property add dev veth2 altname of-the-lab
  changes 0 bridge
}

@test "another name of an interface is foreign too" { in_box other_names; }

names_of_nothing() {
  local made
  mkdir -p /run/netns/ns1
  refuses two_namespaces 'nothing was changed: /run/netns/ns1.'
  rmdir /run/netns/ns1
  touch /run/netns/ns1
  refuses two_namespaces 'nothing was changed: /run/netns/ns1.'
  changes 0 two_namespaces --extra-vars two_namespaces_state=absent
  [[ -e /run/netns/ns1 ]]
  rm /run/netns/ns1
  changes some two_namespaces
  made=$(snapshot)
  umount /run/netns/ns1
  if verifies two_namespaces; then return 1; fi
  [[ $log == *'ip netns delete ns1'* ]]
  changes some two_namespaces --check
  [[ $log == *'item=ip netns delete ns1'* ]]
  changes some two_namespaces
  same "$made" "$(snapshot)"
  01-two-namespaces/setup.sh --check
  changes 0 two_namespaces
}

@test "a name without a namespace: foreign, or dead and made again" { in_box names_of_nothing; }

without_ipv6() {
  local made conf=/proc/sys/net/ipv6/conf
  echo 1 >"$conf/default/disable_ipv6"
  refuses ways_out 'sysctl -w net/ipv6/conf/default/disable_ipv6=0'
  echo 0 >"$conf/default/disable_ipv6"
  changes some ways_out
  made=$(snapshot)
  echo 1 >"$conf/default/disable_ipv6"
  changes 0 ways_out
  ip address delete 2001:db8:98::1/64 dev sw
  changes some ways_out
  same "$made" "$(snapshot)"
  echo 1 >"$conf/sw/disable_ipv6"
  refuses ways_out 'sysctl -w net/ipv6/conf/sw/disable_ipv6=0'
  echo 0 >"$conf/default/disable_ipv6"
  refuses ways_out 'sysctl -w net/ipv6/conf/sw/disable_ipv6=0'
  echo 1 >"$conf/default/disable_ipv6"
  # A namespace has IPv6 all the same, unless it inherits.
  changes some files
  changes some files --extra-vars files_state=absent
  mkdir /run/core
  echo 3 >/run/core/devconf_inherit_init_net
  mount --bind /run/core /proc/sys/net/core
  refuses files 'sysctl -w net/ipv6/conf/default/disable_ipv6=0'
}

@test "new interfaces have no IPv6: said before the first change" { in_box without_ipv6; }

disabled_at_boot() {
  local before status=0
  before=$(snapshot)
  mkdir /run/none
  mount --bind /run/none /proc/sys/net/ipv6
  quiet=yes play files || status=$?
  umount /proc/sys/net/ipv6
  rmdir /run/none
  [[ $status != 0 && $log == *ipv6.disable=1* ]]
  same "$before" "$(snapshot)"
}

@test "a kernel without IPv6: said before the first change" { in_box disabled_at_boot; }

late_uplink() {
  local first made
  ip route delete default
  ip -6 route delete default
  late-uplink/setup.sh --quiet --until 1
  first=$(snapshot)
  changes 0 late_uplink --extra-vars late_uplink_until=1
  late-uplink/teardown.sh --quiet
  changes some late_uplink --extra-vars late_uplink_until=1
  same "$first" "$(snapshot)"
  verifies late_uplink --extra-vars late_uplink_until=1
  refuses late_uplink 'name them in late_uplink_uplink'
  changes some late_uplink --extra-vars '{"late_uplink_uplink": ["up0"]}'
  # What stands and only later steps have is left as it is, also where its uplink cannot be found any more: in a firewall of others, too.
  nft 'add table inet fw; add chain inet fw f { type filter hook forward priority 0; policy drop; }'
  changes some late_uplink --extra-vars '{"late_uplink_uplink": ["up0"]}'
  [[ $(nft list table inet fw) == *'oifname "up0" accept comment "netgen-late-uplink"'* ]]
  made=$(snapshot)
  changes 0 late_uplink --extra-vars late_uplink_until=1
  verifies late_uplink --extra-vars late_uplink_until=1
  same "$made" "$(snapshot)"
  late-uplink/setup.sh --check --until 1
}

@test "a way out is asked for from the step on that has one" { in_box late_uplink; }

named_uplinks() {
  local made
  ip link add eth0 type veth peer name ens192
  ip link add 7 type veth peer name seven
  UPLINK=eth0,ens192 04-two-uplinks/setup.sh --quiet
  made=$(snapshot)
  changes 0 two_uplinks --extra-vars two_uplinks_uplink=eth0,ens192
  changes 0 two_uplinks --extra-vars '{"two_uplinks_uplink": " ens192, eth0"}'
  changes 0 two_uplinks --extra-vars '{"two_uplinks_uplink": ["eth0", "ens192"]}'
  same "$made" "$(snapshot)"
  refuses two_uplinks 'not there: eth8, eth9.' --extra-vars two_uplinks_uplink=eth0,eth8,eth9
  changes some two_uplinks --extra-vars two_uplinks_uplink=up0
  UPLINK=up0 04-two-uplinks/setup.sh --check
  changes 0 two_uplinks --extra-vars two_uplinks_uplink=
  changes some two_uplinks --extra-vars '{"two_uplinks_uplink": 7}'
  UPLINK=7 04-two-uplinks/setup.sh --check
}

@test "uplinks by name: a list, or a text as that of UPLINK" { in_box named_uplinks; }

until_a_number() {
  late-uplink/setup.sh --quiet --until 1
  changes 0 late_uplink --extra-vars '{"late_uplink_until": 1}'
  verifies late_uplink --extra-vars '{"late_uplink_until": 1}'
}

@test "a step without a name by its number, as YAML reads it" { in_box until_a_number; }

no_such_file() {
  rm /etc/resolv.conf
  refuses files 'touch /etc/resolv.conf'
  touch /etc/resolv.conf
  changes some files
  changes 0 files
}

@test "a file of a node in the place of one that the machine does not have" { in_box no_such_file; }

turned_back() {
  changes some turned
  changes some turned --extra-vars turned_until=1
  kinds/setup.sh --check --until 1
  changes 0 turned --extra-vars turned_until=1
  changes some turned
  kinds/setup.sh --check
}

@test "back to what a node was before it was plugged into a bridge of its own, or let forward" { in_box turned_back; }

numbered_back() {
  local step
  for step in moved swapped 1; do
    changes some renumbered --extra-vars "renumbered_until=$step"
    renumbered/setup.sh --check --until "$step"
  done
  changes 0 renumbered --extra-vars renumbered_until=1
}

@test "back to the addresses and the MTUs of an earlier step" { in_box numbered_back; }

note_cut_off() {
  local along=/proc/sys/net/ipv4/conf/up0/forwarding note=/run/netgen/.before/net.ipv4.ip_forward
  echo 0 >/proc/sys/net/ipv4/ip_forward
  echo 1 >"$along"
  mkdir -p "${note%/*}"
  touch "$note.netgen-bridge"
  printf '0\nnet/ipv4/conf/all/accept_redirects=0\n' >"$note"
  changes some bridge
  touch "$note.netgen-other" # of a lab that was killed before it had set anything
  changes some bridge --extra-vars bridge_state=absent
  same "$(<"$along"), $(</proc/sys/net/ipv4/ip_forward)" '1, 0'
}

@test "values before that a killed script has noted in part are noted again" { in_box note_cut_off; }

# Somebody else sets meanwhile what the kernel has set along with forwarding; another has not.
changed_along() {
  local along=/proc/sys/net/ipv4/conf/up0/forwarding other=/proc/sys/net/ipv4/conf/lo/forwarding
  echo 0 >/proc/sys/net/ipv4/ip_forward
  echo 1 | tee "$along" >"$other"
  changes some bridge
  echo 0 >"$along"
  changes some bridge --extra-vars bridge_state=absent
  same "$(<"$along"), $(<"$other"), $(</proc/sys/net/ipv4/ip_forward)" '0, 1, 0'
}

@test "what somebody has set since, of what goes along with forwarding, stays" { in_box changed_along; }

# A reboot takes the namespace and all that is in /run. What is in /etc stays, and is known by the role and by the scripts.
rebooted() {
  local before made
  reboot() { ip netns delete namespace1 && rm -r /run/netgen; }
  before=$(snapshot)
  changes some files
  made=$(snapshot)
  reboot
  changes some files
  same "$made" "$(snapshot)"
  changes 0 files
  reboot
  changes some files --extra-vars files_state=absent
  same "$before" "$(snapshot)"
  changes 0 files --extra-vars files_state=absent
  files/setup.sh --quiet
  reboot
  changes some files
  same "$made" "$(snapshot)"
  files/setup.sh --check
  reboot
  files/teardown.sh --quiet
  same "$before" "$(snapshot)"
}

@test "files of a node outlive a reboot, and are the lab's then too" { in_box rebooted; }
