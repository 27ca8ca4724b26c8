#!/bin/bash
# Stands in PATH under the name of a program that changes the machine. Does its work, a line of a batch at a time, and
# writes each change to $WATCH/changes: what was done, and what was tried where a failure is allowed. After change number $STRIKE_AFTER, $STRIKE_SIGNAL goes to the
# script that is being watched ($WATCH/shell): to its process group, or, where STRIKE_WHOM is `shell`, to it alone.
# shellcheck disable=SC2154,SC2310 # names that the test gives; the status of done_with does not matter
set -uo pipefail

name=${0##*/}
real=$(PATH=${PATH#*:} type -P "$name") || {
  printf '%s: command not found\n' "$name" >&2
  exit 127
}

# find_place: sets `place` to the words before a command in this namespace. False in one without a name: what is changed
# there is gone with it.
find_place() {
  local name
  place=''
  if [[ /proc/self/ns/net -ef $WATCH/netns ]]; then return; fi
  for name in /run/netns/*; do
    if [[ /proc/self/ns/net -ef $name ]]; then
      place="ip netns exec ${name##*/} "
      return
    fi
  done
  return 1
}

# done_with COMMAND [INPUT]: one line in the list of changes, which no other line can come into.
done_with() {
  local line=$1${2:+ <<< $2} shell place
  local -a changes
  find_place || return 0
  line=$place$line
  if [[ -n ${BY_AUTHOR-} ]]; then line="author: $line"; fi
  printf '%s\n' "${line//$'\n'/\\n}" >>"$WATCH/changes"
  if [[ -z ${STRIKE_AFTER-} || -e $WATCH/struck ]]; then return; fi
  mapfile -t changes <"$WATCH/changes"
  if ((${#changes[@]} >= STRIKE_AFTER)); then
    printf '%s\n' "$line" >"$WATCH/struck"
    shell=$(<"$WATCH/shell")
    if [[ ${STRIKE_WHOM-} == shell ]]; then kill -s "$STRIKE_SIGNAL" "$shell"; else kill -s "$STRIKE_SIGNAL" -- "-$shell"; fi
  fi
}

# changes_something WORD...: the command is no question.
changes_something() {
  case "$name $* " in
    'ip netns exec '* | 'nft '*list\ * | *tables*' -'[SCLV]' '*) return 1 ;;
    'sysctl '*) [[ $* == *=* ]] ;;
    'ip '* | 'tc '* | 'bridge '*) [[ " $* " =~ ' '(add|del|delete|set|change|replace|append|flush)' ' ]] ;;
    *) ;;
  esac
}

case "$name $* " in
  'ip '*'-batch - ')
    mapfile -t lines
    if ! changes_something "${lines[@]}"; then
      printf '%s\n' "${lines[@]}" | exec "$real" "$@"
      exit
    fi
    status=0
    options=" ${*:1:$#-2} "
    for line in "${lines[@]}"; do
      "$real" "${@:1:$#-1}" - <<<"$line" || {
        status=1
        # The kernel is asked by a link that cannot be whether it knows its type.
        if [[ $line == *' netgen-probe'* ]]; then continue; fi
      }
      if ((status)) && [[ $options != *' -force '* ]]; then break; fi
      done_with "$name${options/ -force / }$line"
    done
    exit "$status"
    ;;
  'ip '*'-batch '*)
    printf 'test/laws: a batch of ip that is no standard input cannot be watched: %s\n' "$*" >&2
    exit 125
    ;;
  'nft '*'-f - ' | iptables*'-restore '* | ip6tables*'-restore '*)
    IFS= read -rd '' text || true
    printf '%s' "$text" | "$real" "$@" || exit
    done_with "$name $*" "$text"
    ;;
  *)
    if ! changes_something "$@"; then exec "$real" "$@"; fi
    "$real" "$@" || exit
    done_with "$name $*"
    ;;
esac
