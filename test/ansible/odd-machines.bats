#!/usr/bin/env bats
# Machines that others have had their hands on: what the lab cannot do there is said before the first change.
# shellcheck disable=SC1091,SC2154,SC2312 # the files stand beside this one; the first sets labs; pipes end in a question

setup_file() {
  source "$BATS_TEST_DIRNAME/../lab/sandbox.bash"
  source "$BATS_TEST_DIRNAME/roles.bash"
  local root=$BATS_TEST_DIRNAME/../..
  build_roles "$root"/tutorials/0{1-two-namespaces,2-bridge}.md
}

setup() {
  source "$BATS_TEST_DIRNAME/../lab/sandbox.bash"
  source "$BATS_TEST_DIRNAME/roles.bash"
}

other_names() {
  ip link add eth7 type veth peer name p7
  ip link property add dev eth7 altname veth2
  refuses bridge 'nothing was changed: eth7 altname veth2.'
  ip link delete eth7
  changes some bridge
  ip link property add dev veth2 altname of-the-lab
  changes 0 bridge
}

@test "another name of an interface is foreign too" { in_box other_names; }

names_of_nothing() {
  local made
  mkdir -p /run/netns/ns1
  refuses two_namespaces 'nothing was changed: /run/netns/ns1.'
  rmdir /run/netns/ns1
  touch /run/netns/ns1
  refuses two_namespaces 'nothing was changed: /run/netns/ns1.'
  changes 0 two_namespaces --extra-vars two_namespaces_state=absent
  [[ -e /run/netns/ns1 ]]
  rm /run/netns/ns1
  changes some two_namespaces
  made=$(snapshot)
  umount /run/netns/ns1
  if verifies two_namespaces; then return 1; fi
  [[ $log == *'ip netns delete ns1'* ]]
  changes some two_namespaces --check
  [[ $log == *'item=ip netns delete ns1'* ]]
  changes some two_namespaces
  same "$made" "$(snapshot)"
  01-two-namespaces/setup.sh --check
  changes 0 two_namespaces
}

@test "a name without a namespace: foreign, or dead and made again" { in_box names_of_nothing; }
