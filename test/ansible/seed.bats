#!/usr/bin/env bats
# The roles of the lessons, on a real kernel: idempotent, truthful in check mode, without residue, and the same as the scripts.
# shellcheck disable=SC1091,SC2154,SC2312 # the files stand beside this one; the first sets labs; pipes end in a question

setup_file() {
  source "$BATS_TEST_DIRNAME/../lab/sandbox.bash"
  source "$BATS_TEST_DIRNAME/roles.bash"
  local root=$BATS_TEST_DIRNAME/../..
  build_roles "$root"/tutorials/*[a-z].md
}

setup() {
  source "$BATS_TEST_DIRNAME/../lab/sandbox.bash"
  source "$BATS_TEST_DIRNAME/roles.bash"
}

two_namespaces() {
  local before made
  before=$(snapshot)
  01-two-namespaces/setup.sh --quiet
  made=$(snapshot)
  changes 0 two_namespaces
  verifies two_namespaces
  changes some two_namespaces --check --extra-vars two_namespaces_state=absent
  same "$made" "$(snapshot)"
  changes some two_namespaces --extra-vars two_namespaces_state=absent
  same "$before" "$(snapshot)"
  changes 0 two_namespaces --extra-vars two_namespaces_state=absent
  changes some two_namespaces
  same "$made" "$(snapshot)"
  01-two-namespaces/teardown.sh --quiet
  same "$before" "$(snapshot)"
}

@test "two namespaces: the role knows, takes down and makes what the script makes" { in_box two_namespaces; }

bridge() {
  local before first last
  before=$(snapshot)
  changes some bridge --extra-vars bridge_until=switch
  first=$(snapshot)
  02-bridge/setup.sh --check --until switch
  changes some bridge
  last=$(snapshot)
  changes 0 bridge --extra-vars bridge_until=switch
  same "$last" "$(snapshot)"
  02-bridge/teardown.sh --quiet
  same "$before" "$(snapshot)"
  02-bridge/setup.sh --quiet --until switch
  same "$first" "$(snapshot)"
  02-bridge/setup.sh --quiet
  same "$last" "$(snapshot)"
}

@test "bridge: step by step as the script, and an earlier step takes nothing away" { in_box bridge; }

two_uplinks() {
  local before made
  ip link add eth0 type veth peer name ens192
  sysctl -qw net.ipv4.conf.all.accept_redirects=0 net.ipv4.conf.up0.forwarding=1
  before=$(machine)
  refuses two_uplinks 'not there: eth7' --extra-vars '{"two_uplinks_uplink": ["eth0", "eth7"]}'
  changes some two_uplinks
  04-two-uplinks/setup.sh --check
  changes 2 two_uplinks --extra-vars '{"two_uplinks_uplink": ["eth0", "ens192"]}'
  made=$(machine)
  UPLINK=eth0,ens192 04-two-uplinks/setup.sh --check
  04-two-uplinks/teardown.sh --quiet
  same "$before" "$(machine)"
  UPLINK=eth0,ens192 04-two-uplinks/setup.sh --quiet
  same "$made" "$(machine)"
  changes some two_uplinks --extra-vars two_uplinks_state=absent
  same "$before" "$(machine)"
}

@test "two uplinks: those of the default routes, or those that are named" { in_box two_uplinks; }

# The way from nothing to drift, mended, and to nothing again.
publish() {
  local before made pid
  sysctl -qw net.ipv4.conf.all.accept_redirects=0 net.ipv4.conf.up0.forwarding=1
  before=$(machine)
  changes some publish --check
  same "$before" "$(machine)"
  changes some publish
  made=$(machine)
  05-publish/setup.sh --check
  changes 0 publish
  changes 0 publish --check
  nft delete table inet netgen_publish
  read -r pid _ </run/netgen/publish/process-namespace1-1
  kill "$pid"
  ip -n namespace2 address add 10.9.9.9/24 dev veth3
  ip -n namespace3 link delete veth5
  changes some publish --check
  if verifies publish; then return 1; fi
  changes some publish
  same "$made" "$(machine)"
  05-publish/setup.sh --check
  changes some publish --extra-vars publish_state=absent
  same "$before" "$(machine)"
  05-publish/setup.sh --quiet
  same "$made" "$(machine)"
}

@test "publish: truthful in check mode, mends what is changed, gone without residue" { in_box publish; }
