# The benchmark of labs runs, and what it times is the same lab in every form. No test looks at a time.
# shellcheck shell=bash
# shellcheck disable=SC2154 # names that Bats gives

setup() {
  bats_require_minimum_version 1.5.0
  root=$BATS_TEST_DIRNAME/../..
}

@test "every form of a star makes the same lab, and each is timed" {
  local time=' +[0-9]+\.[0-9]'
  run --separate-stderr "$root/bench/lab" --rounds 1 3
  printf '%s\n' "$output" "$stderr"
  ((status == 0))
  [[ $output =~ naive\ +batch\ +set-up\ +read\ +again\ +check\ +floor\ +teardown$'\n'\ +3($time){8}$'\n' ]]
}

@test "ratios are told, and judged where there is a target" {
  local line
  run --separate-stderr "$root/bench/lab" --rounds 1 3
  ((status == 0))
  [[ $output =~ $'\n''set-up : batch'\ +3\ +[0-9.]+\ +≤\ 2\ +(NOT MET|met)$'\n' ]]
  for line in 'naive : set-up' 'again : read' 'check : read' 'teardown : floor'; do
    [[ $output =~ $'\n'"$line"\ +3\ +[0-9.]+($'\n'|$) ]]
  done
}

# forms BATCH: a folder of scripts, of which the first is this one.
forms() {
  local name
  for name in read floor naive setup teardown; do printf 'true\n' >"$BATS_TEST_TMPDIR/$name.sh"; done
  printf '%s\n' "$1" >"$BATS_TEST_TMPDIR/batch.sh"
}

rounds() {
  local -a apart=(--mount --net --pid --fork --kill-child --mount-proc --propagation private)
  if ((EUID != 0)); then apart+=(--user --map-root-user); fi
  run --separate-stderr unshare "${apart[@]}" bash "$root/bench/rounds.bash" "$BATS_TEST_TMPDIR" 3 1 naive
}

@test "a form that fails stops the benchmark, and what it said is shown" {
  forms 'echo no such thing >&2; exit 7'
  rounds
  ((status == 1))
  [[ $stderr == *'batch of 3 namespaces ended with 7:'*'no such thing'* ]]
  [[ -z $output ]]
}

@test "a form that makes another lab than the one before it stops the benchmark" {
  local nodes='ip netns add h1; ip netns add h3; ip link add hub type bridge'
  forms "$nodes"
  printf 'ip netns delete h1; ip netns delete h3; ip link delete hub\n' >"$BATS_TEST_TMPDIR/floor.sh"
  printf '%s; ip -n h3 link set lo up\n' "$nodes" >"$BATS_TEST_TMPDIR/naive.sh"
  rounds
  ((status == 1))
  [[ $stderr == *'naive makes another lab than the form before it:'* ]]
}
