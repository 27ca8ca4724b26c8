# Negative controls: a script with one thing broken must fail the test of the law that the thing is for, and for that.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2310,SC2312 # names of prove; a proof that fails is what is looked for

# noticed SCRIPT EDIT SAID FUNCTION [ARGUMENT...]: in a copy of the lab with the script changed by this edit of sed, the
# proof must fail, with these words in what it prints. An edit that changes nothing any more, and one that leaves
# no script, are errors of the test.
noticed() {
  local script=$1 edit=$2 wanted=$3 said status=0
  local copy=/mnt/mutant/${PWD##*/}
  cp -r .. /mnt/mutant
  sed -i -E "$edit" "$copy/$script"
  if cmp -s "$script" "$copy/$script"; then
    printf 'the edit changes nothing: %s\n' "$edit"
    return 1
  fi
  bash -n "$copy/$script"
  # In a shell of its own: in a condition of this one, set -e would be off in the proof.
  said=$("$here/prove" --inside "$copy" "${@:4}" 2>&1) || status=$?
  if ((status == 0)) || [[ $said != *"$wanted"* ]]; then
    printf 'status %s of %s, which said:\n%s\n' "$status" "${*:4}" "$(tail -c 2000 <<<"$said")"
    return 1
  fi
}

# The same copy without an edit keeps the law.
not_noticed() {
  local copy=/mnt/mutant/${PWD##*/}
  cp -r .. /mnt/mutant
  "$here/prove" --inside "$copy" "$@"
}
