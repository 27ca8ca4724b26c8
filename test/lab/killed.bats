# LAW 2, crash-safe: killed after any change, the next setup ends as a clean one does, and teardown leaves nothing.
# shellcheck disable=SC2154,SC2016,SC2310,SC2312 # names that Bats and in_lab give; text for another shell; questions

setup_file() {
  load sandbox
  bats_require_minimum_version 1.5.0
  build_labs "$BATS_TEST_DIRNAME/../../tutorials/05-publish.md" "$BATS_TEST_DIRNAME/tutorials/everything.md"
}

setup() { load sandbox; }

# killed SCRIPT NUMBER: runs it until after that change; false if it came to its end before.
killed() {
  printf '0\n' >"$KILL_FOLDER/number"
  rm -f "$KILL_FOLDER/killed"
  : >"$KILL_FOLDER/lock"
  { KILL_AFTER=$2 PATH=$here/killer:$PATH setsid --wait bash -c 'echo $$ >"$KILL_FOLDER/group"; exec "$0" --quiet' "$1"; } 2>/dev/null || true
  flock /run true # the lock is free when the last child of the killed group is gone
  [[ -e $KILL_FOLDER/killed ]]
}

# sweep_setup: killed after each of its changes; then setup, and teardown; and teardown alone.
sweep_setup() {
  local before after number=0
  eval "$KILLED"
  export KILL_FOLDER=/mnt/kill
  mkdir "$KILL_FOLDER"
  before=$(snapshot)
  ./setup.sh --quiet
  after=$(snapshot)
  ./teardown.sh --quiet
  while number=$((number + 1)) && killed ./setup.sh "$number"; do
    printf 'setup killed after %s: %s\n' "$number" "$(<"$KILL_FOLDER/killed")"
    ./setup.sh --quiet
    same "$after" "$(snapshot)"
    ./teardown.sh --quiet
    same "$before" "$(snapshot)"
    killed ./setup.sh "$number"
    ./teardown.sh --quiet
    same "$before" "$(snapshot)"
  done
  ((number > 20))
  same "$after" "$(snapshot)"
}

# sweep_teardown: killed after each of its changes; then teardown; and setup.
sweep_teardown() {
  local before after number=0
  eval "$KILLED"
  export KILL_FOLDER=/mnt/kill
  mkdir "$KILL_FOLDER"
  before=$(snapshot)
  ./setup.sh --quiet
  after=$(snapshot)
  while number=$((number + 1)) && killed ./teardown.sh "$number"; do
    printf 'teardown killed after %s: %s\n' "$number" "$(<"$KILL_FOLDER/killed")"
    ./teardown.sh --quiet
    same "$before" "$(snapshot)"
    ./setup.sh --quiet
    killed ./teardown.sh "$number"
    ./setup.sh --quiet
    same "$after" "$(snapshot)"
  done
  ((number > 5))
  same "$before" "$(snapshot)"
}

@test "setup of the bridge, killed after every change" {
  KILLED=$(declare -f killed) in_lab 05-publish sweep_setup
}

@test "teardown of the bridge, killed after every change" {
  KILLED=$(declare -f killed) in_lab 05-publish sweep_teardown
}

@test "teardown of a lab with one of each, killed after every change" {
  KILLED=$(declare -f killed) in_lab everything sweep_teardown
}
