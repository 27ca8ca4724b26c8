#!/usr/bin/env bats
# The role and what its processes have started: it ends with them, however many groups it has; what others run is refused before
# anything of that.
# shellcheck disable=SC1091,SC2154,SC2312 # the files stand beside this one; the first sets labs; questions stand in arguments

setup_file() {
  source "$BATS_TEST_DIRNAME/../lab/sandbox.bash"
  source "$BATS_TEST_DIRNAME/roles.bash"
  build_roles "$BATS_TEST_DIRNAME/../runtime/processes.md" "$BATS_TEST_DIRNAME/../runtime/daemon.md"
}

setup() {
  source "$BATS_TEST_DIRNAME/../lab/sandbox.bash"
  source "$BATS_TEST_DIRNAME/roles.bash"
}

ends_sessions() {
  local before
  before=$(snapshot)
  changes some sessions --extra-vars sessions_until=1
  changes 0 sessions --extra-vars sessions_until=1
  kill -KILL "$(sed -n '1s/ .*//p' /run/netgen/sessions/process-k1-2)" "$(sed -n '1s/ .*//p' /run/netgen/sessions/process-host-2)"
  sleep 0.2
  changes some sessions --extra-vars sessions_until=1 # what is left of them ends, and they start again
  same "$(pgrep -c -f '^sleep 40[2356]$')" 4
  ip netns exec k1 sleep 777 &
  refuses sessions 'Processes still run in the lab' --extra-vars sessions_state=absent
  same "$(pgrep -c -f '^sleep 40[2356]$')" 4
  kill "$!"
  kill -KILL "$(sed -n '1s/ .*//p' /run/netgen/sessions/process-k1-2)" "$(sed -n '1s/ .*//p' /run/netgen/sessions/process-host-2)"
  sleep 0.2
  changes some sessions --extra-vars sessions_state=absent
  same "$(pgrep -c 'sleep|timeout' || true)" 0
  same "$before" "$(snapshot)"
}
@test "what a process has started ends with it" { in_box ends_sessions; }

undoes_a_daemon() {
  local before
  before=$(snapshot)
  changes some daemon
  changes 0 daemon
  changes some daemon --extra-vars daemon_state=absent
  same "$(pgrep -c sleep || true)" 0
  same "$before" "$(snapshot)"
}
@test "what a command has left running ends by its undo" { in_box undoes_a_daemon; }
