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

# whole_life ROLE FOLDER DRIFT: DRIFT is a command that takes something away.
whole_life() {
  local role=$1 folder=$2 drift=$3 before made
  before=$(snapshot)
  changes some "$role" --check
  same "$before" "$(snapshot)"
  changes some "$role"
  made=$(snapshot)
  changes 0 "$role"
  changes 0 "$role" --check
  verifies "$role"
  eval "$drift"
  changes some "$role" --check
  if verifies "$role" >/dev/null; then return 1; fi
  changes some "$role"
  same "$made" "$(snapshot)"
  "$folder/setup.sh" --check
  changes some "$role" --check --extra-vars "${role}_state=absent"
  same "$made" "$(snapshot)"
  changes some "$role" --extra-vars "${role}_state=absent"
  same "$before" "$(snapshot)"
  changes 0 "$role" --extra-vars "${role}_state=absent"
}

# by_turns ROLE FOLDER: what the script makes is what the role makes, and each takes down what the other has made.
by_turns() {
  local role=$1 folder=$2 before made
  if [[ $role == two_uplinks ]]; then
    ip link add eth0 type veth peer name ens192
  fi
  before=$(snapshot)
  "$folder/setup.sh" --quiet
  made=$(snapshot)
  changes 0 "$role"
  changes some "$role" --extra-vars "${role}_state=absent"
  same "$before" "$(snapshot)"
  changes some "$role"
  same "$made" "$(snapshot)"
  "$folder/setup.sh" --check
  "$folder/teardown.sh" --quiet
  same "$before" "$(snapshot)"
}

@test "two namespaces: the whole life of a role" {
  in_box whole_life two_namespaces 01-two-namespaces 'ip -n ns1 link delete veth0'
}

# shellcheck disable=SC2016 # the shell in the sandbox expands it
@test "publish: the whole life of a role" {
  in_box whole_life publish 05-publish \
    'nft delete table inet netgen_publish; kill "$(cut -d " " -f 1 /run/netgen/publish/process-*)"; ip -n namespace2 address add 10.9.9.9/24 dev veth3'
}

@test "two namespaces: by turns with the scripts" { in_box by_turns two_namespaces 01-two-namespaces; }
@test "bridge: by turns with the scripts" { in_box by_turns bridge 02-bridge; }
@test "masquerade: by turns with the scripts" { in_box by_turns masquerade 03-masquerade; }
@test "two uplinks: by turns with the scripts" { in_box by_turns two_uplinks 04-two-uplinks; }
@test "publish: by turns with the scripts" { in_box by_turns publish 05-publish; }
