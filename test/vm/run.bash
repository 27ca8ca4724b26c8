#!/usr/bin/env bash
# Runs the tutorials' labs on hostile hosts, in virtual machines with a Debian kernel. Usage: test/vm/run.bash [HOST...]
#
# HOST is a file of hosts/ without its ending; all of them if none is named. The answer is TAP: a result for each tutorial
# on each host, then where the time went. Machines share the list of hosts, one machine for each processor; a host
# that a machine does not come back from has failed, and the next one gets a fresh machine.
# shellcheck disable=SC2310,SC2311,SC2312 # functions that answer yes or no stand in conditions
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
readonly here
# shellcheck source=/dev/null
source "${here}/../../src/vm/initramfs.bash"
# shellcheck source=/dev/null
source "${here}/../../src/vm/qemu.bash"
# shellcheck source=test/vm/parts.bash
source "${here}/parts.bash"
# shellcheck source=test/vm/machine.bash
source "${here}/machine.bash"

# A machine says something at least so often, in seconds, or it hangs. The longest silence is its start on a busy processor.
readonly silence=150
# The longest ones first, or one processor waits for the other at the end.
readonly slow_hosts=(plain law-tutorials)

# Says why there are no machines: a result that nobody overlooks, and a failure where tests must not be left out.
cannot() {
  if [[ -n ${CI-} ]]; then
    printf 'not ok 1 hostile hosts: %s\n1..1\n' "$1"
    exit 1
  fi
  printf 'test/vm: NOT RUN: %s\n' "$1" >&2
  printf 'ok 1 hostile hosts # skip %s\n1..1\n' "$1"
  exit 0
}

# file_of HOST: a control is a host as well, one that must fail.
file_of() {
  if [[ -f ${here}/controls/$1.bats ]]; then printf '%s/controls/%s.bats' "${here}" "$1"; else printf '%s/hosts/%s.bats' "${here}" "$1"; fi
}

# kernel_words HOST: what the host asks its kernel for at boot, in a line of its file.
kernel_words() { sed -n 's/^# kernel: //p' "$(file_of "$1")"; }

# boots HOST: how often its machine starts, in a line of its file; each time but the last it switches itself off.
boots() { sed -n 's/^# boots: //p' "$(file_of "$1")"; }

# Sets `host` to the next one of the list.
take_host() {
  host=''
  {
    flock 8
    read -r host <"${scratch}/queue" || true
    sed -i 1d "${scratch}/queue"
  } 8>>"${scratch}/lock"
  [[ -n ${host} ]]
}

# A worker: one machine after the other, until the list is empty.
work() {
  local host words='' began
  trap stop_machine EXIT
  while take_host; do
    if [[ -n ${machine} && $(kernel_words "${host}") != "${words}" ]]; then stop_machine; fi
    if [[ -z ${machine} ]]; then
      words=$(kernel_words "${host}")
      if ! boot_machine "$1"; then
        lines=() ending=dead
        report "${host}" 0 "${scratch}/console-$1"
        continue
      fi
    fi
    run_host "${host}" "$1"
  done
}

# boot_machine WORKER: of all that a machine has, its disk alone outlives it.
boot_machine() {
  local began=${SECONDS}
  mkdir -p "${scratch}/disk-$1"
  start_machine "${scratch}/console-$1" "${words}" "${silence}" "${scratch}/disk-$1" || return 1
  printf 'boot %s\n' "$((SECONDS - began))" >>"${scratch}/times"
}

# run_host HOST WORKER: what the machine prints about the host; one that is not as before is given up.
run_host() {
  local began=${SECONDS} boot count ending=dead
  local -a lines=()
  count=$(boots "$1")
  for ((boot = 1; boot <= ${count:-1}; boot++)); do
    if ((boot > 1)); then
      stop_machine
      if ! boot_machine "$2"; then break; fi
    fi
    hear_host "$1"
    if [[ ${ending} != dead ]]; then break; fi
  done
  printf 'host %s %s\n' "$((SECONDS - began))" "$1" >>"${scratch}/times"
  report "$1" "$((SECONDS - began))" "${scratch}/console-$2"
  if [[ ${ending} != clean ]]; then stop_machine; fi
}

