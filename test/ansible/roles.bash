# Plays of generated roles, in the sandboxes of test/lab.
# shellcheck shell=bash
# shellcheck disable=SC2310,SC2312 # what is not there prints nothing; questions stand in conditions
# shellcheck disable=SC2154 # bats sets BATS_*, build_labs sets labs

# build_roles TUTORIAL...: scripts and roles of these tutorials, below $labs.
build_roles() {
  build_labs "$@"
  export ANSIBLE_HOME=$BATS_FILE_TMPDIR/ansible ANSIBLE_COLLECTIONS_PATH=$labs ANSIBLE_PYTHON_INTERPRETER=/usr/bin/python3
  export ANSIBLE_NOCOLOR=1 ANSIBLE_LOCALHOST_WARNING=false ANSIBLE_DEPRECATION_WARNINGS=false
}

# in_box FUNCTION [ARGUMENT...]: calls a function of the test file in a sandbox. In it, `set -e` is on.
in_box() {
  enter_sandbox bash -c "
    set -euo pipefail
    BATS_TEST_DIRNAME='$BATS_TEST_DIRNAME' BATS_FILE_TMPDIR='$BATS_FILE_TMPDIR' labs='$labs'
    source '$BATS_TEST_DIRNAME/../lab/sandbox.bash'
    source '$BATS_TEST_DIRNAME/roles.bash'
    $(declare -f "$1")
    cd '$labs'
    \"\$@\"" test "$@"
}

# play ROLE [ARGUMENT...]: plays the role's own playbook on this machine. Sets `changed` to the number of changed tasks
# and `log` to all that was printed; fails, and prints it, if the play fails.
play() {
  local role=$1 status=0
  shift
  log=$(ansible-playbook "netgen.labs.$role" --inventory localhost, --connection local "$@" 2>&1) || status=$?
  changed=$(sed -n 's/^localhost .* changed=\([0-9]*\) .*/\1/p' <<<"$log")
  if ((status)); then
    if [[ ${quiet-} != yes ]]; then printf '%s\n' "$log"; fi
    return "$status"
  fi
}

# changes COUNT ROLE [ARGUMENT...]: plays it; COUNT tasks, or `some`, must report a change.
changes() {
  local wanted=$1
  shift
  play "$@"
  if [[ $wanted == some && $changed != 0 || $wanted == "$changed" ]]; then return; fi
  printf 'changed=%s instead of %s: %s\n%s\n' "$changed" "$wanted" "$*" "$(grep -B3 '^changed' <<<"$log")"
  return 1
}

# refuses ROLE PATTERN [ARGUMENT...]: the play must fail, say so, and change nothing.
refuses() {
  local role=$1 pattern=$2 before status=0
  shift 2
  before=$(snapshot)
  quiet=yes play "$role" "$@" || status=$?
  if ((status == 0)) || [[ $log != *$pattern* ]]; then
    printf 'not refused with "%s":\n%s\n' "$pattern" "$log"
    return 1
  fi
  same "$before" "$(snapshot)"
}

# verifies ROLE [ARGUMENT...]: its entry point `verify`. Sets `log` to what it says.
verifies() {
  local status=0
  log=$(ansible localhost --inventory localhost, --connection local --module-name ansible.builtin.include_role \
    --args "name=netgen.labs.$1 tasks_from=verify" "${@:2}" 2>&1) || status=$?
  return "$status"
}

# sysctls: settings of the machine itself that forwarding carries along, or that a lab may set.
sysctls() {
  grep -rsH --include=forwarding --include=accept_redirects --include=rp_filter --include='ip_*' '' /proc/sys/net/ipv4 /proc/sys/net/ipv6 | sort
}

# machine: the state, but for what notes of settings say of interfaces that the machine did not have before. They go with
# the lab, and whether they stood already when the note was written depends on the way there.
machine() {
  { snapshot && sysctls; } | sed -E '\#^/run/netgen/[.]before/#{\#/conf/#{\#/conf/(all|default|lo|up0|eth0|ens192)/#!d}}'
}
