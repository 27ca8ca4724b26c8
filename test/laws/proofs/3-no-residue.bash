# Law 3: teardown leaves the machine as it was, wherever it starts from, and ends nobody else's process.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2310,SC2312 # names that other proofs set; questions; states stand in arguments

# After each step; twice; and where the lab never was. As long as something is left, --check says so.
no_residue() {
  local step before standing
  local -a steps
  steps_of_lab
  before=$(state exact)
  changes 0 ./teardown.sh
  same "$before" "$(state exact)"
  for step in "${steps[@]}"; do
    ./setup.sh --quiet --until "$step" >/dev/null
    standing=$(state exact)
    fails 1 ./teardown.sh --check
    same "$standing" "$(state exact)"
    ./teardown.sh --quiet >/dev/null
    same "$before" "$(state exact)"
    changes 0 ./teardown.sh
    changes 0 ./teardown.sh --check
    same "$before" "$(state exact)"
  done
}

# It needs nothing but itself: not the tutorial, not setup.sh, not its own place.
source_gone() {
  local before folder
  before=$(state exact)
  folder=$(mktemp -d -p /mnt)
  cp ./setup.sh ./teardown.sh "$folder"
  "$folder/setup.sh" --quiet >/dev/null
  mv "$folder/teardown.sh" /mnt/away
  rm -r "$folder"
  cd /
  env -i PATH="$PATH" /mnt/away --quiet >/dev/null
  same "$before" "$(state exact)"
}

# Without its notes in /run, what the lab has made is found by its marks. Not to be known without them: processes,
# commands, and what a setting was before; a setting of the machine stays as it is, so here it is so before.
notes_lost() {
  local before after
  restore_nothing
  before=$(state)
  ./setup.sh --quiet >/dev/null
  after=$(state)
  rm -r /run/netgen
  ./teardown.sh --quiet >/dev/null
  same "$before" "$(state)"
  ./setup.sh --quiet >/dev/null
  rm -r /run/netgen
  ./setup.sh --quiet >/dev/null
  same "$(grep -v /run/netgen <<<"$after")" "$(state | grep -v /run/netgen)"
  ./setup.sh --check >/dev/null
  ./teardown.sh --quiet >/dev/null
  same "$before" "$(state)"
}

# restore_nothing: every setting of the machine that the lab asks for is as it asks for it; those of its own links are
# not there yet.
restore_nothing() {
  local key
  while read -r key; do sysctl -eqw "$key"; done < <(sed -n "s/^  sysctl -w '\\{0,1\\}\\([^']*\\)'\\{0,1\\}$/\\1/p" setup.sh)
}

# A reboot takes the namespaces, the links and the processes. What it leaves depends on the machine: /run is mostly kept in
# memory and goes too, with all that is in it; where it is kept on a disk, the notes stay, and names in /run/netns with no namespace
# behind them. What is in /etc stays.
reboot_keeps() {
  local before after keeps=$1
  restore_nothing
  before=$(state)
  ./setup.sh --quiet >/dev/null
  after=$(state)
  reboot
  ./setup.sh --quiet >/dev/null
  same "$after" "$(state)"
  ./setup.sh --check >/dev/null
  ./teardown.sh --quiet >/dev/null
  same "$before" "$(state)"
  ./setup.sh --quiet >/dev/null
  reboot
  ./teardown.sh --quiet >/dev/null
  same "$before" "$(state)"
}

# reboot: leaves what `keeps` says.
reboot() {
  local name
  power_off
  if [[ $keeps != *notes* ]]; then find /run -mindepth 1 -maxdepth 1 \( -name netgen -o -type f \) -exec rm -r {} +; fi
  if [[ $keeps == *names* ]]; then
    while read -r name; do : >"/run/netns/$name"; done <<<"$names"
  fi
}

# power_off: all that the kernel has of the lab goes. Sets `names` to the namespaces there were.
power_off() {
  local pid name group
  names=$(ip netns list | sed 's/ .*//; /^outside$/d')
  while read -r pid _; do kill -KILL "$pid" 2>/dev/null || true; done < <(processes_of_lab)
  group=$(sed -n 's/^readonly .*group=\([0-9]*\).*/\1/p' setup.sh)
  ip link delete group "$group" 2>/dev/null || true
  while read -r name; do ip netns delete "$name"; done <<<"$names"
  nft flush ruleset
}

# A process of somebody else's stops the teardown before the first change, but for the author's commands: their undo may be what ends
# it. It is named; --force ends it.
stray_process() {
  local before during made stray name
  before=$(state)
  ./setup.sh --quiet >/dev/null
  name=$(ip netns list | sed 's/ .*//; /^outside$/d' | head -n 1)
  ip netns exec "$name" sleep 4321 &
  stray=$!
  until [[ $(tr '\0' ' ' <"/proc/$stray/cmdline") == 'sleep 4321 ' ]]; do sleep 0.02; done
  during=$(state exact) made=$(state)
  fails 4 ./teardown.sh
  [[ $output == *'sleep 4321'* && $output == *"$stray"* && $output == *'--force'* ]]
  if [[ $output == *'but its commands undone'* ]]; then
    ./setup.sh --quiet >/dev/null
    same "$made" "$(state)"
  else
    same "$during" "$(state exact)"
  fi
  ./setup.sh --check >/dev/null
  ./teardown.sh --quiet --force >/dev/null
  wait "$stray" && return 1
  same "$before" "$(state)"
}

# What the lab has started ends with it, children too, and hears of it first; a process that has got the number of one
# of them by now is left alone, by setup and by teardown.
own_processes() {
  local before pid other
  before=$(state)
  ./setup.sh --quiet >/dev/null
  [[ -n $(processes_of_lab) ]]
  # None holds the lock, or another file of the script.
  flock --timeout 10 /run true
  while read -r pid _; do
    [[ -z $(find "/proc/$pid/fd" -lname '/run*' ! -lname '/run/netgen/*.log' -printf '%l\n') ]]
  done < <(processes_of_lab)
  ./teardown.sh --quiet >/dev/null
  same "$before" "$(state)"
  setsid sleep 4321 &
  other=$!
  ./setup.sh --quiet >/dev/null
  renumbered "$other"
  ./setup.sh --quiet >/dev/null
  kill -0 "$other"
  renumbered "$other"
  ./teardown.sh --quiet >/dev/null
  kill -0 "$other"
  kill "$other"
  wait "$other" || true
  same "$before" "$(state)"
}

# renumbered PID: the processes of the lab are gone, and their numbers, as noted, are all this one's.
renumbered() {
  local pid note
  while read -r pid _; do
    if [[ $pid != "$1" ]]; then kill -KILL "$pid" 2>/dev/null || true; fi
  done < <(processes_of_lab)
  for note in /run/netgen/*/process-*; do sed -i "1s/^[0-9]*/$1/" "$note"; done
}
