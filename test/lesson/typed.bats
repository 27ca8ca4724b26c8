# What a reader types from the lesson makes the same lab as setup.sh, with today's commands and with those of old posts,
# and what the lesson says of undoing takes a step or the whole lab away.
# shellcheck disable=SC2154,SC2312 # Bats sets BATS_TEST_DIRNAME; snapshots stand in arguments

setup_file() {
  load ../lab/sandbox
  bats_require_minimum_version 1.5.0
  cd "$BATS_TEST_DIRNAME/../.." || return 1
  build_labs tutorials test/lesson/tutorials
}

setup() { load ../lab/sandbox; }

# typed_lab WHAT: the commands of every step; by hand back again; then setup.sh, which must come to the same.
typed_lab() {
  local before typed forwarding
  # shellcheck source=test/lesson/typed.bash
  source "$here/typed.bash"
  before=$(machine)
  forwarding=$(sysctl -n net.ipv4.ip_forward)
  type_commands "$1"
  grep -q '^ip netns add' /mnt/typed
  typed=$(machine)
  end_processes
  type_commands hand
  grep -q '^ip netns delete' /mnt/typed
  put_back net.ipv4.ip_forward "$forwarding"
  same "$before" "$(machine)"
  ./setup.sh --quiet
  same "$(machine)" "$typed"
}

# typed_back: each step, taken back, leaves the lab of the step before; so typed it again.
typed_back() {
  local forwarding step before after steps
  # shellcheck source=test/lesson/typed.bash
  source "$here/typed.bash"
  steps=$(grep -c '^\*\*The commands of this step' tutorial.md)
  ((steps > 1))
  type_commands today 1
  for ((step = 2; step <= steps; step++)); do
    before=$(machine)
    forwarding=$(sysctl -n net.ipv4.ip_forward)
    type_commands today "$step"
    after=$(machine)
    [[ $before != "$after" ]]
    type_commands back "$step"
    put_back net.ipv4.ip_forward "$forwarding"
    same "$before" "$(machine)"
    type_commands today "$step"
    same "$after" "$(machine)"
  done
}

@test "two namespaces" { in_lab 01-two-namespaces typed_lab today; }
@test "the bridge" { in_lab 02-bridge typed_lab today; }
@test "the way out" { in_lab 03-masquerade typed_lab today; }
@test "two uplinks" { in_lab 04-two-uplinks typed_lab today; }
@test "the way in" { in_lab 05-publish typed_lab today; }
@test "all sorts of things" { in_lab all-sorts typed_lab today; }

@test "two namespaces, as in an old post" { in_lab 01-two-namespaces typed_lab older; }
@test "the bridge, as in an old post" { in_lab 02-bridge typed_lab older; }
@test "all sorts of things, as in an old post" { in_lab all-sorts typed_lab older; }

@test "two namespaces, each step back" { in_lab 01-two-namespaces typed_back; }
@test "the bridge, each step back" { in_lab 02-bridge typed_back; }
@test "all sorts of things, each step back" { in_lab all-sorts typed_back; }
