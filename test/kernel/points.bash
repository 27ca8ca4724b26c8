# What has to be true of each lab, as a reader sees it. Each function is called in the folder of the lab's scripts.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # what other files read; said is set by ends; states and questions in arguments

# lives: from nothing to each of its steps, back and forth, and to nothing again.
lives() {
  local before whole step steps
  local -A at=()
  before=$(state exact)
  ends 0 changed=0 ./teardown.sh
  ends 3 'does not stand' ./check.sh
  same 'after the teardown of nothing' "$before" "$(state exact)"
  mapfile -t steps < <(./setup.sh --list-steps)
  for step in "${steps[@]}"; do
    quietly ./setup.sh --until "$step"
    at[$step]=$(state)
    stands
  done
  whole=$(state exact)
  ends 0 changed=0 ./setup.sh
  same 'the second run' "$whole" "$(state exact)"
  ends 0 changed=0 ./setup.sh --check
  same '--check' "$whole" "$(state exact)"
  for step in "${steps[@]}"; do
    quietly ./setup.sh --until "$step"
    same "back to step $step" "${at[$step]}" "$(state)"
  done
  quietly ./teardown.sh
  same 'after the teardown' "$before" "$(state exact)"
  ends 0 changed=0 ./teardown.sh
  quietly ./setup.sh
  same 'at once' "${at[$step]}" "$(state)"
  quietly ./teardown.sh
  same 'after the second teardown' "$before" "$(state exact)"
}

# endures: all of that at once, for a lab that is one of many: each step, again, altered, killed in teardown and in set-up.
endures() {
  local before absent present exact step stands=yes total status said
  local -a steps
  prepare_strikes
  before=$(state exact)
  absent=$(state)
  mapfile -t steps < <(./setup.sh --list-steps)
  for step in "${steps[@]}"; do
    strike KILL 0 ./setup.sh --until "$step"
    stands
  done
  present=$(state)
  exact=$(state exact)
  ends 0 changed=0 ./setup.sh
  ends 0 changed=0 ./setup.sh --check
  same 'the second run and --check' "$exact" "$(state exact)"
  alter "$(alterations | mixed | head -n 1)"
  if ((${#steps[@]} > 1)); then
    quietly ./setup.sh --until 1
    strike KILL 0 ./setup.sh
    same 'back to the first step, and here again' "$present" "$(state)"
  fi
  strike_at KILL setup "$(seq "$total" | mixed | head -n 1)" setup
  strike KILL 0 ./teardown.sh
  same 'after the teardown' "$before" "$(state exact)"
  ends 0 changed=0 ./teardown.sh
  stands=''
  strike_at KILL teardown "$(seq "$total" | mixed | head -n 1)" teardown
}

# stands: every check of the step that stands holds, if it has any, and none is skipped.
stands() {
  local number
  read -r number _ < <(cat /run/netgen/*/lesson)
  if ! grep -q "^@test \"$(./setup.sh --list-steps | sed -n "${number}p"): " verify.bats; then return; fi
  ends 0 ' 0 failed, 0 skipped' ./check.sh
}

# tells: a dry run says what there is to do, and does nothing; what it says is what runs.
tells() {
  local before whole dry
  local -r keys='s/ peer [^ ]* allowed-ips / peer KEY allowed-ips /' # none is made by a dry run
  before=$(state exact)
  for script in ./setup.sh ./teardown.sh; do
    ends 0 changed= "$script" --dry-run
    dry=$(sed "$keys" <<<"$said")
    same "$script --dry-run" "$before" "$(state exact)"
    ends 0 "$(tail -n 1 <<<"$dry")" "$script"
    same "$script tells what it runs" '' "$(grep -vxFf <(printf '%s\n' "$dry") <<<"$(sed "$keys" <<<"$said")" || true)"
    before=$(state exact)
  done
  quietly ./setup.sh
  whole=$(state exact)
  ends 0 changed=0 ./setup.sh --dry-run
  ends 0 '' ./setup.sh --quiet
  same 'quiet' '' "$said"
  same 'dry runs of what stands' "$whole" "$(state exact)"
}

# refuses: what somebody else has already stops the run before the first change, and teardown leaves it alone.
refuses() {
  local before thing name tried=0
  local -a things
  before=$(state)
  mapfile -t things < <(things_of_lab)
  for thing in "${things[@]}"; do
    name=${thing%%:*}
    bash -euc "${thing#*:}" >/dev/null
    foreign=$(state exact)
    ends 4 "$name" ./setup.sh
    [[ $said == *' changed=0 failed=0' ]] || { printf 'a refusal has changed and failed nothing: %s\n' "$said" && return 1; }
    same "refused: $thing" "$foreign" "$(state exact)"
    ends 0 changed=0 ./teardown.sh
    same "left alone by teardown: $thing" "$foreign" "$(state exact)"
    clear_away "$name"
    same 'as before' "$before" "$(state)"
    tried=$((tried + 1))
  done
  ((tried > 0))
}

# things_of_lab: what the lab makes, found by setting it up: NAME:COMMANDS, what somebody else might have made before, and by what name a
# refusal has to call it. One of each sort.
things_of_lab() {
  local links prefix name
  links=$(ip -o link show | cut -d: -f2)
  quietly ./setup.sh
  name=$(ip netns list | sed 's/ .*//' | grep -vx outside | mixed | head -n 1)
  printf '%s:ip netns add %s\n' "$name" "$name"
  name=$(ip -o link show | cut -d: -f2 | { grep -vxF "$links" || true; } | sed 's/@.*//; s/ //' | mixed | head -n 1)
  if [[ -n $name ]]; then
    printf '%s:ip link add %s type bridge\n' "$name" "$name"
    # As Docker's or the LAN's: an interface of another name in the same subnet.
    ip -o address show | awk '!/fe80:| lo | eth0 | ens192 / { print $4 }' | while read -r prefix; do
      printf 'docker0:ip link add docker0 up type bridge; ip address add %s dev docker0\n' "${prefix/.1\//.2\/}"
    done
  fi
  nft list tables | while read -r _ _ name; do printf '%s:nft add table inet %s\n' "$name" "$name"; done
  quietly ./teardown.sh
}

# clear_away NAME
clear_away() {
  if [[ -e /run/netns/$1 ]]; then ip netns delete "$1"; fi
  if ip link show dev "$1" &>/dev/null; then ip link delete dev "$1"; fi
  if nft list table inet "$1" &>/dev/null; then nft delete table inet "$1"; fi
}

# works: up, again, checks, down: what a slow machine has time for.
works() {
  local before
  before=$(state)
  quietly ./setup.sh
  ends 0 changed=0 ./setup.sh
  stands
  quietly ./teardown.sh
  same 'after the teardown' "$before" "$(state)"
}

# works_after COMMANDS: on a machine of which somebody has made that.
works_after() {
  eval "$1"
  works
}
