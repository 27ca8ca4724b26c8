# What the processes of a lab have started belongs to the lab, in whatever process group it is, and ends with it.
# shellcheck disable=SC2030,SC2031,SC2034,SC2154 # names that Bats and the functions above give; each test has a shell of its own

bats_require_minimum_version 1.5.0
load ../lab/sandbox

setup_file() { build_labs "$BATS_TEST_DIRNAME/processes.md" "$BATS_TEST_DIRNAME/daemon.md"; }

# sleepers: the seconds of each process that sleeps so long, once they are as many as wanted, or after ten seconds.
sleepers() {
  local tries file found
  for ((tries = 0; tries < 500; tries++)); do
    found=$(for file in /proc/[0-9]*/cmdline; do { tr '\0' ' ' <"$file" && echo; } 2>/dev/null; done | sed -n 's/^sleep \(40[0-9]\) $/\1/p' | sort | tr '\n' ' ')
    if [[ $found == "$1" ]]; then break; fi
    sleep 0.02
  done
  same "$found" "$1"
}
# loses PROCESS: its first process is killed by somebody.
loses() {
  local pid
  read -r pid _ <"/run/netgen/sessions/process-$1"
  kill -KILL "$pid"
  while [[ $(cat "/proc/$pid/stat" 2>/dev/null) == *') '[!ZX]' '* ]]; do sleep 0.01; done
}
shared=(sleepers loses)

ends_sessions() {
  ./setup.sh --quiet --until 1
  sleepers '401 402 403 404 405 406 '
  ./teardown.sh --quiet
  sleepers ''
}
@test 'teardown ends the groups that a process has made, in a node and on the machine' { in_lab processes ends_sessions; }

ends_orphans() {
  local id
  ./setup.sh --quiet --until 1
  sleepers '401 402 403 404 405 406 '
  for id in k1-1 k1-2 host-1 host-2; do loses "$id"; done
  ./teardown.sh --quiet
  sleepers ''
}
@test 'teardown ends what a process has started that was killed' { in_lab processes ends_orphans; }

ends_before_it_starts() {
  ./setup.sh --quiet --until 1
  sleepers '401 402 403 404 405 406 '
  for id in k1-1 k1-2 host-1 host-2; do loses "$id"; done
  ./setup.sh --quiet --until 1
  sleepers '401 402 403 404 405 406 '
  ./setup.sh --check --until 1
  ./teardown.sh --quiet
  sleepers ''
}
@test 'setup ends the rest of a process before it starts it again' { in_lab processes ends_before_it_starts; }

ends_with_its_step() {
  ./setup.sh --quiet --until 1
  ./setup.sh --quiet
  sleepers '402 403 404 405 406 '
  ./teardown.sh --quiet
  sleepers ''
}
@test 'a process that a step takes away ends with its groups' { in_lab processes ends_with_its_step; }

# Its first process is gone, and the number belongs to the session of somebody else by now.
spares_strangers() {
  local pid since
  ./setup.sh --quiet --until 1
  sleepers '401 402 403 404 405 406 '
  loses host-2
  pkill -x -f 'sleep 405'
  read -r _ since <"/run/netgen/sessions/process-host-2"
  setsid bash -c 'echo $$ >stranger; sleep 400 & exec sleep 407' &
  while [[ ! -s stranger ]]; do sleep 0.01; done
  sleepers '400 401 402 403 404 407 '
  read -r pid <stranger
  printf '%s %s\n%s' "$pid" "$since" 'sleep 405 & exec sleep 406' >/run/netgen/sessions/process-host-2
  if [[ $1 == without ]]; then kill -KILL "$pid" && sleepers '400 401 402 403 404 '; fi
  ./teardown.sh --quiet
  if [[ $1 == without ]]; then sleepers '400 '; else sleepers '400 407 '; fi
}
@test 'a session of somebody else by the same number is left alone' { in_lab processes spares_strangers with; }
@test 'also where its first process has ended' { in_lab processes spares_strangers without; }

undoes_a_daemon() {
  ./setup.sh --quiet
  ./setup.sh --check
  sleepers '408 '
  ./teardown.sh --dry-run >told
  [[ $(<told) != *$'\n''[#] kill '* && $(<told) == *'in the way, if the undo of its commands does not end them:'*'sleep 408'* ]]
  ./teardown.sh --quiet
  sleepers ''
}
@test 'what a command has left running ends by its undo' { in_lab daemon undoes_a_daemon; }

names_the_rest() {
  ./setup.sh --quiet
  ip netns exec a sleep 409 &
  sleepers '408 409 '
  status=0
  said=$(./teardown.sh --quiet 2>&1) || status=$?
  same "$status" 4
  [[ $said == 'daemon: processes run in this lab, so nothing was changed but its commands undone; --force ends them:'*' sleep 409  in a'* ]]
  [[ $said != *'sleep 408'* && -e /run/netns/a ]]
  same "$(wc -l </mnt/undone)" 1
  ./teardown.sh --quiet 2>/dev/null || status=$?
  same "$status, $(wc -l </mnt/undone)" '4, 1' # it is not undone again
  ./teardown.sh --quiet --force
  sleepers ''
}
@test 'what somebody else runs is named after the commands are undone' { in_lab daemon names_the_rest; }
