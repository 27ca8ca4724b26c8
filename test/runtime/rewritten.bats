# A lab that stands as its lesson was written before: what the new script can take care of goes on, what it cannot stops it.
# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # text of Markdown; names that Bats and the functions above give; each test has a shell of its own

load parts

# lesson NODES [BLOCK]: the scripts of the lab "rewritten" as the lesson has it now.
lesson() {
  printf '# Rewritten\n\n```topology\nlab: rewritten\nnodes: { %s }\nlinks:\n- a 10.0.0.1/24 -- b 10.0.0.2/24\n%s```\n' "$1" "${links-}" >rewritten.md
  if [[ -n ${2-} ]]; then printf '\n```topology\n%s\n```\n' "$2" >>rewritten.md; fi
  node "$runtime/../../dist/cli.js" build --out . rewritten.md >build.out 2>&1 || { cat build.out && false; }
}

# written_again FUNCTION: in a sandbox, in a folder of its own.
written_again() {
  cd "$BATS_TEST_TMPDIR" || exit
  enter_sandbox bash -c "
    set -euo pipefail
    source '$runtime/../lab/sandbox.bash'
    runtime='$runtime'
    $(declare -f lesson "$1")
    $1"
}

takes_away_no_more() {
  lesson 'a: { kind: router }, b:' $'step: gone\nremove: { nodes: { b: } }'
  bash rewritten/setup.sh --quiet
  lesson 'a: { kind: router }, b:'
  same "$(bash rewritten/setup.sh --quiet 2>&1 | sed 's/ok=[0-9]*/ok=N/')" 'rewritten: ok=N changed=7 failed=0'
  same "$(bash rewritten/setup.sh --quiet | sed 's/ok=[0-9]*/ok=N/')" 'rewritten: ok=N changed=0 failed=0'
}
@test 'a lesson that takes nothing away any more: what is missing is made' { written_again takes_away_no_more; }

sets_no_more() {
  local before status=0
  lesson 'a: { kind: router }, b:'
  bash rewritten/setup.sh --quiet
  before=$(snapshot)
  lesson 'a:, b:'
  bash rewritten/setup.sh --quiet >out 2>said || status=$?
  same "$status" 4
  same "$(<said)" 'rewritten: this lab stands here as another version of it has made it, with settings that this one does not have; run ./teardown.sh first'
  same "$(snapshot)" "$before"
  bash rewritten/teardown.sh --quiet
  bash rewritten/setup.sh --quiet
}
@test 'a lesson without the settings that it had: setup.sh says what to do first, and changes nothing' { written_again sets_no_more; }

translates_no_more() {
  local rest=', c: { gateway: a }, sw: { kind: bridge, address: 10.3.0.1/24 }, s: { gateway: sw }'
  printf -v links -- '- %s\n' 'a 10.4.0.1/24 -- c 10.4.0.2/24' 's 10.3.0.2/24 -- sw'
  lesson "a: { kind: router, nat: [masquerade c out b] }, b:, host: { nat: [masquerade sw out uplink] }$rest"
  bash rewritten/setup.sh --quiet
  lesson "a: { kind: router, nat: [masquerade c out b] }, b:$rest"
  bash rewritten/setup.sh --check >out && return 1
  grep -qx 'extra: nft table inet netgen_rewritten' out
  bash rewritten/setup.sh --quiet
  bash rewritten/setup.sh --check
  [[ $(nft list tables) != *netgen_rewritten* && -n $(ip netns exec a nft list table inet netgen_rewritten) ]]
}
@test 'a lesson that translates in one place less' { written_again translates_no_more; }

undoes_backwards() {
  lesson 'a: { exec: [{ do: "ip link add vv0 type veth peer name vv1", undo: "ip link delete vv0" }, { do: "ip address add 10.9.9.9/32 dev vv0", undo: "ip address delete 10.9.9.9/32 dev vv0" }] }, b:'
  bash rewritten/setup.sh --quiet
  lesson 'a: { exec: [{ do: "ip link add ww0 type veth peer name ww1", undo: "ip link delete ww0" }, { do: "ip address add 10.9.9.8/32 dev ww0", undo: "ip address delete 10.9.9.8/32 dev ww0" }] }, b:'
  bash rewritten/setup.sh --quiet
  bash rewritten/setup.sh --check
  [[ -z $(ip -n a -br link show vv0 2>/dev/null) && -n $(ip -n a -br link show ww0) ]]
}
@test 'a lesson with other commands: those before are undone, the last first' { written_again undoes_backwards; }

undoes_otherwise() {
  lesson 'a: { kind: router, exec: { do: "ip link add vv0 type bridge", undo: "true" } }, b:'
  bash rewritten/setup.sh --quiet
  lesson 'a: { kind: router, exec: { do: "ip link add vv0 type bridge", undo: "echo undone >>undone" } }, b:'
  bash rewritten/setup.sh --check >out && return 1
  grep -qx 'changed: undo of command a-1 in a' out
  same "$(bash rewritten/setup.sh --quiet | sed 's/ok=[0-9]*/ok=N/')" 'rewritten: ok=N changed=1 failed=0'
  bash rewritten/setup.sh --check
  bash rewritten/teardown.sh --quiet
  same "$(<undone)" undone
  [[ ! -e /run/netgen ]]
}
@test 'a lesson that undoes a command otherwise: the command is not run again' { written_again undoes_otherwise; }

overwrites() {
  lesson 'a: { sysctl: { net.ipv4.conf.eth0.forwarding: 0 } }, b:'
  bash rewritten/setup.sh --quiet
  lesson 'a: { sysctl: { net.ipv4.conf.eth0.forwarding: 0, net.ipv4.ip_forward: 1 } }, b:'
  same "$(bash rewritten/setup.sh --quiet | sed 's/ok=[0-9]*/ok=N/')" 'rewritten: ok=N changed=2 failed=0'
  bash rewritten/setup.sh --check
  same "$(ip netns exec a sysctl -n net.ipv4.conf.eth0.forwarding net.ipv4.ip_forward | paste -sd' ')" '0 1'
}
@test 'a setting that the kernel overwrites with another is set after it, though it was right' { written_again overwrites; }

has_no_more() {
  local before
  before=$(snapshot)
  lesson 'a: { kind: router }, b:, c: { address: 10.1.0.1/24 }, host: { sysctl: { net.ipv4.conf.all.log_martians: 1, net.ipv4.conf.all.rp_filter: 2 } }'
  bash rewritten/setup.sh --quiet
  lesson 'a: { kind: router }, b:, host: { sysctl: { net.ipv4.conf.all.rp_filter: 2 } }'
  bash rewritten/setup.sh --check >out && return 1
  same "$(grep -v changed= out | sort)" $'extra: namespace c\nextra: setting net.ipv4.conf.all.log_martians'
  same "$(bash rewritten/setup.sh --quiet | sed 's/ok=[0-9]*/ok=N/')" 'rewritten: ok=N changed=2 failed=0'
  bash rewritten/setup.sh --check
  [[ ! -e /run/netns/c && $(sysctl -n net.ipv4.conf.all.log_martians) == 0 ]]
  bash rewritten/teardown.sh --quiet
  same "$(snapshot)" "$before"
}
@test 'a lesson without a node and a setting that it had: they are named, and go' { written_again has_no_more; }
