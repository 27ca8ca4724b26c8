#!/usr/bin/env bats
# The role of every lesson and of every kind: it and the scripts take over from each other, step by step.
# shellcheck disable=SC2154,SC2312 # names that Bats gives

load ../../kernel/suite
setup_file() {
  build_labs "$root"/tutorials "$root/src/kinds" "$root/test/ansible/words.md"
  tell_impossible "$root"/tutorials/*[^N].md "$root"/src/kinds/*/*.md
}

# holds FOLDER ROLE FUNCTION
holds() { "$root/test/ansible/prove" "$labs/$1" "${@:2}"; }

mapfile -t files < <(possible "$root"/tutorials/*[^N].md "$root"/src/kinds/*/*.md)
for file in "${files[@]}" "$root/test/ansible/words.md"; do
  role=$(sed -n 's/^lab: //p' "$file" | head -n 1 | tr - _)
  folder=$(basename "$file" .md)
  bats_test_function --description "$folder: role and scripts take over from each other" --tags '' -- holds "$folder" "$role" takes_over
  if (($(grep -c '^```topology' "$file") > 1)); then
    bats_test_function --description "$folder: step by step" --tags '' -- holds "$folder" "$role" steps
  fi
done

@test "a role that a script overtakes, or that is killed" { holds 02-bridge bridge overtaken; }

@test "ansible-lint finds nothing in any of them" {
  export ANSIBLE_COLLECTIONS_PATH=$labs ANSIBLE_HOME=$BATS_TEST_TMPDIR ANSIBLE_NOCOLOR=1
  cd "$labs/ansible_collections/netgen/labs"
  ansible-lint --profile production --strict --offline
  yamllint --strict .
}