# hear_host HOST: sets `lines` and `ending`.
hear_host() {
  local line
  lines=()
  tell_machine "$(realpath --relative-to="${here}" "$(file_of "$1")")"
  while hear_machine "${silence}"; do
    if [[ ${line} == "vm: end "* ]]; then
      ending=${line#vm: end }
      break
    fi
    lines+=("${line}")
  done
}

# results HOST CONSOLE: what has come of a host, as TAP lines without numbers; what went wrong around its tests is one more.
results() {
  local line planned=0 seen=0
  for line in "${lines[@]}"; do
    case ${line} in
      1..*) planned=${line#1..} ;;
      'ok '* | 'not ok '*)
        seen=$((seen + 1))
        [[ ${line} =~ ^(ok|not\ ok)\ [0-9]+\ (.*) ]]
        printf '%s N %s\n' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
        ;;
      *) printf '# %s\n' "${line#\# }" ;;
    esac
  done
  if [[ ${ending} == dead ]]; then
    printf 'not ok N %s: the machine did not come back; the end of its console:\n' "$1"
    cat "$2" "$2-qemu" 2>/dev/null | tail -n 25 | tr -d '\r' | sed 's/^/# /'
  elif ((seen == 0 || seen < planned)) || [[ ${ending} == unclean ]]; then
    printf 'not ok N %s: %s of %s tests have run; afterwards the machine is %s\n' "$1" "${seen}" "${planned}" "${ending}"
  fi
}

# judged HOST RESULTS: a control must fail, and for the reason that its file names.
judged() {
  local reason
  reason=$(sed -n 's/^# fails: //p' "$(file_of "$1")")
  if [[ -z ${reason} ]]; then
    printf '%s\n' "$2"
  elif [[ $2 == *'not ok N '* && $2 == *"${reason}"* ]]; then
    printf 'ok N control %s fails as it must: %s\n' "$1" "${reason}"
  else
    printf 'not ok N control %s does not fail so: %s\n# %s\n' "$1" "${reason}" "${2//$'\n'/$'\n# '}"
  fi
}

# report HOST SECONDS CONSOLE: all lines of one host together, numbered on from those of the others.
report() {
  local line number
  {
    flock 8
    number=$(<"${scratch}/number")
    while IFS= read -r line; do
      if [[ ${line} == 'not ok N '* ]]; then printf '%s\n' "$1" >>"${scratch}/failed"; fi
      if [[ ${line} == 'ok N '* || ${line} == 'not ok N '* ]]; then
        number=$((number + 1))
        line=${line/ok N /ok ${number} }
      fi
      printf '%s\n' "${line}"
    done < <(judged "$1" "$(results "$1" "$3")")
    printf '# %s: %s s\n' "$1" "$2"
    printf '%s\n' "${number}" >"${scratch}/number"
  } 8>>"${scratch}/lock"
}

print_times() {
  awk '
    $1 == "boot" { boots++; boot += $2 }
    $1 == "host" { hosts++; host += $2 }
    END { printf "# %d boots took %d s, %d hosts %d s, ", boots, boot, hosts, host }' "${scratch}/times"
  printf '%s machines at a time by %s: %s s in all, %s s of them to prepare\n' "$1" "${accelerator%%,*}" "${SECONDS}" "$2"
}

# Sets `hosts` to those named, or to all.
list_hosts() {
  local host
  hosts=("$@")
  if ((${#hosts[@]} == 0)); then
    hosts=("${slow_hosts[@]}")
    for host in "${here}"/{hosts,controls}/*.bats; do
      host=$(basename -- "${host}" .bats)
      if [[ " ${slow_hosts[*]} " != *" ${host} "* ]]; then hosts+=("${host}"); fi
    done
  fi
  for host in "${hosts[@]}"; do
    if [[ ! -f $(file_of "${host}") ]]; then
      printf 'test/vm: there is no host %s\n' "${host}" >&2
      exit 2
    fi
  done
}

# run_workers NUMBER: a worker that ends by an error has failed too.
run_workers() {
  local number
  local -a pids=()
  printf '%s\n' "${hosts[@]}" >"${scratch}/queue"
  printf '0\n' >"${scratch}/number"
  touch "${scratch}/times" "${scratch}/failed"
  for ((number = 1; number <= $1; number++)); do
    work "${number}" &
    pids+=("$!")
  done
  for number in "${pids[@]}"; do wait "${number}" || printf 'a worker\n' >>"${scratch}/failed"; done
  if [[ -s ${scratch}/queue ]]; then
    printf 'test/vm: nobody has run: %s\n' "$(tr '\n' ' ' <"${scratch}/queue")" >&2
    exit 1
  fi
}

main() {
  local workers prepared
  local -a hosts=()
  list_hosts "$@"
  scratch=$(mktemp -d)
  trap 'rm -rf -- "${scratch}"' EXIT
  make_parts
  make_boot_files
  build_labs
  choose_accelerator "${kernel}" "${scratch}/initramfs.cpio" "${scratch}"
  prepared=${SECONDS}
  workers=$(nproc)
  if ((workers > 4)); then workers=4; fi
  if ((workers > ${#hosts[@]})); then workers=${#hosts[@]}; fi
  run_workers "${workers}"
  print_times "${workers}" "${prepared}"
  printf '1..%s\n' "$(<"${scratch}/number")"
  [[ ! -s ${scratch}/failed ]]
}

main "$@"
