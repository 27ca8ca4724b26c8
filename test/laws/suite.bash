# The labs that the laws are tried on, and how a Bats file tries them.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2016 # names that Bats gives; text for another shell

# Tutorials of the project and those written for the laws. Both languages of a tutorial compile to the same lab but for
# its name and the words, so one in Chinese, the smallest, is enough for what tries every single change; and of two neighbours one.
laws=$BATS_TEST_DIRNAME
tutorials=$laws/../../tutorials
labs=$BATS_FILE_TMPDIR/labs
export UPLINK=up0 # 04-two-uplinks names interfaces that a sandbox has not

# all_labs, labs_to_sweep: their names.
all_labs() {
  local file
  for file in "$tutorials"/*.md "$laws"/tutorials/*.md; do
    file=${file##*/}
    printf '%s\n' "${file%.md}"
  done
}
labs_to_sweep() { all_labs | grep -vE '^0[2-9].*\.zh-CN$|^forward-too$'; }

# build_labs: the scripts of all of them, below $labs.
build_labs() {
  bats_require_minimum_version 1.5.0
  if ! node "$laws/../../dist/cli.js" build --out "$labs" "$tutorials" "$laws/tutorials" >"$BATS_FILE_TMPDIR/build" 2>&1; then
    cat "$BATS_FILE_TMPDIR/build"
    return 1
  fi
}

# holds LAB FUNCTION [ARGUMENT...]: a function of proofs/, on a machine of its own.
holds() { "$laws/prove" "$labs/$1" "${@:2}"; }

# for_each_lab LIST DESCRIPTION FUNCTION [ARGUMENT...]: a test for every lab that LIST prints.
for_each_lab() {
  local lab
  while read -r lab; do
    bats_test_function --description "$lab: $2" --tags '' -- holds "$lab" "${@:3}"
  done < <("$1")
}

# What takes long is tried on as many labs at a time as there are processors; each test then tells how its own went.
# start_sweeps LIST NAME FUNCTION [ARGUMENT...]
start_sweeps() {
  mkdir -p "$BATS_FILE_TMPDIR/sweeps"
  "$1" | xargs -P "$(nproc)" -I '{}' bash -c '
    "$1/prove" "$2/{}" "${@:5}" >"$3/sweeps/{} $4" 2>&1
    echo "$?" >"$3/sweeps/{} $4.status"' sweep "$laws" "$labs" "$BATS_FILE_TMPDIR" "${@:2}"
}

# for_each_sweep LIST NAME DESCRIPTION
for_each_sweep() {
  local lab
  while read -r lab; do
    bats_test_function --description "$lab: $3" --tags '' -- went_well "$lab $2"
  done < <("$1")
}

went_well() {
  tail -n 40 "$BATS_FILE_TMPDIR/sweeps/$1"
  return "$(<"$BATS_FILE_TMPDIR/sweeps/$1.status")"
}
