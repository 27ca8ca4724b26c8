# What root of a container may lack: rights, settings that can be written, the processes of others. It is named before the first change.
# shellcheck disable=SC2034,SC2154,SC2312 # names that Bats and the functions of the sandbox give, and read; pipes end in a question

load ../lab/sandbox

setup_file() {
  local tutorials=$BATS_TEST_DIRNAME/../../tutorials
  build_labs "$tutorials"/0{1-two-namespaces,3-masquerade,5-publish}.md
}

# stops STATUS WORDS COMMAND...: with these words on standard error, and the machine as it was.
stops() {
  local wanted=$1 words=$2 before status=0
  shift 2
  before=$(snapshot)
  "$@" 2>said || status=$?
  same "$status" "$wanted"
  # shellcheck disable=SC2053 # a pattern
  [[ $(<said) == $words ]] || { cat said && return 1; }
  same "$(snapshot)" "$before"
}

# without RIGHT COMMAND...
without() { setpriv --bounding-set "-$1" --inh-caps "-$1" "${@:2}"; }

lacks_right() {
  stops 3 "*: needs CAP_${1^^}, a right that root lacks here; a container has it with --privileged" without "$1" ./setup.sh --quiet
  ./setup.sh --quiet
  stops 3 "*: needs CAP_${1^^}, *" without "$1" ./teardown.sh --quiet
  ./teardown.sh --quiet
}
shared=(stops without)
@test 'no right to change the network' { in_lab 05-publish lacks_right net_admin; }
@test 'no right to mount' { in_lab 05-publish lacks_right sys_admin; }

fixed_settings() {
  mount --bind /proc/sys /proc/sys
  mount -o remount,bind,ro /proc/sys
  stops 3 $'*: the settings of the kernel are read-only here, *\n  mount -o remount,rw /proc/sys' ./setup.sh --quiet
  mount -o remount,rw /proc/sys
  ./setup.sh --quiet
  mount -o remount,bind,ro /proc/sys
  ./setup.sh --check --quiet # nothing is to be set
}
@test 'settings that cannot be written' { in_lab 03-masquerade fixed_settings; }

unseen_process() {
  local status=0
  ./setup.sh --quiet
  ip netns exec ns1 setpriv --reuid 65534 --clear-groups sleep 4100 &
  until [[ $(ip netns pids ns1) != '' && $(pgrep --uid 65534 sleep) != '' ]]; do sleep 0.05; done
  stops 3 '*: cannot see whether process '"$(pgrep --uid 65534 sleep)"' runs in this lab: needs CAP_SYS_PTRACE*' without sys_ptrace ./teardown.sh --quiet
  [[ -e /run/netns/ns1 ]]
  stops 4 "*sleep 4100  in ns1" ./teardown.sh --quiet
  ./teardown.sh --quiet --force
  same "$(pgrep --uid 65534 sleep || true)" ''
}
@test 'processes of other users that cannot be looked at' { in_lab 01-two-namespaces unseen_process; }
