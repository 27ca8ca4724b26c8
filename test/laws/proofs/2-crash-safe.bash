# Law 2: struck after any change, the next setup ends as a clean one does, and teardown leaves the machine as it was.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2310,SC2312 # names that other proofs set; struck answers a question; states in arguments

# know_both_ends: sets `before` and `after`: the machine without the lab, and with it.
know_both_ends() {
  before=$(state)
  ./setup.sh --quiet >/dev/null
  after=$(state)
  ./teardown.sh --quiet >/dev/null
  same "$before" "$(state)"
}

# strikes SCRIPT NUMBER SIGNAL WHOM: runs it and strikes. It must be hit; a script that is no longer there cannot go on.
strikes() {
  if ! struck "$3" "$4" "$2" "$1" --quiet; then
    printf '%s made fewer changes this time than %s\n' "$1" "$2"
    cat "$WATCH/output"
    return 1
  fi
  if [[ $3 == KILL ]] && ((status == 0)); then
    printf '%s ended well, though it was killed after: %s\n' "$1" "$(<"$WATCH/struck")"
    return 1
  fi
}

# numbers_of EVERY: sets `numbers` to each change of the last watched run, or to every so-manyth, and the last. Labs begin at different
# changes, so that together they are struck after each.
numbers_of() {
  local lab=${PWD##*/}
  mapfile -t numbers < <(seq "$((${#lab} % $1 + 1))" "$1" "$total")
  if ((${#numbers[@]} == 0 || numbers[-1] != total)); then numbers+=("$total"); fi
}

# setup_struck [SIGNAL [WHOM [EVERY]]]: setup is struck after each of its changes; then setup; and, struck again, teardown alone. What the
# teardown in between leaves, the second one has to take away.
setup_struck() {
  local signal=${1-KILL} whom=${2-group} number before after total
  local -a numbers
  know_both_ends
  count_changes ./setup.sh --quiet
  ./teardown.sh --quiet >/dev/null
  numbers_of "${3-1}"
  for number in "${numbers[@]}"; do
    strikes ./setup.sh "$number" "$signal" "$whom"
    printf 'setup, %s after change %d of %d: %s\n' "$signal" "$number" "$total" "$(<"$WATCH/struck")"
    ./setup.sh --quiet >/dev/null
    same "$after" "$(state)"
    ./teardown.sh --quiet >/dev/null
    strikes ./setup.sh "$number" "$signal" "$whom"
    ./teardown.sh --quiet >/dev/null
    same "$before" "$(state)"
  done
}

# teardown_struck [SIGNAL [WHOM [EVERY]]]: teardown is struck after each of its changes; then teardown; and setup.
teardown_struck() {
  local signal=${1-KILL} whom=${2-group} number before after total
  local -a numbers
  know_both_ends
  ./setup.sh --quiet >/dev/null
  count_changes ./teardown.sh --quiet
  numbers_of "${3-1}"
  for number in "${numbers[@]}"; do
    ./setup.sh --quiet >/dev/null
    strikes ./teardown.sh "$number" "$signal" "$whom"
    printf 'teardown, %s after change %d of %d: %s\n' "$signal" "$number" "$total" "$(<"$WATCH/struck")"
    ./teardown.sh --quiet >/dev/null
    same "$before" "$(state)"
    ./setup.sh --quiet >/dev/null
    strikes ./teardown.sh "$number" "$signal" "$whom"
    ./setup.sh --quiet >/dev/null
    same "$after" "$(state)"
    ./teardown.sh --quiet >/dev/null
  done
}

# repair_struck: a run that takes away and makes again is struck too.
repair_struck() {
  local number before after total
  local -a numbers=()
  know_both_ends
  damage() {
    ./setup.sh --quiet >/dev/null
    bash -euc "$1"
    settle # or setup finds one change more where the far end of a cable still stands
  }
  damage "$1"
  count_changes ./setup.sh --quiet
  numbers_of 1
  for number in "${numbers[@]}"; do
    damage "$1"
    strikes ./setup.sh "$number" KILL group
    printf 'repair, KILL after change %d of %d: %s\n' "$number" "$total" "$(<"$WATCH/struck")"
    ./setup.sh --quiet >/dev/null
    same "$after" "$(state)"
    damage "$1"
    strikes ./setup.sh "$number" KILL group
    ./teardown.sh --quiet >/dev/null
    same "$before" "$(state)"
  done
}

# whole_again: after a run that ended otherwise than well, setup makes the whole lab, and teardown leaves nothing.
whole_again() {
  ./setup.sh --quiet >/dev/null
  same "$after" "$(state)"
  ./teardown.sh --quiet >/dev/null
  same "$before" "$(state)"
}

# ended_truly STATUS SAID: 0 only where the lab stands whole; else 1, with a word on stderr.
ended_truly() {
  if (($1 == 0)); then
    same "$after" "$(state)"
  elif (($1 != 1)) || [[ -z $2 ]]; then
    printf 'status %s, and it said: %s\n' "$1" "$2"
    return 1
  fi
}

# disk_full: /run takes so many more pages of 4 KiB, or so many more files, and no more.
disk_full() {
  local before after room limit status said failures=0
  touch /mnt/outside
  mount --bind /run/netns/outside /mnt/outside
  mount -t tmpfs -o size=256k,nr_inodes=1000 run /run # one whose limits may change
  mkdir /run/netns /run/mount
  # A link into a namespace without a name is taken for one that is still going: settle would wait for it, each time.
  touch /run/netns/outside
  mount --bind /mnt/outside /run/netns/outside
  know_both_ends
  for limit in size nr_inodes; do
    for room in 0 1 2 4 8 16; do
      limit_run "$limit" "$room"
      status=0
      said=$(./setup.sh --quiet 2>&1 >/dev/null) || status=$?
      failures=$((failures + (status != 0)))
      if ((status == 0)); then make_room; fi
      ended_truly "$status" "$said"
      # What can be taken away without room is, and what cannot is left for later: never a second error after that.
      ./teardown.sh --quiet >/dev/null 2>&1 || true
      make_room
      ./teardown.sh --quiet >/dev/null
      same "$before" "$(state)"
      limit_run "$limit" "$room"
      ./setup.sh --quiet >/dev/null 2>&1 || true
      make_room
      whole_again
    done
  done
  ((failures > 2))
}

make_room() {
  mount -o remount,nr_inodes=1000 /run
  rm -f /run/filler
}

# limit_run size|nr_inodes ROOM
limit_run() {
  if [[ $1 == size ]]; then
    head -c "$(($(stat -fc %a /run) * 4096 - $2 * 4096))" /dev/zero >/run/filler
  else
    mount -o "remount,nr_inodes=$(($(stat -fc '%c - %d' /run) + $2))" /run
  fi
}

# no_reader: nobody reads what the script prints, or not to the end, or it has no place to print to.
no_reader() {
  local before after script way status
  local -a ways
  know_both_ends
  for script in ./setup.sh ./teardown.sh; do
    mapfile -t ways < <(lines_of "$script")
    for way in closed full 'read 0' "${ways[@]/#/read }"; do
      if [[ $script == ./teardown.sh ]]; then ./setup.sh --quiet >/dev/null; fi
      # shellcheck disable=SC2086 # a function and its argument
      print_$way "$script"
      printf '%s, stdout %s: status %s\n' "$script" "$way" "$status"
      if ((status == 0)) && [[ $script == ./setup.sh ]]; then same "$after" "$(state)"; fi
      if ((status == 0)) && [[ $script == ./teardown.sh ]]; then same "$before" "$(state)"; fi
      whole_again
    done
  done
}

# lines_of SCRIPT: after how many lines it is left alone: those that begin a step, when the step before is done; of teardown every third.
lines_of() {
  if [[ $1 == ./setup.sh ]]; then
    ./setup.sh --dry-run | grep -nE '^[0-9]+[.] ' | cut -d: -f1
  else
    ./setup.sh --quiet >/dev/null
    ./teardown.sh --dry-run | awk 'NR % 3 == 2 { print NR }'
    ./teardown.sh --quiet >/dev/null
  fi
}

print_closed() {
  status=0
  "$1" >&- || status=$?
}
print_full() {
  status=0
  "$1" >/dev/full || status=$?
}
# print_read LINES SCRIPT: the reader goes away after so many.
print_read() {
  { "$2" && echo 0 >/mnt/status || echo "$?" >/mnt/status; } | head -n "$1" >/dev/null
  status=$(</mnt/status)
}
