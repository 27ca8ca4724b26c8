# How qemu is called for a virtual machine that looks into this one.
# shellcheck shell=bash
# For netgen verify and for test/vm.

# qemu ACCELERATOR CONSOLE CPUS KERNEL INITRAMFS WORDS [SHARE=FOLDER...]: becomes the machine. Standard input and output are its virtio
# port, CONSOLE is a file that takes what the kernel prints. WORDS are for the kernel's command line. The machine only reads what it shares,
# but for SHARE+=FOLDER.
qemu() {
  local accelerator=$1 console=$2 cpus=$3 kernel=$4 initramfs=$5 words=$6 share folder only_read
  # A model without AVX is emulated a fifth faster.
  local model=Nehalem,+rdrand
  local -a shares=()
  shift 6
  if [[ ${accelerator} == kvm ]]; then model=host; fi
  for share; do
    folder=${share#*=} share=${share%%=*} only_read=on
    if [[ ${share} == *+ ]]; then share=${share%+} only_read=off; fi
    shares+=(
      -fsdev "local,id=${share},path=${folder//,/,,},security_model=none,readonly=${only_read},multidevs=remap"
      -device "virtio-9p-pci,fsdev=${share},mount_tag=${share}"
    )
  done
  # Who is killed takes the machine along.
  exec setpriv --pdeathsig KILL qemu-system-x86_64 -accel "${accelerator}" -cpu "${model}" -machine q35 -smp "${cpus}" -m 1024 \
    -nodefaults -no-user-config -display none -no-reboot \
    -kernel "${kernel}" -initrd "${initramfs}" \
    -append "console=ttyS0 panic=-1 quiet mitigations=off init_on_alloc=0 audit=0 random.trust_cpu=on ${words}" \
    -serial "file:${console}" -device virtio-serial-pci -chardev stdio,id=port,signal=off -device virtserialport,chardev=port \
    "${shares[@]}"
}

# choose_accelerator KERNEL INITRAMFS SCRATCH: sets `accelerator`. KVM may be there and not work, so it is tried: a kernel that starts says
# so within seconds.
choose_accelerator() {
  accelerator=tcg,tb-size=256
  if [[ ! -w /dev/kvm ]]; then return; fi
  : >"$3/probe"
  # The shell has things to say of a program that is killed.
  probe "$@" 2>/dev/null
}

probe() {
  (qemu kvm "$3/probe" 1 "$1" "$2" netgen.probe </dev/null >/dev/null) &
  local pid=$! tries
  for ((tries = 0; tries < 100; tries++)); do
    if grep -q '^netgen: the kernel starts' "$3/probe"; then accelerator=kvm; fi
    if [[ ${accelerator} == kvm || ! -e /proc/${pid} ]]; then break; fi
    sleep 0.1
  done
  kill -KILL "${pid}" || true
  wait "${pid}" || true
}
