# One run at a time: who holds the lock, who waits, and what is said meanwhile.
# shellcheck disable=SC2016,SC2034,SC2154 # text for another shell; names that Bats and the parts of the runtime give and read

load parts

# hold SECONDS: another run, which has the lock when this returns, and says when it lets go.
hold() {
  flock /run bash -c 'touch "$1/held" && sleep "$2" && echo released >>"$1/order"' hold "$BATS_TEST_TMPDIR" "$1" &
  while [[ ! -e $BATS_TEST_TMPDIR/held ]]; do sleep 0.01; done
}
shared=(hold)

goes_ahead() {
  local was
  was=$(find /run)
  take_turn 2>"$BATS_TEST_TMPDIR/said"
  same "$(<"$BATS_TEST_TMPDIR/said")" ''
  same "$(find /run)" "$was"
  fails 1 flock --nonblock /run true
}
@test 'take_turn: nobody is there, so nothing is said and no file is made' {
  in_sandboxed_setup goes_ahead
  in_sandboxed_teardown goes_ahead
}

waits() {
  hold 2
  take_turn 2>"$BATS_TEST_TMPDIR/said"
  echo mine >>"$BATS_TEST_TMPDIR/order"
  same "$(<"$BATS_TEST_TMPDIR/said")" 'demo: waiting for another run to end'
  same "$(<"$BATS_TEST_TMPDIR/order")" $'released\nmine'
}
@test 'take_turn: waits for the other run, and says so' { in_sandboxed_setup waits; }
@test 'take_turn: teardown.sh waits as well' { in_sandboxed_teardown waits; }

says_so_at_once() {
  local waiting try
  hold 5
  (take_turn) 2>"$BATS_TEST_TMPDIR/said" &
  waiting=$!
  for ((try = 0; try < 200; try++)); do
    if [[ -s $BATS_TEST_TMPDIR/said ]]; then break; fi
    sleep 0.01
  done
  same "$(<"$BATS_TEST_TMPDIR/said")" 'demo: waiting for another run to end'
  kill -0 "$waiting"
  kill "$waiting"
}
@test 'take_turn: says so before it waits' { in_sandboxed_setup says_so_at_once; }

lets_go() {
  (take_turn)
  flock --nonblock /run true
  # A run that was killed leaves nothing to clear up.
  bash -c "$(declare -f take_turn); take_turn; kill -KILL \$\$" || true
  flock --nonblock /run true
}
@test 'take_turn: the kernel lets go when the run has ended, however it has' { in_sandboxed_setup lets_go; }

is_held_by_what_is_left() {
  # What a killed run has started and what still changes the machine has to end first.
  bash -c "$(declare -f take_turn); take_turn; sleep 2 & kill -KILL \$\$" || true
  fails 1 flock --nonblock /run true
  flock --timeout 20 /run true
}
@test 'take_turn: what a killed run has started holds on to the lock' { in_sandboxed_setup is_held_by_what_is_left; }

is_not_held_by_the_author() {
  take_turn
  in_place host 'sleep 3 >/dev/null 2>&1 &'
  exec 9<&-
  flock --nonblock /run true
}
@test 'in_place: what a command of the author leaves running does not hold the lock' {
  in_sandboxed_setup is_not_held_by_the_author
  in_sandboxed_teardown is_not_held_by_the_author
}
