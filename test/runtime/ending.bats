# A run that ends before its time, and a machine that changes while teardown works: nothing is left running, and nothing is
# taken for done.
# shellcheck disable=SC2016,SC2030,SC2031,SC2034,SC2154 # text of scripts; names that Bats and the functions above give; each test has a shell of its own

load parts

setup_file() {
  build_labs "$BATS_TEST_DIRNAME/lesson.md" "$BATS_TEST_DIRNAME/undoing.md" "$BATS_TEST_DIRNAME/crowded.md" "$BATS_TEST_DIRNAME/turning.md"
}

# instead_of_ip TEXT: from now on ip is a script that does this first; `real` is ip.
instead_of_ip() {
  mkdir -p "$BATS_TEST_TMPDIR/bin"
  printf '%s\n' '#!/bin/bash' "real=$(type -P ip)" "$1" 'exec "$real" "$@"' >"$BATS_TEST_TMPDIR/bin/ip"
  chmod +x "$BATS_TEST_TMPDIR/bin/ip"
}

# told COMMAND...: sets `output`, `said` and `status`, with that ip.
told() {
  status=0
  output=$(PATH=$BATS_TEST_TMPDIR/bin:$PATH "$@" 2>"$BATS_TEST_TMPDIR/said") || status=$?
  said=$(<"$BATS_TEST_TMPDIR/said")
}
shared=(instead_of_ip told)

outlives_an_undo() {
  ./setup.sh --quiet
  same "$(./teardown.sh --quiet)" 'undoing: ok=0 changed=4 failed=0'
  same "$(cat /proc/sys/net/ipv4/ip_forward), $(find /run -name 'netgen*' | wc -l)" '0, 0'
}
@test 'teardown looks for what is ours after the author has undone what he has done' { in_lab undoing outlives_an_undo; }

stops_blind() {
  ./setup.sh --quiet
  instead_of_ip 'if [[ "$*" == *"show group"* ]]; then exit 1; fi'
  told ./teardown.sh --quiet
  same "$status" 1
  same "$said" 'failing: the links of this machine cannot be read'
  [[ -e /run/netgen/failing/owns && -e /run/netns/alpha ]]
  ./teardown.sh --quiet
  same "$(ip -br link show type bridge)" ''
}
@test 'teardown takes an answer that fails for no answer' { in_lab lesson stops_blind; }

