#!/usr/bin/env bats
# The role of every lesson and of every kind makes what the scripts make. Labs that this kernel cannot set up: test/long/vm.
# shellcheck disable=SC2154,SC2312 # names that Bats gives

load ../../kernel/suite
setup_file() {
  build_labs "$root"/tutorials "$root/src/kinds" "$root/test/ansible/words.md"
  tell_impossible "$root"/tutorials/*[^N].md "$root"/src/kinds/*/*.md
}

# by_role FOLDER FUNCTION
by_role() { "$root/test/ansible/prove" "$labs/$1" "$2"; }

mapfile -t files < <(possible_here "$root"/tutorials/*[^N].md "$root"/src/kinds/*/*.md)
for file in "${files[@]}"; do
  folder=${file##*/} folder=${folder%.md}
  bats_test_function --description "$folder: the role makes what the scripts make, mends it, and takes it away" --tags '' -- by_role "$folder" alike
done
for folder in 03-masquerade 15-dhcp-dns words; do
  bats_test_function --description "$folder: role and scripts take over from each other" --tags '' -- by_role "$folder" takes_over
  bats_test_function --description "$folder: step by step" --tags '' -- by_role "$folder" steps
done

@test "a role that a script overtakes, or that is killed" { by_role 02-bridge overtaken; }

@test "a role that leaves out what one task makes is told of" {
  local copy=$BATS_TEST_TMPDIR/labs
  cp -r "$labs" "$copy"
  sed -i '/ address add /d' "$copy"/ansible_collections/netgen/labs/roles/two_namespaces/tasks/step-*.yml
  run "$root/test/ansible/prove" "$copy/01-two-namespaces" alike
  [[ $status != 0 && $output == *'not the same: by the role as by the script'* ]]
}

@test "ansible-lint finds nothing in any of them" {
  export ANSIBLE_COLLECTIONS_PATH=$labs ANSIBLE_HOME=$BATS_TEST_TMPDIR ANSIBLE_NOCOLOR=1
  cd "$labs/ansible_collections/netgen/labs"
  ansible-lint --profile production --strict --offline
  yamllint --strict .
}
