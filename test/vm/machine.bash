# A virtual machine: how it starts, how it is spoken to, how it ends.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # names of run.bash and parts.bash

machine='' from='' to='' accelerator='' line=''

# qemu CONSOLE WORDS ACCELERATOR: standard input and output are the second serial line, over which we talk.
qemu() {
  # A model without AVX is emulated a fifth faster.
  local model=Nehalem,+rdrand
  if [[ $3 == kvm ]]; then model=host; fi
  # A worker that is killed takes its machine along.
  exec setpriv --pdeathsig KILL qemu-system-x86_64 -accel "$3" -cpu "${model}" -machine q35 -smp 1 -m 1024 \
    -nodefaults -no-user-config -display none -no-reboot \
    -kernel "${kernel}" -initrd "${scratch}/initramfs.gz" \
    -append "console=ttyS0 panic=-1 quiet mitigations=off init_on_alloc=0 audit=0 random.trust_cpu=on $2" \
    -serial "file:$1" -serial stdio \
    -fsdev "local,id=machine,path=/,security_model=none,readonly=on,multidevs=remap" \
    -device virtio-9p-pci,fsdev=machine,mount_tag=machine \
    -fsdev "local,id=parts,path=${parts//,/,,}/root,security_model=none,readonly=on" \
    -device virtio-9p-pci,fsdev=parts,mount_tag=parts \
    -fsdev "local,id=netgen,path=${scratch}/netgen,security_model=none,readonly=on" \
    -device virtio-9p-pci,fsdev=netgen,mount_tag=netgen
}

# KVM may be there and not work, so it is tried: a kernel that starts says so within a second.
choose_accelerator() {
  accelerator=kvm
  if [[ ! -w /dev/kvm ]] || ! start_machine "${scratch}/console-kvm" netgen.probe 10; then accelerator=tcg,tb-size=256; fi
  stop_machine
}

# start_machine CONSOLE WORDS SECONDS: sets `machine` to its process once it listens.
start_machine() {
  coproc QEMU { qemu "$1" "$2" "${accelerator}" 2>"$1-qemu"; }
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
