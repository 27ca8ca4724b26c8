#!/usr/bin/env bats
# What the roles may touch: what they have made, and nothing else; and what they do on machines with firewalls.
# shellcheck disable=SC1091,SC2154,SC2312 # the files stand beside this one; the first sets labs; pipes end in a question

setup_file() {
  source "$BATS_TEST_DIRNAME/../lab/sandbox.bash"
  source "$BATS_TEST_DIRNAME/roles.bash"
  local root=$BATS_TEST_DIRNAME/../..
  build_roles "$root"/tutorials/0[123]*[a-z].md "$BATS_TEST_DIRNAME"/../laws/tutorials/everything.md \
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
  rm -r /run/netgen
  ip route delete default
  ip -6 route delete default
  refuses masquerade masquerade_uplink
  ip route add 10.8.1.0/24 dev up0
  refuses leaving 'route 4 10.8.1.0/24' --extra-vars leaving_until=full
}

@test "what others have made stops the run before the first change" { in_box foreign; }

drop() {
  local before made
  iptables-nft -P FORWARD DROP
  iptables-nft -A FORWARD -i docker0 ! -o docker0 -j ACCEPT
  nft -f - <<'NFT'
table inet wall {
	chain fence {
		type filter hook forward priority filter; policy drop;
	}
}
NFT
  before=$(snapshot)
  changes some masquerade
  ip netns exec namespace3 ping -c 1 -W 2 203.0.113.9
  changes 0 masquerade
  03-masquerade/setup.sh --check
  iptables-nft -D FORWARD 1
  changes some masquerade
  03-masquerade/setup.sh --check
  made=$(snapshot)
  changes some masquerade --extra-vars masquerade_state=absent
  same "$before" "$(snapshot)"
  03-masquerade/setup.sh --quiet
  # Among accepts the order does not matter.
  same "$(sort <<<"$made")" "$(snapshot | sort)"
}

@test "the lab is let through other firewalls, and its rules go with it" { in_box drop; }

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
  # Folders of files, and how a table was listed, stay until the lab goes.
  kept() { snapshot | grep -vE '^/etc/netns|/table-a f$'; }
  before=$(snapshot)
  leaving/setup.sh --quiet
  last=$(kept)
  leaving/teardown.sh --quiet
  changes some leaving --extra-vars leaving_until=full
  full=$(snapshot)
  if verifies leaving; then return 1; fi
  [[ $log == *'Left behind by an earlier step'* || $log == *'There and not asked for'* ]]
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
