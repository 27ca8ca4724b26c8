#!/usr/bin/env bats
# The role and the scripts of a lab are two ways to one state: each finds nothing to do where the other has been, and each
# takes away what the other has made. On the labs of the laws, and on those lessons of which seed.bats does not show it.
# shellcheck disable=SC1091,SC2154,SC2312 # the files stand beside this one; the first sets labs; pipes end in a question

setup_file() {
  source "$BATS_TEST_DIRNAME/../lab/sandbox.bash"
  source "$BATS_TEST_DIRNAME/roles.bash"
  build_roles "$BATS_TEST_DIRNAME"/../../tutorials/0[23]*[a-z].md "$BATS_TEST_DIRNAME"/../laws/tutorials/*.md
}

setup() {
  source "$BATS_TEST_DIRNAME/../lab/sandbox.bash"
  source "$BATS_TEST_DIRNAME/roles.bash"
}

# agree FOLDER ROLE
agree() {
  local before made
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

@test "bridge" { in_box agree 02-bridge bridge; }
@test "masquerade" { in_box agree 03-masquerade masquerade; }
@test "break and fix" { in_box agree break-fix break_fix; }
@test "everything" { in_box agree everything everything; }
@test "filtering" { in_box agree filtering filtering; }
@test "forward" { in_box agree forward forward; }
@test "forward, with its neighbour" { in_box agree forward-too forward_too; }
@test "macvlan" { in_box agree macvlan macvlan; }
@test "settings" { in_box agree settings settings; }
@test "translations" { in_box agree translations translations; }
