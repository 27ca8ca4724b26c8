# What a reader types from the lesson makes the same lab as setup.sh, and what it says of undoing takes it away.
# shellcheck disable=SC2154,SC2312 # Bats sets BATS_TEST_DIRNAME; snapshots stand in arguments

setup_file() {
  load ../lab/sandbox
  bats_require_minimum_version 1.5.0
  cd "$BATS_TEST_DIRNAME/../../tutorials" || return 1
  build_labs 01-two-namespaces.md 02-bridge.md 03-masquerade.md 04-two-uplinks.md 05-publish.md
}

setup() { load ../lab/sandbox; }

# typed_lab: the commands of every step; by hand back again; then setup.sh, which must come to the same.
typed_lab() {
  # The bash blocks between two lines that the lesson puts around them. What is for another firewall is for a reader
  # who has one.
  blocks() {
    awk -v from="$1" -v to="$2" '
      index($0, from) == 1 { on = 1 }
      index($0, to) == 1 { on = 0 }
      /^```/ { code = on && $0 == "```bash"; next }
      code && !/^iptables /' tutorial.md
  }
  machine() { snapshot | sed '\|/run/netgen|d'; }
  local before typed forwarding name
  before=$(machine)
  forwarding=$(sysctl -n net.ipv4.ip_forward)
  blocks '**The commands of this step' 'Or everything up to here' >/mnt/commands
  grep -q '^ip netns add' /mnt/commands
  bash -euo pipefail /mnt/commands >/dev/null 2>&1
  typed=$(machine)
  for name in /run/netns/*; do ip netns pids "${name##*/}" | xargs --no-run-if-empty kill; done
  blocks 'By hand, ' '## Files' >/mnt/undo
  grep -q '^ip netns delete' /mnt/undo
  bash -euo pipefail /mnt/undo
  if grep -q '^# net.ipv4.ip_forward' /mnt/undo; then sysctl -qw "net.ipv4.ip_forward=$forwarding"; fi
  same "$before" "$(machine)"
  ./setup.sh --quiet
  same "$(machine)" "$typed"
}

@test "two namespaces" { in_lab 01-two-namespaces typed_lab; }

@test "the bridge" { in_lab 02-bridge typed_lab; }

@test "the way out" { in_lab 03-masquerade typed_lab; }

@test "two uplinks" { in_lab 04-two-uplinks typed_lab; }

@test "the way in" { in_lab 05-publish typed_lab; }
