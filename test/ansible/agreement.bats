#!/usr/bin/env bats
# The role and the scripts of a lab are two ways to one state: each finds nothing to do where the other has been, and each
# takes away what the other has made. On every lesson, and on the labs of the laws.
# shellcheck disable=SC1091,SC2154,SC2312 # the files stand beside this one; the first sets labs; pipes end in a question

setup_file() {
  source "$BATS_TEST_DIRNAME/../lab/sandbox.bash"
  source "$BATS_TEST_DIRNAME/roles.bash"
  build_roles "$BATS_TEST_DIRNAME"/../../tutorials/*[a-z].md "$BATS_TEST_DIRNAME"/../laws/tutorials/*.md
}

setup() {
  source "$BATS_TEST_DIRNAME/../lab/sandbox.bash"
  source "$BATS_TEST_DIRNAME/roles.bash"
}

# agree FOLDER ROLE [UPLINK UPLINK]: on a machine that has these uplinks, too.
agree() {
  local before made
  if (($# > 2)); then ip link add "$3" type veth peer name "$4"; fi
  # What goes along with forwarding, on a machine that has its own mind about it.
  sysctl -qw net.ipv4.conf.all.accept_redirects=0 net.ipv4.conf.up0.forwarding=1
  before=$(machine)
  "$1/setup.sh" --quiet
  made=$(machine)
  changes 0 "$2" --check
  changes some "$2" --extra-vars "$2_state=absent"
  same "$before" "$(machine)"
  changes some "$2"
  same "$made" "$(machine)"
  "$1/setup.sh" --check
  "$1/teardown.sh" --quiet
  same "$before" "$(machine)"
}

@test "two namespaces" { in_box agree 01-two-namespaces two_namespaces; }
@test "bridge" { in_box agree 02-bridge bridge; }
@test "masquerade" { in_box agree 03-masquerade masquerade; }
@test "two uplinks" { in_box agree 04-two-uplinks two_uplinks eth0 ens192; }
@test "publish" { in_box agree 05-publish publish; }
@test "break and fix" { in_box agree break-fix break_fix; }
@test "everything" { in_box agree everything everything; }
@test "filtering" { in_box agree filtering filtering; }
@test "forward" { in_box agree forward forward; }
@test "forward, with its neighbour" { in_box agree forward-too forward_too; }
@test "macvlan" { in_box agree macvlan macvlan; }
@test "settings" { in_box agree settings settings; }
@test "translations" { in_box agree translations translations; }
