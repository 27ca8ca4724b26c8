#!/usr/bin/env bats
# The roles of some labs, as an operator sees them: in front of the tools of Ansible, and on machines of their own.
# shellcheck disable=SC2154 # names that Bats gives

labs=$BATS_FILE_TMPDIR/labs
root=$BATS_TEST_DIRNAME/../..

setup_file() {
  bats_require_minimum_version 1.5.0
  node "$root/dist/cli.js" build --out "$labs" "$root"/tutorials/02-bridge*.md "$BATS_TEST_DIRNAME"/*.md >"$BATS_FILE_TMPDIR/build" 2>&1 || {
    cat "$BATS_FILE_TMPDIR/build"
    return 1
  }
}

# holds FOLDER FUNCTION
holds() { "$BATS_TEST_DIRNAME/prove" "$labs/$1" "${@:2}"; }

@test "ansible-lint finds nothing by its strictest profile, nor does yamllint, and the collection can be packed" {
  export ANSIBLE_COLLECTIONS_PATH=$labs ANSIBLE_HOME=$BATS_TEST_TMPDIR ANSIBLE_NOCOLOR=1
  cd "$labs/ansible_collections/netgen/labs"
  ansible-lint --profile production --strict --offline
  yamllint --strict .
  ansible-galaxy collection build --output-path "$BATS_TEST_TMPDIR"
  tar --list --file "$BATS_TEST_TMPDIR"/netgen-labs-1.0.0.tar.gz | grep -qx roles/bridge/tasks/main.yml
}

@test "the role of the bridge lab has less than 300 lines beside its two scripts" {
  local lines
  lines=$(find "$labs/ansible_collections/netgen/labs/roles/bridge" -type f ! -path '*/files/*' -exec cat {} + | wc -l)
  printf '%s lines\n' "$lines"
  ((lines <= 300))
}

@test "role and scripts take over from each other; check mode is true" { holds 02-bridge takes_over; }
@test "files, processes, commands, text that looks like Jinja; steps that change things and take them away" { holds words steps; }
@test "what others have, what fails" { holds 02-bridge refuses; }
@test "two runs at once do not harm each other" { holds 02-bridge two_at_once; }
