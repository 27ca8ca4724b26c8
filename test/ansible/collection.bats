#!/usr/bin/env bats
# The collection as its tools see it: every role of every lesson, and one role with all there is.
# shellcheck disable=SC1091,SC2154,SC2312 # the files stand beside this one; the first sets labs; pipes end in a question

setup_file() {
  source "$BATS_TEST_DIRNAME/../lab/sandbox.bash"
  source "$BATS_TEST_DIRNAME/roles.bash"
  local root=$BATS_TEST_DIRNAME/../..
  build_roles "$root"/tutorials/*.md "$BATS_TEST_DIRNAME"/../laws/tutorials/everything.md
}

setup() { cd "$labs/ansible_collections/netgen/labs" || return; }

@test "ansible-lint finds nothing, by its strictest profile" {
  ansible-lint --profile production --strict --offline --nocolor
}

@test "yamllint finds nothing" {
  yamllint --strict .
}

@test "every playbook is well-formed" {
  local books=(playbooks/*.yml)
  ((${#books[@]} > 10))
  ansible-playbook --inventory localhost, --syntax-check "${books[@]}"
}

@test "the collection can be packed" {
  ansible-galaxy collection build --output-path "$BATS_TEST_TMPDIR"
  tar --list --file "$BATS_TEST_TMPDIR"/netgen-labs-1.0.0.tar.gz | grep -qx roles/bridge/tasks/main.yml
}

@test "a wrong value of a variable is named before anything runs" {
  local status=0
  log=$(ansible-playbook netgen.labs.bridge --inventory localhost, --connection local --check \
    --extra-vars bridge_state=gone 2>&1) || status=$?
  ((status != 0))
  [[ $log == *"value of bridge_state must be one of: present, absent"* ]]
}
