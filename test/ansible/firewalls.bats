#!/usr/bin/env bats
# The roles on machines with firewalls of others, and on one without nft.
# shellcheck disable=SC1091,SC2154,SC2312 # the files stand beside this one; the first sets labs; pipes end in a question

setup_file() {
  source "$BATS_TEST_DIRNAME/../lab/sandbox.bash"
  source "$BATS_TEST_DIRNAME/roles.bash"
  build_roles "$BATS_TEST_DIRNAME"/../../tutorials/03-masquerade.md
}

setup() {
  source "$BATS_TEST_DIRNAME/../lab/sandbox.bash"
  source "$BATS_TEST_DIRNAME/roles.bash"
}

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
  made=$(machine | sort)
  changes some masquerade --extra-vars masquerade_state=absent
  same "$before" "$(snapshot)"
  03-masquerade/setup.sh --quiet
  # Among accepts the order does not matter.
  same "$made" "$(machine | sort)"
}

@test "the lab is let through other firewalls, and its rules go with it" { in_box drop; }

# As firewalld does it: the table takes rules of the program alone that has made it, and its zones say what may pass.
owned() {
  local before zone=/run/bin/zone
  mkdir /run/bin
  mkfifo /run/bin/words
  printf '#!/bin/sh\ncat %s\n' "$zone" >/run/bin/firewall-cmd
  chmod +x /run/bin/firewall-cmd
  PATH=/run/bin:$PATH
  echo public >"$zone"
  nft -i </run/bin/words &>/dev/null &
  exec 7>/run/bin/words
  printf '%s\n' 'add table inet firewalld { flags owner; }' \
    'add chain inet firewalld filter_FORWARD { type filter hook forward priority filter + 10; policy accept; }' \
    'add rule inet firewalld filter_FORWARD ct state established,related accept' \
    'add rule inet firewalld filter_FORWARD iifname "test-bridge" accept' \
    'add rule inet firewalld filter_FORWARD reject' >&7
  until [[ $(nft list ruleset) == *reject* ]]; do sleep 0.1; done
  fails 4 03-masquerade/setup.sh
  before=$(snapshot)
  refuses masquerade 'firewall-cmd --zone=trusted --add-interface=test-bridge'
  echo trusted >"$zone"
  changes some masquerade
  ip netns exec namespace3 ping -c 1 -W 2 203.0.113.9
  03-masquerade/setup.sh --check
  changes 0 masquerade
  verifies masquerade
  echo public >"$zone"
  if verifies masquerade; then return 1; fi
  [[ $log == *'closed inet firewalld test-bridge'* ]]
  changes some masquerade --extra-vars masquerade_state=absent
  same "$before" "$(snapshot)"
}

@test "firewalld takes no rules of others: told before the first change, and content with its zone trusted" { in_box owned; }

without_nft() {
  mount -t tmpfs upper /media
  mkdir /media/upper /media/work
  mount -t overlay -o lowerdir=/usr/sbin,upperdir=/media/upper,workdir=/media/work overlay /usr/sbin
  mv /usr/sbin/nft /run/nft
  # What reads the state of the machine here keeps it.
  # shellcheck disable=SC2317 # snapshot calls it
  nft() { /run/nft "$@"; }
  refuses masquerade 'lacks nft. On Debian and Ubuntu: apt-get install nftables. The role makes tables with nft alone'
}

@test "without nft the role says what is missing, and what can do without" { in_box without_nft; }
