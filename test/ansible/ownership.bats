#!/usr/bin/env bats
# What the roles may touch: what they have made, and nothing else; and what they do on machines with firewalls.
# shellcheck disable=SC1091,SC2154,SC2312 # the files stand beside this one; the first sets labs; pipes end in a question

setup_file() {
  source "$BATS_TEST_DIRNAME/../lab/sandbox.bash"
  source "$BATS_TEST_DIRNAME/roles.bash"
  local root=$BATS_TEST_DIRNAME/../..
  build_roles "$root"/tutorials/0[123]*[a-z].md "$BATS_TEST_DIRNAME"/../lab/tutorials/everything.md
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
  ip route delete default
  ip -6 route delete default
  refuses masquerade masquerade_uplink
}

@test "what others have made stops the run before the first change" { in_box foreign; }

drop() {
  local before
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
  changes some masquerade --extra-vars masquerade_state=absent
  same "$before" "$(snapshot)"
}

@test "the lab is let through other firewalls, and its rules go with it" { in_box drop; }

until_step() {
  local first last
  changes some bridge --extra-vars bridge_until=switch
  first=$(snapshot)
  02-bridge/setup.sh --check --until switch
  changes some bridge
  last=$(snapshot)
  changes 0 bridge --extra-vars bridge_until=switch
  same "$last" "$(snapshot)"
  02-bridge/teardown.sh --quiet
  02-bridge/setup.sh --quiet --until switch
  same "$first" "$(snapshot)"
}

@test "a lab can stop at a step, and an earlier step takes nothing away" { in_box until_step; }

everything() {
  local before made
  before=$(snapshot)
  changes some everything
  made=$(snapshot)
  changes 0 everything
  changes 0 everything --check
  everything/setup.sh --check
  changes some everything --extra-vars everything_state=absent
  same "$before" "$(snapshot)"
  everything/setup.sh --quiet
  same "$made" "$(snapshot)"
  changes 0 everything
}

@test "a lab with everything in it: as the scripts make it, and gone without residue" { in_box everything; }
