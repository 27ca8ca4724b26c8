# Law 7: --dry-run prints the commands that a run then executes, all of them and no other, and changes nothing.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2310,SC2312 # names that other proofs set; questions; states stand in arguments

# commands_in FILE: what changes the machine, out of what a script prints, but for the author's own commands. A command may
# go on over lines: the text that nft or iptables-restore reads.
commands_in() {
  sed -E 's/^\[#\] //' "$1" | awk -v quote="'" '
    in_text && /^(NFT|IPTABLES)$/ { in_text = 0; print text; next }
    in_text { text = text $0 "\\n"; next }
    {
      command = $0
      sub(/^ip netns exec [^ ]+ /, "", command)
      if (command !~ /^(ip|nft|sysctl|tc|bridge|ip6?tables[a-z-]*) /) next
      gsub(quote, "")
      if (sub(/ *<<(NFT|IPTABLES)$/, "")) { in_text = 1; text = $0 " <<< " } else print
    }'
}

# by_place: commands in one form, each after the name of the place it works in, and those of one place together, in their
# order: different places may be worked on at the same time.
by_place() {
  awk '
    { gsub(/ +/, " "); sub(/(\\n)+$/, ""); sub(/sysctl -qw /, "sysctl -w "); place = "" }
    sub(/^ip netns exec /, "") || sub(/^ip -n /, "ip ") {
      split($0, words, " ")
      place = $0 ~ /^ip / ? words[2] : words[1]
      sub(place " ", "")
    }
    { print place ": " $0 }' | sort --stable --field-separator=: --key=1,1
}

# executed: the changes of the last watched run, but for what the author's commands have done, and the notes that a
# script keeps.
executed() { grep -vE '^(author:|mkdir|rm|rmdir|mv|ln) ' "$WATCH/changes"; }

# prints_what_it_runs SCRIPT [OPTION...]: first dry, then in earnest, watched.
prints_what_it_runs() {
  local planned
  "$@" --dry-run >/mnt/dry
  planned=$(commands_in /mnt/dry | by_place)
  watched "$@"
  if ((status)); then cat "$WATCH/output" && return 1; fi
  same "$planned" "$(executed | by_place)"
  same "$(</mnt/dry)" "$(<"$WATCH/output")"
}

# dry_changes_nothing SCRIPT [OPTION...]
dry_changes_nothing() {
  local now
  now=$(state exact)
  "$@" --dry-run >/dev/null
  same "$now" "$(state exact)"
}

# dry_run: every step from the one before, teardown, and all steps at once.
dry_run() {
  local step
  local -a steps
  steps_of_lab
  for step in "${steps[@]}"; do
    dry_changes_nothing ./setup.sh --until "$step"
    prints_what_it_runs ./setup.sh --until "$step"
  done
  dry_changes_nothing ./teardown.sh
  prints_what_it_runs ./teardown.sh
  [[ -s $WATCH/changes ]]
  prints_what_it_runs ./setup.sh
  (($(executed | wc -l) > 2))
}
