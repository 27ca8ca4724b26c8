# Gates: which firewalls a forwarded packet has to pass, the rules of ours in them, and the tables that only their owner may change.
# shellcheck disable=SC2016,SC2030,SC2031,SC2034,SC2154 # nothing to expand; names that the parts of the runtime declare, and read
# shellcheck disable=SC2317 # walk calls the lesson

load parts

rules_are() {
  gate_rules "${@:1:5}"
  same "$(printf '%s\n' "${rules[@]}")" "$(printf '%s\n' "${@:6}")"
}
@test 'gate_rules: iptables, for its own family' {
  in_setup rules_are iptables-nft 4 br0 up0 '' 'FORWARD -i br0 -o up0 -m comment --comment netgen-demo -j ACCEPT'
  in_setup rules_are ip6tables-legacy 6 br0 up0 '' 'FORWARD -i br0 -o up0 -m comment --comment netgen-demo -j ACCEPT'
  in_setup rules_are iptables 4 up0 br0 RELATED,ESTABLISHED,DNAT \
    'FORWARD -i up0 -o br0 -m conntrack --ctstate RELATED,ESTABLISHED,DNAT -m comment --comment netgen-demo -j ACCEPT'
  in_setup rules_are iptables-nft 6 br0 up0 ''
  in_setup rules_are ip6tables 4 br0 up0 ''
}
@test 'gate_rules: a table of one family has no rules for the other' {
  in_setup rules_are 'nft ip mine fwd' 4 br0 up0 '' 'iifname "br0" oifname "up0" accept comment "netgen-demo"'
  in_setup rules_are 'nft ip mine fwd' 6 br0 up0 ''
  in_setup rules_are 'nft ip6 mine fwd' 6 br0 up0 '' 'iifname "br0" oifname "up0" accept comment "netgen-demo"'
  in_setup rules_are 'nft ip6 mine fwd' 4 br0 up0 RELATED,ESTABLISHED,DNAT
}
@test 'gate_rules: a table of both families names the one' {
  in_setup rules_are 'nft inet mine fwd' 6 br0 up0 '' 'meta nfproto ipv6 iifname "br0" oifname "up0" accept comment "netgen-demo"'
  in_setup rules_are 'nft inet mine fwd' 4 up0 br0 RELATED,ESTABLISHED,DNAT \
    'meta nfproto ipv4 iifname "up0" oifname "br0" ct state established,related accept comment "netgen-demo"' \
    'meta nfproto ipv4 iifname "up0" oifname "br0" ct status dnat accept comment "netgen-demo"'
}

# A machine of many firewalls: the chains that let a packet pass are no gates, nor are those that see other packets.
load_firewalls() {
  unset -f nft # a word of the lesson
  nft -f - <<'NFT'
table ip mine {
  chain way_in { type filter hook input priority 0; policy drop; }
  chain first { type filter hook forward priority 0; policy drop; }
  chain second { type filter hook forward priority 10; policy accept; ct state invalid drop; }
  chain third { type filter hook forward priority 20; policy accept; }
  chain translate { type nat hook postrouting priority 100; policy accept; masquerade; }
  chain unhooked { drop; }
}
table ip6 mine { chain first { type filter hook forward priority 0; policy drop; }; }
table inet mine { chain first { type filter hook forward priority 0; policy drop; }; }
table inet open { chain first { type filter hook forward priority 0; policy accept; }; }
table inet netgen_other { chain first { type filter hook forward priority 0; policy drop; }; }
table bridge mine { chain first { type filter hook forward priority 0; policy drop; }; }
NFT
}
shared=(load_firewalls)

finds_gates() {
  load_firewalls
  begin_iptables
  look_iptables
  find_gates
  same "$(printf '%s\n' "${!gates[@]}" | sort)" 'nft inet mine first
nft ip mine first
nft ip mine second
nft ip6 mine first'
}
@test 'find_gates: of nft, what drops or has rules where packets are forwarded' { in_sandboxed_setup finds_gates; }

finds_none() {
  begin_iptables
  look_iptables
  find_gates
  same "${!gates[*]}" ''
}
@test 'find_gates: none on a machine without a firewall, and looking makes none' {
  in_sandboxed_setup finds_none
  in_sandboxed_teardown finds_none
}

