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

# some_points TOTAL [COUNT]: lines `NUMBER NEXT`, so many points by chance, after which set-up and teardown come in turn; without COUNT
# every one, with both.
some_points() {
  if (($# > 1)); then seq "$1" | mixed | head -n "$2" | awk '{ print $1, NR % 2 ? "setup" : "teardown" }'; else seq "$1" | awk '{ print $1, "setup"; print $1, "teardown" }'; fi
}

# struck [SIGNAL [COUNT]]: at so many points of set-up and of teardown; without COUNT at every one.
struck() {
  local signal=${1-KILL} before after number total status said script next point
  local -a points
  prepare_strikes
  before=$(state)
  for script in setup teardown; do
    if [[ $script == teardown ]]; then quietly ./setup.sh; fi
    strike "$signal" 0 "./$script.sh"
    if [[ $script == setup ]]; then after=$(state) && quietly ./teardown.sh; fi
    mapfile -t points < <(some_points "$total" "${@:2:1}")
    for point in "${points[@]}"; do
      read -r number next <<<"$point"
      if [[ $script == teardown ]]; then quietly ./setup.sh; fi
      strike "$signal" "$number" "./$script.sh"
      printf '%s.sh, %s after change %s (%s), then %s.sh\n' "$script" "$signal" "$number" "$(<"$STRUCK/struck")" "$next"
      if [[ $signal != KILL ]]; then ended_well; fi
      quietly "./$next.sh"
      if [[ $next == setup ]]; then same "as a clean set-up" "$after" "$(state)" && quietly ./teardown.sh; fi
      same "as before" "$before" "$(state)"
    done
  done
}

# ended_well: who is told to end says so in its last line, and that not all was done. Bash itself may have something to say after that, where
# a process that it has just begun is told as well.
ended_well() {
  if ((status == 0)) || [[ $said$'\n' != *' failed=1'$'\n'* ]]; then printf 'status %s, and it said: %s\n' "$status" "$said" && return 1; fi
}
