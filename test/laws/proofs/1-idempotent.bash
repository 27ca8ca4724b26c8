# Law 1: a second run changes nothing, whichever step the lab stands at and however it came there.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2312 # names that other proofs set; states stand in arguments

# stands_still [--until STEP]: a second run, a check and a dry run count no change and make none.
stands_still() {
  local now
  now=$(state exact)
  changes 0 ./setup.sh "$@"
  same "$now" "$(state exact)"
  changes 0 ./setup.sh --check "$@"
  changes 0 ./setup.sh --dry-run "$@"
  same "$now" "$(state exact)"
}

# Step by step, each twice.
idempotent() {
  local step
  local -a steps
  steps_of_lab
  for step in "${steps[@]}"; do
    ./setup.sh --quiet --until "$step" >/dev/null
    stands_still --until "$step"
  done
  stands_still
}

# Each step is the same state, whether it is made of nothing or of the step before.
same_by_every_way() {
  local number last
  local -a steps after=()
  steps_of_lab
  for number in "${!steps[@]}"; do
    ./setup.sh --quiet --until "$((number + 1))" >/dev/null
    after+=("$(state)")
  done
  last=${after[-1]}
  ./teardown.sh --quiet >/dev/null
  for number in "${!steps[@]}"; do
    ./setup.sh --quiet --until "$((number + 1))" >/dev/null
    same "${after[number]}" "$(state)"
    ./setup.sh --quiet >/dev/null
    same "$last" "$(state)"
    ./setup.sh --quiet --until "$((number + 1))" >/dev/null
    stands_still --until "$((number + 1))"
    ./setup.sh --quiet >/dev/null
    same "$last" "$(state)"
    ./teardown.sh --quiet >/dev/null
  done
}

# Where steps only add, what later ones have made stays when an earlier one is asked for again.
later_stays() {
  local step last
  local -a steps
  steps_of_lab
  ./setup.sh --quiet >/dev/null
  last=$(state exact)
  for step in "${steps[@]}"; do
    changes 0 ./setup.sh --until "$step"
    same "$last" "$(state exact)"
  done
}
