#!/usr/bin/env bash
# One lab on this host, from its set-up to its end. Usage: lab.bash LAB [STATUS SENTENCE | begin | end]
#
# With STATUS and SENTENCE the set-up must stop so, before the first change. `begin` leaves the lab standing, `end` takes it down.
# shellcheck disable=SC2154,SC2310,SC2312 # names of Bats; functions that answer yes or no stand in conditions
set -euo pipefail
here=$(dirname -- "${BASH_SOURCE[0]}")
readonly here lab=$1
# shellcheck source=test/vm/guest/world.bash
source "${here}/world.bash"
scratch=$(PATH=/usr/bin:/bin mktemp -d)
cd "/netgen/labs/${lab}"

# What is left of the lab would stand in the way of the next.
fail() {
  printf '%s\n' "$@"
  ./teardown.sh --quiet || true
  exit 1
}

# took WHAT: where the time goes, in milliseconds.
took() {
  local now=${EPOCHREALTIME//[!0-9]/}
  spent+=" $1 $(((now - since) / 1000))"
  since=${now}
}

snapshot() { bash "${here}/snapshot.bash"; }

# same_as_before WHEN
same_as_before() {
  snapshot >"${scratch}/after"
  PATH=/usr/bin:/bin diff "${BATS_FILE_TMPDIR}/before" "${scratch}/after" || fail "the machine is not as before $1"
}

# runs STATUS COMMAND...: sets `said` to what it prints.
runs() {
  local status=0
  said=$(PATH=${script_path-${PATH}} "${@:2}" 2>&1) || status=$?
  ((status == $1)) || fail "${*:2}: status ${status}, not $1" "${said}"
}

# Every check of the step that stands must hold; one that is skipped has shown nothing. An emulated processor is many times
# slower, so what has to be true after some seconds gets some more.
checks() {
  local number=0 name line
  local -a asked=()
  while IFS= read -r line; do
    if [[ ${line} =~ ^@test\ \"(.*)\"\ \{$ ]]; then
      number=$((number + 1)) name=${BASH_REMATCH[1]}
      if [[ ${name} == "$1 "* ]]; then asked+=("${number}" "${name}"); fi
      line="netgen_test_${number}() {"
    fi
    if [[ ${line} =~ ^\ .*\ within=([0-9]+) ]]; then line=${line/within=${BASH_REMATCH[1]}/within=$((BASH_REMATCH[1] * 6))}; fi
    printf '%s\n' "${line}"
  done <verify.bats >"${scratch}/checks"
  printf '%s\n' "$(<"${here}/../../judge.bash")" >>"${scratch}/checks"
  said=$(STEP=$1 bash "${scratch}/checks" "${asked[@]}" 2>&1) || fail 'the checks end with an error' "${said}"
  number=$(PATH=/usr/bin:/bin grep -c '^check [0-9]* ok ' <<<"${said}") || true
  ((number * 2 == ${#asked[@]})) || fail "of $((${#asked[@]} / 2)) checks of step $1 hold ${number}" "${said}"
}

begin() {
  local steps step
  steps=$(./setup.sh --list-steps)
  if [[ -z ${every_step-} ]]; then steps=${steps##*$'\n'}; fi
  for step in ${steps}; do
    runs 0 ./setup.sh --quiet --until "${step}"
    took setup
    runs 0 ./setup.sh --until "${step}"
    [[ ${said} == *' changed=0'* ]] || fail 'the second run changes something' "${said}"
    took again
    checks "${step}"
    took checks
  done
}

end() {
  runs 0 ./teardown.sh --quiet
  took teardown
}

live() {
  begin
  end
  same_as_before 'its set-up'
  took snapshot
}

stop() {
  runs "$1" ./setup.sh
  [[ ${said} == *"$2"* ]] || fail "it does not say: $2" "${said}"
  same_as_before 'the run that was refused'
  runs 0 ./teardown.sh --quiet
  same_as_before 'its teardown'
}

spent='' since=${EPOCHREALTIME//[!0-9]/}
case $# in
  1) live ;;
  2) "$2" ;;
  *) stop "$2" "$3" ;;
esac
PATH=/usr/bin:/bin rm -r "${scratch}"
if [[ -n ${spent} ]]; then printf '#  %s, ms:%s\n' "${lab}" "${spent}" >&3; fi
