# What the Bats files here share: each point is tried on a machine of its own.
# shellcheck shell=bash
# shellcheck disable=SC2154 # names that Bats gives

kernel=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bats_require_minimum_version 1.5.0
readonly kernel root=$kernel/../..
labs=$BATS_FILE_TMPDIR/labs
# shellcheck source=test/kernel/possible.bash
source "$kernel/possible.bash"

# build_labs FILE|FOLDER...
build_labs() {
  node "$root/dist/cli.js" build --out "$labs" "$@" >"$BATS_FILE_TMPDIR/build" 2>&1 || {
    cat "$BATS_FILE_TMPDIR/build"
    return 1
  }
}

# link_lessons: those of the tutorials, as they are in generated/.
link_lessons() {
  mkdir "$labs"
  ln -s "$root"/generated/[0-9]* "$labs"
}

# possible_here FILE...: the possible ones, found out once: Bats reads a file anew for each of its tests.
possible_here() {
  local kept
  kept=$BATS_RUN_TMPDIR/possible-$(cksum <<<"$*")
  if [[ ! -e $kept ]]; then possible "$@" >"$kept"; fi
  cat "$kept"
}

# tell_impossible FILE...: those that are not among the `files` which are tried here.
tell_impossible() {
  local file
  for file; do
    if [[ " ${files[*]} " != *" $file "* ]]; then printf '# ! %s: only in the virtual machine of test/vm, for this kernel lacks a kind of its links\n' "${file##*/}" >&3; fi
  done
}

# holds LAB FUNCTION [ARGUMENT...]
holds() { "$kernel/prove" "$labs/$1" "${@:2}"; }

# prove_lessons FILE...: the lab that each of these tutorials describes, in all that it owes to its reader.
prove_lessons() {
  local file lab
  for file; do
    lab=${file##*/} lab=${lab%.md}
    bats_test_function --description "$lab: up, again, checks, step by step, back, down: nothing is left" --tags '' -- holds "$lab" lives
    bats_test_function --description "$lab: killed at five points each of set-up and teardown" --tags '' -- holds "$lab" struck KILL 5
    bats_test_function --description "$lab: five drifts, seen and mended" --tags '' -- holds "$lab" drifts 5
  done
  prove_frame "$@"
}

# prove_frame FILE...: what the scripts of each of these labs owe to the text that is the same in all.
prove_frame() {
  local file lab
  for file; do
    lab=${file##*/} lab=${lab%.md}
    bats_test_function --description "$lab: a dry run tells what runs" --tags '' -- holds "$lab" tells
    bats_test_function --description "$lab: what others have stops it before the first change" --tags '' -- holds "$lab" refuses
  done
}

# mutant LAB SCRIPT EDIT WORDS FUNCTION [ARGUMENT...]: with this edit of sed in a script, that point must fail, and say these words. An edit
# that changes nothing any more, or leaves no script, is an error of the test.
mutant() {
  local lab=$1 script=$2 edit=$3 words=$4 said status=0
  local copy=$BATS_TEST_TMPDIR/labs
  # The edit must not get through a link to generated/.
  mkdir "$copy"
  ln -s "$labs"/* "$copy"
  rm "$copy/$lab"
  cp -rL "$labs/$lab" "$copy"
  sed -i -E "$edit" "$copy/$lab/$script"
  if cmp -s "$labs/$lab/$script" "$copy/$lab/$script"; then printf 'the edit changes nothing: %s\n' "$edit" && return 1; fi
  bash -n "$copy/$lab/$script"
  said=$(PATIENCE=5 "$kernel/prove" "$copy/$lab" "${@:5}" 2>&1) || status=$?
  if ((status == 0)) || [[ $said != *"$words"* ]]; then
    printf 'status %s of %s, without "%s":\n%s\n' "$status" "${*:5}" "$words" "$(tail -c 2000 <<<"$said")"
    return 1
  fi
}
