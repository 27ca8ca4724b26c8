#!/usr/bin/env bats
# What the roles may touch: what they have made, and nothing else.
# shellcheck disable=SC1091,SC2154,SC2312 # the files stand beside this one; the first sets labs; pipes end in a question

setup_file() {
  source "$BATS_TEST_DIRNAME/../lab/sandbox.bash"
  source "$BATS_TEST_DIRNAME/roles.bash"
  local root=$BATS_TEST_DIRNAME/../..
  build_roles "$root"/tutorials/0[123]*[a-z].md "$BATS_TEST_DIRNAME"/../laws/tutorials/{everything,forward}.md \
    "$BATS_TEST_DIRNAME"/tutorials/*.md
}

setup() {
  source "$BATS_TEST_DIRNAME/../lab/sandbox.bash"
  source "$BATS_TEST_DIRNAME/roles.bash"
}

foreign() {
  ip netns add namespace2
  refuses bridge namespace2
  ip netns delete namespace2
  ip link add veth2 type veth peer name other
  refuses bridge veth2
  ip link delete veth2
  nft add table inet netgen_masquerade
  refuses masquerade 'nft table inet netgen_masquerade'
  nft delete table inet netgen_masquerade
  mkdir -p /run/netgen/masquerade
  printf '\ntable host iptables-nft\n' >/run/netgen/masquerade/owns
  refuses masquerade 'iptables-nft has made'
  refuses masquerade 'iptables-nft has made' --extra-vars masquerade_state=absent
  printf '\nuses wings\n' >/run/netgen/masquerade/owns
  refuses masquerade 'another version of it has made it, with wings'
  rm -r /run/netgen
  nft add table inet netgen_masquerade
  changes 0 masquerade --extra-vars masquerade_state=absent
  nft delete table inet netgen_masquerade
  changes some two_namespaces
  ip netns delete ns1
  ip netns add ns1
  # The far end of its cable goes later than its name.
  # shellcheck disable=SC2317 # wait_until calls it
  is_alone() { [[ -z $(ip -n ns2 -br link show type veth) ]]; }
  wait_until is_alone
  printf '\nnetns ns1 [%s]\n' "$(stat -Lc %i /run/netns/ns1)" >>/run/netgen/two-namespaces/owns
  touch -d '1 minute ago' /run/netgen/two-namespaces/owns
  refuses two_namespaces ns1
  ip netns delete ns1
  changes some two_namespaces --extra-vars two_namespaces_state=absent
  ip link add 'a"b' type bridge
  refuses masquerade 'no rule can name: a"b' --extra-vars '{"masquerade_uplink": ["a\"b"]}'
  ip link delete 'a"b'
  ip route delete default
  ip -6 route delete default
  refuses masquerade masquerade_uplink
  ip -6 route add default via 2001:db8:ffff::1 dev up0 proto ra
  sysctl -qw net.ipv6.conf.up0.accept_ra=1
  refuses everything 'routers have advertised on up0'
  ip -6 route delete default
  ip route add 10.8.1.0/24 dev up0
  refuses leaving 'route 10.8.1.0/24 dev up0' --extra-vars leaving_until=full
}

@test "what others have made stops the run before the first change" { in_box foreign; }

written_again() {
  changes some two_namespaces
  ip netns add older
  printf '\nnetns older [%s]\n' "$(stat -Lc %i /run/netns/older)" >>/run/netgen/two-namespaces/owns
  if verifies two_namespaces; then return 1; fi
  [[ $log == *'ip netns delete older'* ]]
  changes some two_namespaces
  [[ ! -e /run/netns/older ]]
  changes 0 two_namespaces
}

@test "a namespace that the lesson had before it was written again goes" { in_box written_again; }

settings_of_two() {
  local filter=/proc/sys/net/ipv4/conf/all/rp_filter before=/run/netgen/.before
  echo 0 >/proc/sys/net/ipv4/ip_forward
  mkdir -p "$before"
  echo 1 >"$before/net.ipv4.ip_forward"
  echo 0 >"$before/net.ipv4.ip_forward.netgen-other"
  refuses masquerade 'The lab other has set net.ipv4.ip_forward=0'
  rm -r /run/netgen
  changes some masquerade
  # A lesson before this one had two values for a setting that this one does not have.
  echo 1 >"$before/net.ipv4.conf.all.rp_filter"
  printf '0\n2\n' >"$before/net.ipv4.conf.all.rp_filter.netgen-masquerade"
  echo 2 >"$filter"
  if verifies masquerade; then return 1; fi
  [[ $log == *net.ipv4.conf.all.rp_filter* ]]
  changes some masquerade
  [[ $(<"$filter") == 1 ]]
  changes 0 masquerade
  changes some masquerade --extra-vars masquerade_state=absent
  [[ $(</proc/sys/net/ipv4/ip_forward) == 0 && ! -e $before ]]
  # The same of a lesson in one step, and of one that has no settings at all.
  changes some forward
  changes 0 forward
  changes some forward --extra-vars forward_state=absent
  changes some two_namespaces
  mkdir -p "$before"
  echo 1 >"$before/net.ipv4.conf.all.rp_filter"
  echo 2 >"$before/net.ipv4.conf.all.rp_filter.netgen-two-namespaces"
  echo 2 >"$filter"
  changes some two_namespaces --extra-vars two_namespaces_state=absent
  [[ $(<"$filter") == 1 && ! -e $before ]]
}

@test "settings: of a lab that stands, and of the lesson before it was written again" { in_box settings_of_two; }

named_like_a_note() {
  local filter=/proc/sys/net/ipv4/conf/netgen-x/rp_filter
  ip link add netgen-x type veth peer name x1
  echo 1 >"$filter"
  changes some named_like_a_note
  same "$(<"$filter")" 2
  changes 0 named_like_a_note
  changes some named_like_a_note --extra-vars named_like_a_note_state=absent
  same "$(<"$filter")" 1
}

@test "settings: of an interface that is named as a note ends" { in_box named_like_a_note; }

commands_of_before() {
  local note clean
  local -a fields
  changes some leaving --extra-vars leaving_until=full
  note=$(ls /run/netgen/leaving/command-*)
  clean=$(sha1sum "$note")
  mapfile -d '' -t fields <"$note"
  printf '%s\0' "${fields[@]:0:3}" 'touch /run/undone' finished >"$note"
  changes 1 leaving --extra-vars leaving_until=full
  same "$clean" "$(sha1sum "$note")"
  printf '%s\0' "${fields[@]:0:2}" 'other words' 'touch /run/undone' finished >"$note"
  changes some leaving --extra-vars leaving_until=full
  [[ -e /run/undone ]]
  same "$clean" "$(sha1sum "$note")"
  changes 0 leaving --extra-vars leaving_until=full
}

@test "commands of the lesson before it was written again are undone as it said" { in_box commands_of_before; }

everything() {
  local before made
  before=$(snapshot)
  changes some everything
  made=$(snapshot)
  changes 0 everything
  everything/setup.sh --check
  changes some everything --extra-vars everything_state=absent
  same "$before" "$(snapshot)"
  everything/setup.sh --quiet
  same "$made" "$(snapshot)"
  changes 0 everything
}

@test "a lab with everything in it: as the scripts make it, and gone without residue" { in_box everything; }

leaving() {
  local before full last
  # How a table was listed stays until the lab goes.
  kept() { snapshot | grep -v '/table-a f$'; }
  before=$(snapshot)
  leaving/setup.sh --quiet
  last=$(kept)
  leaving/teardown.sh --quiet
  changes some leaving --extra-vars leaving_until=full
  full=$(snapshot)
  if verifies leaving; then return 1; fi
  [[ $log == *'net.ipv4.ip_forward=0'* ]] # the first that it names: without the translation the node does not forward
  ip netns exec a sysctl -qw net.ipv4.ip_forward=0 net.ipv6.conf.all.forwarding=0
  if verifies leaving; then return 1; fi
  [[ $log == *'There and not asked for'* ]]
  changes some leaving
  same "$last" "$(kept)"
  leaving/setup.sh --check
  changes 0 leaving
  leaving/teardown.sh --quiet
  same "$before" "$(snapshot)"
  leaving/setup.sh --quiet --until full
  same "$full" "$(snapshot)"
}

@test "what a step no longer has is taken away from a lab that stands" { in_box leaving; }

overwritten() {
  local one both
  overwritten/setup.sh --quiet --until 1
  one=$(snapshot)
  overwritten/setup.sh --quiet
  both=$(snapshot)
  overwritten/teardown.sh --quiet
  changes some overwritten --extra-vars overwritten_until=1
  same "$one" "$(snapshot)"
  changes some overwritten
  same "$both" "$(snapshot)"
  changes 0 overwritten
  overwritten/setup.sh --check
  ip netns exec a sysctl -qw net.ipv4.ip_forward=0 net.ipv4.conf.eth0.forwarding=0
  changes some overwritten
  same "$both" "$(snapshot)"
}

@test "a setting that another one overwrites is set again after it" { in_box overwritten; }

macvlan() {
  local before made
  before=$(snapshot)
  macvlan/setup.sh --quiet
  made=$(snapshot)
  changes 0 macvlan
  ip -n c link set eth0 type macvlan mode private
  changes some macvlan
  same "$made" "$(snapshot)"
  ip -n b link delete eth0
  changes some macvlan
  same "$made" "$(snapshot)"
  ip netns exec c ping -c 1 -W 2 10.0.0.1
  changes some macvlan --extra-vars macvlan_state=absent
  same "$before" "$(snapshot)"
}

@test "a link on another link: its mode, and gone with its parent" { in_box macvlan; }

# A run is killed after the link was born, before it got its name; in a namespace where a process of the author works.
half_born() {
  local before made born
  before=$(snapshot)
  macvlan/setup.sh --quiet
  made=$(snapshot)
  born=$(grep -o 'ng[0-9a-f]\{10\}' macvlan/setup.sh | head -n 1)
  born_again() {
    ip -n c link delete eth0
    ip -n b link add "$born" link eth0 netns c type macvlan mode bridge
  }
  born_again
  changes some macvlan
  same "$made" "$(snapshot)"
  macvlan/setup.sh --check
  born_again
  changes some macvlan --extra-vars macvlan_state=absent
  same "$before" "$(snapshot)"
}

@test "a link that a killed run has left under the name it was born with is made again" { in_box half_born; }

# A link on the machine with the group of the lab is the lab's, and nobody asks for this one.
of_our_group() {
  local before made group
  before=$(snapshot)
  group=$(sed -n 's/^readonly lab=.* group=\([0-9]*\).*/\1/p' 03-masquerade/setup.sh)
  changes some masquerade
  made=$(snapshot)
  ip link add stray group "$group" type bridge
  fails 1 03-masquerade/setup.sh --check
  if verifies masquerade; then return 1; fi
  [[ $log == *'ip link delete stray'* ]]
  changes 1 masquerade
  same "$made" "$(snapshot)"
  ip link add stray group "$group" type bridge
  changes some masquerade --extra-vars masquerade_state=absent
  same "$before" "$(snapshot)"
}

@test "what bears the group of the lab and nobody asks for goes" { in_box of_our_group; }

become() {
  local home
  home=$(mktemp -d)
  cp -r ansible_collections "$home"
  chown -R nobody "$home"
  printf '%s\n' 'auth sufficient pam_permit.so' 'account sufficient pam_permit.so' 'session sufficient pam_permit.so' >/etc/pam.d/su
  export HOME=$home ANSIBLE_COLLECTIONS_PATH=$home ANSIBLE_HOME=$home/.ansible ANSIBLE_REMOTE_TEMP=$home/tmp
  # shellcheck disable=SC2317 # play calls it
  ansible-playbook() { setpriv --reuid=nobody --regid=nogroup --clear-groups ansible-playbook "$@"; }
  cd "$home" || return
  refuses two_namespaces 'needs root' --extra-vars ansible_become=false
  changes some two_namespaces --extra-vars ansible_become_method=su
  "$labs/01-two-namespaces/setup.sh" --check
  cd / && rm -rf "$home"
}

@test "a user without rights is told so, and may become root" { in_box become; }