# asks ENTRY FAMILY IN OUT [STATES]: compares this forwarding with the gates.
asks() {
  entry=$1
  compare_forward "$1" "host forward $2 $3 $4 ${5-}" host
}

passes_all() {
  local family program
  load_firewalls
  for program in iptables-nft ip6tables-nft; do "$program" -P FORWARD DROP; done
  have['host netns host']=1 at=''
  begin_iptables
  look_iptables
  find_gates
  for family in 4 6; do
    asks 0 "$family" br0 up0
    asks 0 "$family" up0 br0 RELATED,ESTABLISHED,DNAT
  done
  # Into each chain of one family one rule out and two in, of each family where it has both; iptables takes one each.
  same "${#todo[@]} $ok" "$((3 * 3 + 2 * 3 + 2 + 2)) 0"
  mode=run quiet=1
  for i in "${!todo[@]}"; do do_tool host "${todo[i]#tool host }"; done
  todo=() drift=()
  begin_iptables
  look_iptables
  look_gates
  for family in 4 6; do
    asks 0 "$family" br0 up0
    asks 0 "$family" up0 br0 RELATED,ESTABLISHED,DNAT
  done
  same "${todo[*]}; ${drift[*]}; $ok" '; ; 19'
  extras_gates
  same "${#removal[@]}" 0
}
@test 'the rules that are needed are the rules that are found, in nft and in both iptables' {
  shared+=(asks)
  in_sandboxed_setup passes_all
}

makes_rules_of_three() {
  load_firewalls
  iptables-nft -P FORWARD DROP
  for name in demo demo2 de; do
    nft insert rule ip mine first iifname '"a"' oifname '"b"' accept comment "\"netgen-$name\""
    nft insert rule inet mine first accept comment "\"netgen-$name\""
    iptables-nft -I FORWARD -i a -o b -m comment --comment "netgen-$name" -j ACCEPT
  done
  nft insert rule inet mine first accept comment '"not by netgen-demo"'
}

# those_left: the rules that have a comment like ours, in nft and in iptables.
those_left() {
  nft list table ip mine | grep -o 'comment .*'
  nft list table inet mine | grep -o 'comment .*'
  iptables-nft -S FORWARD | grep -o -- '--comment .*'
}
others='comment "netgen-de"
comment "netgen-demo2"
comment "not by netgen-demo"
comment "netgen-de"
comment "netgen-demo2"
--comment netgen-de -j ACCEPT
--comment netgen-demo2 -j ACCEPT'

takes_away_extras() {
  makes_rules_of_three
  at=''
  begin_iptables
  look_iptables
  look_gates
  extras_gates
  same "${#removal[@]}" 3
  mode=run quiet=1
  for i in "${!removal[@]}"; do take_tool host "${removal[i]#tool host }"; done
  same "$(those_left)" "$1"
}
closes_gates() {
  makes_rules_of_three
  quiet=1
  begin_iptables
  look_iptables
  close_gates
  same "$changed" 3
  same "$(those_left)" "$1"
}
@test 'extras_gates, close_gates: the rules with our comment go, those of other labs stay' {
  shared+=(makes_rules_of_three those_left)
  in_sandboxed_setup takes_away_extras "$others"
  in_sandboxed_teardown closes_gates "$others"
}

# fake NAME TEXT: a program that counts its calls and does as the text of shell says.
fake() {
  mkdir -p "$BATS_TEST_TMPDIR/bin"
  printf '#!/bin/sh\necho "$*" >>"%s/%s.calls"\n%s\n' "$BATS_TEST_TMPDIR" "$1" "$2" >"$BATS_TEST_TMPDIR/bin/$1"
  chmod +x "$BATS_TEST_TMPDIR/bin/$1"
  PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

knows_owners() {
  unset -f nft
  fake nft 'case "$*" in
    "list table inet firewalld") printf "%s\n" "table inet firewalld { # progname firewalld" "	flags owner,persist" "" "	chain a {" ;;
    "list table inet mine") printf "%s\n" "table inet mine {" "	chain flags_owner {" "		type filter hook forward priority 0; policy drop;" "		comment \"flags owner\"" ;;
    "list table ip quick") printf "%s\n" "table ip quick {" "	flags dormant" "	chain fwd {" ;;
    *) echo "Error: No such file or directory" >&2; exit 1 ;;
  esac'
  has_owner 'nft inet firewalld filter_FORWARD'
  has_owner 'nft inet firewalld other'
  fails 1 has_owner 'nft inet mine fwd'
  fails 1 has_owner 'nft ip quick fwd'
  fails 1 has_owner 'nft ip gone fwd'
  fails 1 has_owner iptables-nft
  same "$(sort "$BATS_TEST_TMPDIR/nft.calls" | uniq -c | sed 's/^ *//')" '1 list table inet firewalld
