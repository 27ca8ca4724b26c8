# Running the scripts of a lab: what they count, and what they do when they are watched or struck.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154,SC2310,SC2312,SC2016 # names for callers, and of prove; statuses are looked at; text for a shell

# The watcher's notes: outside of /run and /etc, which are looked at.
export WATCH=/mnt/watch

# changed_in TEXT: the number of changes in the last line of what a script prints.
changed_in() {
  local last=${1##*$'\n'}
  if [[ ! $last =~ ' changed='([0-9]+) ]]; then
    printf 'the last line has no count: %s\n' "$last" >&2
    return 1
  fi
  printf '%s\n' "${BASH_REMATCH[1]}"
}

# changes NUMBER COMMAND...: runs it; it must count so many changes.
changes() {
  local wanted=$1 text counted
  shift
  text=$("$@")
  counted=$(changed_in "$text")
  if ((counted != wanted)); then
    printf 'changed=%s instead of %s: %s\n%s\n' "$counted" "$wanted" "$*" "$text"
    return 1
  fi
}

# watched COMMAND...: runs it in a session of its own, with the programs that change the machine watched. Sets `status`;
# what it prints is in $WATCH/output. Returns when all that it has started is done, but for processes of the lab.
watched() {
  if [[ -d $WATCH ]]; then umount "$WATCH/netns" && rm -r "$WATCH"; fi
  mkdir "$WATCH"
  : >"$WATCH/netns"
  mount --bind /proc/self/ns/net "$WATCH/netns"
  status=0
  PATH=$here/tools:$PATH setsid --wait sh -c 'echo $$ >"$WATCH/shell"; exec "$@"' watched "$@" >"$WATCH/output" 2>&1 || status=$?
  flock /run true
}

# struck SIGNAL WHOM NUMBER COMMAND...: runs it, and sends the signal after that change; false if there were fewer.
struck() {
  export STRIKE_SIGNAL=$1 STRIKE_WHOM=$2 STRIKE_AFTER=$3
  watched "${@:4}" 2>/dev/null # the shell speaks of the kill
  unset STRIKE_SIGNAL STRIKE_WHOM STRIKE_AFTER
  [[ -e $WATCH/struck ]]
}

# count_changes COMMAND...: runs it; sets `total` to the number of changes the kernel and the files saw.
count_changes() {
  watched "$@"
  if ((status)); then
    cat "$WATCH/output"
    return 1
  fi
  total=$(wc -l <"$WATCH/changes")
}

# steps_of_lab: sets `steps`.
steps_of_lab() { mapfile -t steps < <(./setup.sh --list-steps); }
