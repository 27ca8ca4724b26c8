# What the files of hosts/ are written in. A file has `make` and `unmake`, and says what is expected of the tutorials.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # names of Bats and for it

readonly vm=/netgen/vm
name_of_host=$(basename -- "${BATS_TEST_FILENAME}" .bats)
seed_labs=(/netgen/labs/??-*)

setup_file() {
  # shellcheck source=test/vm/guest/world.bash
  source "${vm}/guest/world.bash"
  make
  bash "${vm}/guest/snapshot.bash" >"${BATS_FILE_TMPDIR}/before"
}

teardown_file() {
  # shellcheck source=test/vm/guest/world.bash
  source "${vm}/guest/world.bash"
  unmake
}

# around COMMAND...: how the lab's scripts are called; a file may define it anew.
around() { "$@"; }

# Hidden from the labs, and still there for us.
hide() {
  local name path
  mkdir -p /hidden
  for name; do
    while path=$(type -P "${name}"); do
      mv "${path}" /hidden/ && printf '%s\n' "${path}" >>/hidden/.from
      hash -r
    done
  done
}

show_again() {
  local path
  while read -r path; do mv "/hidden/${path##*/}" "${path}"; done </hidden/.from
  rm -r /hidden
}

# Each tutorial's lab lives its whole life here: its checks pass, a second run changes nothing, and nothing is left.
every_tutorial_works() {
  local lab
  for lab in "${seed_labs[@]}"; do works "${lab##*/}"; done
}

# every_tutorial_works_but STATUS SENTENCE LAB...: those named stop before the first change, with a sentence that helps.
every_tutorial_works_but() {
  local lab
  for lab in "${seed_labs[@]}"; do
    lab=${lab##*/}
    if [[ " ${*:3} " == *" ${lab} "* ]]; then
      bats_test_function --description "${name_of_host}: ${lab} stops: $2" -- run_lab "${lab}" "$1" "$2"
    else
      works "${lab}"
    fi
  done
}

works() { bats_test_function --description "${name_of_host}: $1 works" -- run_lab "$1" "${@:2}"; }

# A process of its own: Bats looks at each line of a test, which costs more than the line.
run_lab() { around bash "${vm}/guest/lab.bash" "$@"; }
