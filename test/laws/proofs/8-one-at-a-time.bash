# Law 8: of two runs at once one waits and says so, and the state is whole.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2310,SC2312 # names that other proofs set; questions; states stand in arguments

# both FIRST SECOND: at the same time. What they say on stderr is in /mnt/said.1 and .2, how they end in `one` and `two`.
both() {
  local first
  one=0 two=0
  # shellcheck disable=SC2086 # a command and its options
  $1 >/mnt/out.1 2>/mnt/said.1 &
  first=$!
  # shellcheck disable=SC2086 # a command and its options
  $2 >/mnt/out.2 2>/mnt/said.2 || two=$?
  wait "$first" || one=$?
}

# Two setups, several times: one makes the lab, the other finds it made.
two_setups() {
  local before after one two counts
  before=$(state)
  ./setup.sh --quiet >/dev/null
  after=$(state)
  ./teardown.sh --quiet >/dev/null
  for _ in 1 2 3 4 5; do
    both ./setup.sh ./setup.sh
    ((one == 0 && two == 0))
    same "$after" "$(state)"
    counts=$(for out in /mnt/out.[12]; do changed_in "$(<"$out")"; done | sort -n | head -n 1)
    ((counts == 0))
    both ./setup.sh ./teardown.sh
    ((one == 0 && two == 0))
    ./setup.sh --quiet >/dev/null
    same "$after" "$(state)"
    both ./teardown.sh ./teardown.sh
    ((one == 0 && two == 0))
    same "$before" "$(state)"
  done
}

# One that waits says so, before it has waited; it goes on when the other is done.
waits_and_says_so() {
  local script pid said
  for script in './setup.sh' './setup.sh --check' './teardown.sh' './teardown.sh --quiet'; do
    exec 8</run
    flock 8
    truncate -s 0 /mnt/out /mnt/said # the script that is started may be slow to do so
    # shellcheck disable=SC2086 # a command and its options
    $script >/mnt/out 2>/mnt/said 8<&- &
    pid=$!
    said=''
    for _ in $(seq 100); do
      said=$(</mnt/said)
      if [[ -n $said ]]; then break; fi
      sleep 0.05
    done
    [[ $said == *wait* ]]
    kill -0 "$pid"
    [[ $(</mnt/out) == '' ]]
    exec 8<&-
    wait "$pid" || [[ $script == *--check ]]
  done
  ./teardown.sh --quiet >/dev/null
}