# ends_by NAMESPACE: while its lines run.
ends_by() {
  local pid
  instead_of_ip "if [[ \"\$*\" == '-n $1 -batch -' ]]; then touch $BATS_TEST_TMPDIR/there; sleep 3; fi"
  PATH=$BATS_TEST_TMPDIR/bin:$PATH ./setup.sh --quiet >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/said" &
  pid=$!
  wait_until test -e "$BATS_TEST_TMPDIR/there"
  kill -TERM "$pid"
  status=0
  wait "$pid" || status=$?
  said=$(<"$BATS_TEST_TMPDIR/said") output=$(<"$BATS_TEST_TMPDIR/out")
  same "$status" 143
  [[ $said == 'failing: failed'*'error   stopped by signal 15'* ]]
  # What it had started was waited for, and counted.
  output=${output#*changed=}
  same "$(./setup.sh --check --quiet | sed 's/.* ok=\([0-9]*\) .*/\1/')" "${output%% *}"
}
@test 'a signal while the first shell of namespaces works' { in_lab lesson ends_by alpha; }
@test 'a signal while the second shell of namespaces works' { in_lab lesson ends_by delta; }

says_one_thing() {
  ./setup.sh --until 1 --quiet
  ip route delete default
  ip -6 route delete default
  instead_of_ip 'if [[ "$*" == *"n20 -d -o"* ]]; then sleep 0.5; fi'
  told ./setup.sh --quiet
  same "$status" 3
  [[ $said == 'crowded: this machine has no default route'* && $said != *$'\n'* ]]
  sleep 1
  same "$(<"$BATS_TEST_TMPDIR/said")" "$said"
}
@test 'a run that stops while the namespaces are read says only why' { in_lab crowded says_one_thing; }

# Where errors go to a pipe, as here, nothing that has been heard to its end is listened to again.
cannot_look() {
  mkdir "$BATS_TEST_TMPDIR/bin"
  printf '%s\n' '#!/bin/sh' 'exit 1' >"$BATS_TEST_TMPDIR/bin/sed"
  chmod +x "$BATS_TEST_TMPDIR/bin/sed"
  status=0
  said=$(PATH=$BATS_TEST_TMPDIR/bin:$PATH timeout 20 ./setup.sh --quiet 2>&1) || status=$?
  same "$status: $said" '1: crowded: this machine cannot be read
crowded: ok=0 changed=0 failed=1'
}
@test 'a machine that cannot be read, asked by a script whose errors go to a pipe' { in_lab crowded cannot_look; }

# refused STATUS COMMAND...
refused() {
  local status=0
  "${@:2}" ./setup.sh --json >out 2>/dev/null || status=$?
  same "$status" "$1"
  same "$(python3 -c 'import json; said = json.load(open("out")); print(said["failed"], said["changed"], said["operations"])')" '1 0 []'
}
refuses_in_json() {
  ip netns add alpha
  refused 4
  ip netns delete alpha
  refused 3 setpriv --bounding-set -net_admin --inh-caps -net_admin
}
shared+=(refused)
@test '--json of a run that refuses' { in_lab lesson refuses_in_json; }

# A signal again, once in the middle of the last words.
says_all() {
  local script
  ./setup.sh --quiet
  for script in setup.sh teardown.sh; do
    sed '/^recap() {$/a\  if [[ -z ${again-} ]]; then again=1; kill -TERM $$; fi' "$script" >again.sh
    [[ $(<again.sh) == *'kill -TERM $$'* ]]
    chmod +x again.sh
    status=0
    output=$(./again.sh --json) || status=$?
    same "$status" 0
    printf '%s' "$output" | python3 -m json.tool >/dev/null
  done
}
@test 'a signal does not cut the last words short' { in_lab lesson says_all; }

dies_of_two() {
  ./setup.sh --quiet
  sed 's/^  take_turn$/&; kill -TERM $$/' setup.sh >again.sh
  sed -i '/^leave() {$/a\  if [[ -z ${again-} ]]; then again=1; kill -TERM $$; fi' again.sh
  [[ $(<again.sh) == *'take_turn; kill'* && $(<again.sh) == *'again=1'* ]]
  chmod +x again.sh
  status=0
  output=$(./again.sh --json) || status=$?
  same "$status" 143
  printf '%s' "$output" | python3 -m json.tool >/dev/null
}
@test 'two signals at once are told like one' { in_lab lesson dies_of_two; }

# What cannot be printed ends the run, and no command is blamed for it.
unheard() {
  local script status words='stopped, for nobody takes what it prints'
  for script in ./setup.sh ./teardown.sh; do
    status=0
    "$script" 2>/mnt/said >/dev/full || status=$?
    same "$status" 1
    [[ $(</mnt/said) == *'No space left on device'*"turning: $words"* && $(</mnt/said) != *': failed: '* ]]
    ./setup.sh --quiet
    ./setup.sh --check
  done
  # The reader goes away when it has read the first title, and no command is run before that.
  ./teardown.sh --quiet
  instead_of_ip 'if [[ $* == *"-batch -" && $* != *-d* && $* != *-force* ]]; then until [[ -e /mnt/gone ]]; do sleep 0.01; done; fi'
  { PATH=$BATS_TEST_TMPDIR/bin:$PATH ./setup.sh 2>/mnt/said || echo "$?" >/mnt/status; } | { head -n 2 >/dev/null && exec <&- && touch /mnt/gone; }
  same "$(</mnt/status)" 1
  [[ $(</mnt/said) == *"turning: $words"* && $(</mnt/said) != *': failed: '* ]]
  # The lab stands, and its last line, or the whole answer, is lost.
  for words in --quiet --json; do
    status=0
    ./setup.sh "$words" 2>/mnt/said >/dev/full || status=$?
    same "$status $(wc -l </mnt/said)" '1 1'
    ./setup.sh --check
  done
  ./setup.sh --dry-run --until 1 2>/mnt/said >/dev/full || true
  [[ $(</mnt/said) != *noted* ]]
}
@test 'what nobody reads is not blamed on a command' { in_lab turning unheard; }
