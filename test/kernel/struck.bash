# Struck by a signal after any of its changes: the next set-up ends as a clean one does, and teardown leaves the machine as it was.
# shellcheck shell=bash
# shellcheck disable=SC2154 # names of prove; questions; states in arguments

readonly changing=(ip nft iptables ip6tables iptables-nft iptables-legacy ip6tables-nft ip6tables-legacy sysctl mkdir rm rmdir tee kill)

# prepare_strikes: programs that change something, under their own names in a folder of their own, are test/kernel/stand-in.
prepare_strikes() {
  local name
  export STRUCK=/mnt/struck
  mkdir -p "$STRUCK/bin"
  for name in "${changing[@]}"; do
    if type -P "$name" >/dev/null; then ln -sf "$here/stand-in" "$STRUCK/bin/$name"; fi
  done
}

# strike SIGNAL NUMBER COMMAND...: runs it in a group of its own, and sends the group that signal after so many changes (0: never).
# Sets `total`, `said` and `status`; fails if it was not hit.
strike() {
  printf 0 >"$STRUCK/count"
  rm -f "$STRUCK/struck"
  status=0
  # shellcheck disable=SC2016 # for the shell that becomes the script
  said=$(SIGNAL=$1 AFTER=$2 PATH=$STRUCK/bin:$PATH setsid --wait bash -c 'echo $$ >"$STRUCK/group"; exec "$@"' struck "${@:3}" 2>&1) || status=$?
  total=$(<"$STRUCK/count")
  # Who is alone left of the group may still hold the turn.
  flock /run true
  if [[ $2 != 0 && ! -e $STRUCK/struck ]]; then
    printf '%s made only %s of %s changes, status %s, and said:\n%s\n' "${*:3}" "$total" "$2" "$status" "$said"
    return 1
  fi
}

# some_points SCRIPT TOTAL [COUNT]: lines `SCRIPT NUMBER NEXT`, so many points by chance, after which set-up and teardown come in turn; without
# COUNT every one, with both.
some_points() {
  if (($# > 2)); then
    seq "$2" | mixed | head -n "$3" | awk -v script="$1" '{ print script, $1, (NR % 2 == (script == "setup")) ? "setup" : "teardown" }'
  else
    seq "$2" | awk -v script="$1" '{ print script, $1, "setup"; print script, $1, "teardown" }'
  fi
}

# struck [SIGNAL [COUNT]]: at so many points of set-up and of teardown; without COUNT at every one.
struck() {
  local signal=${1-KILL} absent present stands='' total status said point setups
  local -a points
  prepare_strikes
  absent=$(state)
  strike "$signal" 0 ./setup.sh
  present=$(state)
  setups=$(some_points setup "$total" "${@:2:1}")
  strike "$signal" 0 ./teardown.sh
  # In turn, for each ends where the other may begin.
  mapfile -t points < <(paste -d '\n' <(printf '%s\n' "$setups") <(some_points teardown "$total" "${@:2:1}") | grep .)
  for point in "${points[@]}"; do
    # shellcheck disable=SC2086 # words
    strike_at "$signal" $point
  done
  quietly ./teardown.sh
  same 'as before' "$absent" "$(state)"
}

# strike_at SIGNAL SCRIPT NUMBER NEXT: strikes that script there, and runs the next one: the lab is as a clean run leaves it, as `present` and
# `absent` say. `stands` tells whether it stands.
strike_at() {
  if [[ $2 == setup && -n $stands ]]; then quietly ./teardown.sh; fi
  if [[ $2 == teardown && -z $stands ]]; then quietly ./setup.sh; fi
  strike "$1" "$3" "./$2.sh"
  printf '%s.sh, %s after change %s (%s), then %s.sh\n' "$2" "$1" "$3" "$(<"$STRUCK/struck")" "$4"
  if [[ $1 != KILL ]]; then ended_well; fi
  quietly "./$4.sh"
  if [[ $4 == setup ]]; then
    stands=yes
    same 'as a clean set-up' "$present" "$(state)"
  else
    stands=''
    same 'as before' "$absent" "$(state)"
  fi
}

# ended_well: who is told to end says so in its last line, and that not all was done. Bash itself may have something to say after that, where
# a process that it has just begun is told as well.
ended_well() {
  if ((status == 0)) || [[ $said$'\n' != *' failed=1'$'\n'* ]]; then printf 'status %s, and it said: %s\n' "$status" "$said" && return 1; fi
}