1 list table inet mine
1 list table ip gone
1 list table ip quick'
}

trusts() {
  uplink_names=(up0 up1)
  fake firewall-cmd 'case "$*" in --get-zone-of-interface=br-trusted) echo trusted ;; --get-zone-of-interface=br-work) echo work ;; *) echo "no zone"; exit 2 ;; esac'
  entry=0
  require_trust 'inet firewalld filter_FORWARD' br-trusted up0
  require_trust 'inet firewalld filter_FORWARD' up1 br-trusted
  require_trust 'inet firewalld filter_FORWARD' br-trusted br-trusted
  same "$ok" 3
}

asks_for_trust() {
  local name
  uplink_names=(up0 up1)
  fake firewall-cmd 'case "$*" in --get-zone-of-interface=br-work) echo work ;; *) echo "no zone"; exit 2 ;; esac'
  for name in br-work br-new; do
    fails 4 require_trust 'inet firewalld filter_FORWARD' up1 "$name"
    [[ $output == 'demo: firewalld rejects '*'nothing was changed'*$'\n  firewall-cmd --zone=trusted --add-interface='"$name"$'\n'*"--remove-interface=$name)" ]]
  done
  rm "$BATS_TEST_TMPDIR/bin/firewall-cmd"
  fails 4 require_trust 'inet firewalld filter_FORWARD' br-work up0
  fails 4 require_trust 'inet mine fwd' br0 up0
  same "$output" 'demo: the table inet mine filters what this machine forwards, and only the program that made it may let br0 through'
}
@test 'has_owner: only what the head of the table says, asked once a table' {
  shared=(fake)
  in_setup knows_owners
}
@test 'require_trust: what firewalld trusts passes' {
  shared=(fake)
  in_setup trusts
}
@test 'require_trust: else the run stops with the command that helps' {
  shared=(fake)
  in_setup asks_for_trust
}

asks_for_each_uplink() {
  uplink_names=(up0 up1)
  lesson() {
    step 1 Out
    accept_forward ipv4 br0 @uplink
    accept_forward ipv6 @uplink br0 RELATED,ESTABLISHED,DNAT
    accept_forward ipv4 br0 br0
    step 2 Closed
    forget_forward ipv4 br0 @uplink
  }
  until=$1
  walk
  local key
  for key in "${!want[@]}"; do
    if [[ -n ${want[$key]} ]]; then printf '%s\n' "$key"; fi
  done | sort >"$BATS_TEST_TMPDIR/wanted"
  same "$(<"$BATS_TEST_TMPDIR/wanted")" "$2"
}
@test 'accept_forward, forget_forward: one rule for each uplink' {
  in_setup asks_for_each_uplink 1 'host forward 4 br0 br0 
host forward 4 br0 up0 
host forward 4 br0 up1 
host forward 6 up0 br0 RELATED,ESTABLISHED,DNAT
host forward 6 up1 br0 RELATED,ESTABLISHED,DNAT'
  in_setup asks_for_each_uplink 2 'host forward 4 br0 br0 
host forward 6 up0 br0 RELATED,ESTABLISHED,DNAT
host forward 6 up1 br0 RELATED,ESTABLISHED,DNAT'
}

needs_an_uplink() {
  uplink_names=()
  fails 3 accept_forward ipv4 br0 @uplink
  until=0 now=1
  accept_forward ipv4 br0 @uplink # a step after --until needs none
}
@test 'accept_forward: a machine with no way out is told so, when a step needs it' {
  in_setup needs_an_uplink
}
