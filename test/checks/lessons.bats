# Each check of each lesson can fail: the labs are broken by hand, in the ways that NAME.breaks beside this lists, many at a time.
# shellcheck disable=SC2154 # names that Bats gives

setup_file() {
  export root=$BATS_TEST_DIRNAME/../.. labs=$BATS_FILE_TMPDIR/labs
  node "$root/dist/cli.js" build --out "$labs" "$root"/tutorials/*[^N].md >"$BATS_FILE_TMPDIR/build" 2>&1 || {
    cat "$BATS_FILE_TMPDIR/build"
    return 1
  }
}

# every_check_fails LESSON: at least once, as often as foreseen, and with Bats as with check.sh.
every_check_fails() {
  local status=0
  grep -v '^#' "$BATS_TEST_DIRNAME/$1.breaks" | tr '\n' '\0' \
    | xargs -0 -P 12 -n 1 "$BATS_TEST_DIRNAME/broken" "$labs/$1" >"$BATS_TEST_TMPDIR/said" 2>&1 || status=$?
  if ((status)); then cat "$BATS_TEST_TMPDIR/said" && return 1; fi
  # Those that have never failed.
  diff <(sed -n 's/^@test "\(.*\)" {$/✗ \1/p' "$labs/$1/verify.bats" | sort) <(grep '^✗' "$BATS_TEST_TMPDIR/said" | sort -u)
}

for breaks in "$BATS_TEST_DIRNAME"/*.breaks; do
  lesson=$(basename "$breaks" .breaks)
  bats_test_function --description "$lesson: each check fails where the lab is broken" --tags '' -- every_check_fails "$lesson"
done
