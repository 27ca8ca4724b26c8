# A virtual machine: how it starts, how it is spoken to, how it ends.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # names of run.bash and parts.bash

machine='' from='' to='' accelerator='' line=''

# start_machine CONSOLE WORDS SECONDS DISK: sets `machine` to its process once it listens.
start_machine() {
  coproc QEMU {
    qemu "${accelerator}" "$1" 1 "${kernel}" "${scratch}/initramfs.cpio" "netgen.layers=parts,outside $2" \
      outside=/ "parts=${parts}/root" "netgen=${scratch}/netgen" "disk+=$4" 2>"$1-qemu"
  }
  machine=${QEMU_PID}
  exec {from}<&"${QEMU[0]}" {to}>&"${QEMU[1]}"
  while hear_machine "$3"; do
    if [[ ${line} == 'vm: ready' ]]; then return; fi
  done
  stop_machine
  return 1
}

# hear_machine SECONDS: sets `line`; fails if the machine says nothing for so long, or ever again.
hear_machine() {
  IFS= read -r -t "$1" -u "${from}" line || return 1
  line=${line%$'\r'}
}

tell_machine() { printf '%s\n' "$1" >&"${to}" || true; }

stop_machine() {
  if [[ -z ${machine} ]]; then return; fi
  kill "${machine}" 2>/dev/null || true
  wait "${machine}" 2>/dev/null || true
  exec {from}<&- {to}>&-
  machine=''
}
