# Each check of each lesson can fail, and each kind of check: the labs are broken by hand, in the ways that NAME.breaks beside this lists,
# many at a time.
# shellcheck disable=SC2154 # names that Bats gives

load ../kernel/suite
said=$BATS_FILE_TMPDIR/said
setup_file() {
  local breaks
  link_lessons
  build_labs "$BATS_TEST_DIRNAME"/{kinds,answers}.md
  # The longest lists first.
  for breaks in "$BATS_TEST_DIRNAME"/{kinds,answers,05*,02*,03*,04*,09*,01*}.breaks; do
    sed -n "/^#/!s/^/$(basename "$breaks" .breaks) /p" "$breaks"
  done | tr '\n' '\0' | xargs -0 -P 12 -n 1 "$BATS_TEST_DIRNAME/broken" "$labs" >"$said" 2>&1 || true
}

# every_check_fails LAB: at least once, as often as foreseen, and with Bats as with check.sh.
every_check_fails() {
  if grep -A 9 "^$1: wrong" "$said"; then return 1; fi
  # Those that have never failed.
  diff <(sed -n "s/^@test \"\(.*\)\" {$/$1: ✗ \1/p" "$labs/$1/verify.bats" | sort) <(grep "^$1: ✗" "$said" | sort -u)
}

for breaks in "$BATS_TEST_DIRNAME"/*.breaks; do
  lab=$(basename "$breaks" .breaks)
  bats_test_function --description "$lab: each check fails where the lab is broken" --tags '' -- every_check_fails "$lab"
done
