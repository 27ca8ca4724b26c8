# Asks the checks of a verify.bats without Bats: stands behind the file's functions, in which each test is `netgen_test_N`.
# Usage: bash FILE NUMBER DESCRIPTION [NUMBER DESCRIPTION]...
# With STOP_AT_SURPRISE set, to the numbers of those that are to fail, the first with another result is the last that is asked.
# Prints for each `check NUMBER ok|skipped|failed MILLISECONDS`, then what it said, each line behind `| `.
# `set -e` holds inside `judge`, for it says so itself; the name of the test is for the functions before this text.
# shellcheck disable=SC2034,SC2311,SC2312

skip() {
  printf '%s\n' "$1"
  exit 77
}

# As Bats does: setup and test in one process, teardown whatever happens, and all that is printed kept for the report.
judge() {
  (
    set -e
    BATS_TEST_DESCRIPTION=$2
    trap teardown EXIT
    setup
    "netgen_test_$1"
  ) </dev/null 2>&1
}

while (($# > 0)); do
  began=${EPOCHREALTIME//[!0-9]/}
  status=0
  # `set -e` must hold inside, so the call stands in no condition.
  said=$(judge "$1" "$2")
  status=$?
  case $status in
    0) result=ok ;;
    77) result=skipped ;;
    *) result=failed ;;
  esac
  printf 'check %s %s %s\n' "$1" "$result" "$(((${EPOCHREALTIME//[!0-9]/} - began) / 1000))"
  [[ -z $said ]] || printf '| %s\n' "${said//$'\n'/$'\n| '}"
  if [[ -n ${STOP_AT_SURPRISE+set} && $result != skipped ]]; then
    expected=ok
    [[ " $STOP_AT_SURPRISE " != *" $1 "* ]] || expected=failed
    [[ $result == "$expected" ]] || break
  fi
  shift 2
done
