# The laws on a lab of chance, with few looks at the machine: a suite of these has hundreds of labs.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312 # names that other proofs set, or read; questions; states stand in arguments

# some_laws CHOICE: laws 1, 3 and 7, step by step; law 4 on an alteration, law 5 on a name and law 2 at changes that the number
# chooses; law 6 with a neighbour, in an order that it chooses; law 8 once.
some_laws() {
  local step name before now after lines
  local -a steps names
  before=$(state exact)
  ./setup.sh --dry-run >/dev/null
  same "$before" "$(state exact)"
  steps_of_lab
  for step in "${steps[@]}"; do
    prints_what_it_runs ./setup.sh --until "$step"
    changes 0 ./setup.sh --until "$step"
  done
  lines=$(lines_of_machine)
  now=$(facts_of exact <<<"$lines") after=$(facts_of <<<"$lines")
  changes 0 ./setup.sh
  changes 0 ./setup.sh --check
  same "$now" "$(state exact)"
  some_alteration "$1" "$after"
  mapfile -t names < <(names_of_lab | grep -v '^route ') # a route of the lab can have a metric, and another beside it
  prints_what_it_runs ./teardown.sh
  changes 0 ./teardown.sh
  same "$before" "$(state exact)"
  name=${names[$1 % ${#names[@]}]}
  taken_name "$before" "${name%% *}" "${name#* }" --quiet
  setups_at_once "$after"
  some_strikes "$1" "$before" "$after"
  beside_another "$1" "$before"
}

# setups_at_once AFTER: law 8.
setups_at_once() {
  local one two
  both ./setup.sh ./setup.sh
  ((one == 0 && two == 0))
  same "$1" "$(state)"
}

# some_alteration CHOICE CLEAN
some_alteration() {
  local -a changes_to_make
  mapfile -t changes_to_make < <(alterations)
  mends "${changes_to_make[$1 % ${#changes_to_make[@]}]}" "$2"
}

# some_strikes CHOICE BEFORE AFTER: setup is killed, setup follows; teardown is killed and then setup, teardown follows.
some_strikes() {
  local total number
  count_changes ./teardown.sh --quiet
  count_changes ./setup.sh --quiet
  number=$(($1 % total + 1))
  count_changes ./teardown.sh --quiet
  strikes ./setup.sh "$number" KILL group
  printf 'killed after change %d of setup: %s\n' "$number" "$(<"$WATCH/struck")"
  ./setup.sh --quiet >/dev/null
  same "$3" "$(state)"
  number=$(($1 % total + 1))
  strikes ./teardown.sh "$number" KILL group
  printf 'killed after change %d of teardown: %s\n' "$number" "$(<"$WATCH/struck")"
  struck KILL group "$(($1 / 5 % 19 + 1))" ./setup.sh --quiet || true # how much is left to be done nobody knows
  ./teardown.sh --quiet >/dev/null
  same "$2" "$(state exact)"
}

# beside_another CHOICE BEFORE: law 6, with a lab that needs of the machine what labs of chance do.
beside_another() {
  local value='' order
  local -A folder=([a]=. [b]=../neighbour)
  local -a all
  mapfile -t all < <(orders '' ab '')
  order=${all[$1 % ${#all[@]}]}
  printf 'order: %s\n' "$order"
  in_order "$order"
  same "$2" "$(state exact)"
}
