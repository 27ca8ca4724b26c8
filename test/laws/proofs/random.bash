# The laws on a lab of chance, with few looks at the machine: a suite of these has hundreds of labs.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2310,SC2312 # names that other proofs set; questions; states stand in arguments

# some_laws CHOICE: laws 1, 3 and 7, step by step; law 4 on an alteration and law 2 at changes that the number chooses.
some_laws() {
  local step before now after lines
  local -a steps
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
  prints_what_it_runs ./teardown.sh
  changes 0 ./teardown.sh
  same "$before" "$(state exact)"
  some_strikes "$1" "$before" "$after"
}

# some_alteration CHOICE CLEAN
some_alteration() {
  local change altered said counted
  local -a changes_to_make
  mapfile -t changes_to_make < <(alterations)
  change=${changes_to_make[$1 % ${#changes_to_make[@]}]}
  printf 'altered: %s\n' "$change"
  bash -euc "$change"
  altered=$(state)
  fails 1 ./setup.sh --check
  said=$output
  names_it "$2" "$altered" "$said" || { printf 'it said:\n%s\n' "$said" && return 1; }
  counted=$(changed_in "$said")
  changes "$counted" ./setup.sh
  same "$2" "$(state)"
}

# some_strikes CHOICE BEFORE AFTER: setup is killed, setup follows; both are killed, teardown follows. A small lab may be
# done before the blow falls.
some_strikes() {
  printf 'killed after change %s\n' "$(($1 % 19 + 1))"
  struck KILL group "$(($1 % 19 + 1))" ./setup.sh --quiet || true
  ./setup.sh --quiet >/dev/null
  same "$3" "$(state)"
  struck KILL group "$(($1 % 5 + 1))" ./teardown.sh --quiet || true
  struck KILL group "$(($1 / 5 % 19 + 1))" ./setup.sh --quiet || true
  ./teardown.sh --quiet >/dev/null
  same "$2" "$(state exact)"
}
