# Makes a virtual machine that looks into this one, and keeps it until standard input ends. For netgen verify and for test/vm.
# Usage: bash -c "$(cat machine.bash)" machine KERNEL [MODULES] <of the port >of the port
# KERNEL is an image, with its MODULES (.../lib/modules/VERSION), or a Debian package of both. The environment has the guest's programs:
# NETGEN_INIT, NETGEN_AGENT. What it prints before the port does: how far it is. Standard error: what the kernel prints.
# shellcheck shell=bash
# shellcheck disable=SC2312 # pipefail: a command that fails in a pipe is no secret
set -euo pipefail

scratch=$(mktemp -d "${TMPDIR:-/tmp}/netgen-vm-XXXXXX")
readonly scratch root=${scratch}/initramfs
qemu_pid='' console_pid=''
stop() {
  trap '' INT TERM HUP PIPE
  # Whoever reads may be gone; the shell itself has things to say of what it kills.
  exec >/dev/null 2>&1
  [[ -z ${qemu_pid} ]] || kill -KILL "${qemu_pid}" || true
  # What has been printed is passed on; a machine that never came to print leaves the reader waiting.
  for _ in {1..20}; do if [[ -n ${console_pid} && -e /proc/${console_pid} ]]; then sleep 0.05; fi; done
  [[ -z ${console_pid} ]] || kill -KILL "${console_pid}" || true
  rm -rf -- "${scratch}"
}
trap stop EXIT
# When netgen dies, the kernel may send its signal more than once (each of its threads passes this process on to the next one), and a trap
# that only exits would end the stop that the signal before it has begun.
trap 'stop; exit 143' INT TERM HUP

# unpack_package FILE: sets `kernel` and `modules`.
unpack_package() {
  printf 'stage unpacking %s\n' "${1##*/}"
  dpkg-deb --extract "$1" "${scratch}/package"
  modules=$(compgen -G "${scratch}/package/usr/lib/modules/*" || compgen -G "${scratch}/package/lib/modules/*") || true
  kernel=${scratch}/package/boot/vmlinuz-${modules##*/}
  if [[ ! -f ${kernel} ]]; then
    printf '%s holds no kernel with modules\n' "${1##*/}" >&2
    exit 1
  fi
  # depmod looks into lib/, where distributions of today have a link.
  [[ -e ${scratch}/package/lib ]] || ln -s usr/lib "${scratch}/package/lib"
  depmod --basedir "${scratch}/package" "${modules##*/}"
}

# libraries_of PROGRAM...: a program without any makes ldd fail.
libraries_of() { { ldd "$@" 2>/dev/null || true; } | grep -o '/[^: ]* (' | tr -d ' (' | sort -u || true; }

# What a kernel needs to find the machine outside: a shell, and modules. The machine outside is seen by 9p, under a layer in memory; what is
# spoken goes over a virtio port.
copy_programs() {
  local name path
  for name in bash cat cp insmod ln mkdir mount switch_root; do
    path=$(type -P "${name}")
    cp -L "${path}" "${root}/bin/${name}"
    while read -r path; do
      mkdir -p "${root}${path%/*}"
      cp -L "${path}" "${root}${path}"
    done < <(libraries_of "${path}")
  done
}

# Unpacked, and listed in `order`, as insmod must be told of them. modules.dep(5): each line names a file, then all that it needs, that
# which is loaded first last.
copy_modules() {
  local name line file index
  local -a files
  touch "${root}/modules/order"
  for name in virtio_pci virtio_console 9pnet_virtio 9p overlay; do
    if ! line=$(grep -E "(^|/)${name}\.ko(\.[a-z0-9]+)?:" "${modules}/modules.dep"); then
      # What is no module is part of the kernel, or missing.
      if grep -qE "(^|/)${name}\.ko$" "${modules}/modules.builtin"; then continue; fi
      printf 'Linux %s has no %s, and cannot see the files of this machine without (kernels for clouds often lack it)\n' \
        "${modules##*/}" "${name}" >&2
      return 1
    fi
    read -ra files <<<"${line/:/}"
    for ((index = ${#files[@]} - 1; index >= 0; index--)); do
      file=${modules}/${files[index]} name=${files[index]##*/} name=${name%%.ko*}.ko
      if [[ -e ${root}/modules/${name} ]]; then continue; fi
      case ${file} in
        *.xz) xz --decompress --stdout "${file}" ;;
        *.zst) zstd --decompress --stdout --quiet "${file}" ;;
        *.gz) gzip --decompress --stdout "${file}" ;;
        *) cat "${file}" ;;
      esac >"${root}/modules/${name}"
      printf '%s\n' "${name}" >>"${root}/modules/order"
    done
  done
}

# Commands that scripts and checks call again and again: the guest copies them up, for to open a file of the machine outside is a
# question to qemu.
files_often_opened() {
  local -a files
  mapfile -t files < <(PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin type -P awk bash bridge cat cksum cp cut diff env find flock grep head id ip mkdir mktemp mv nft nsenter ping python3 \
    readlink rm rmdir sed setsid sleep sort ss stat sysctl tail tc timeout touch tr unshare wc)
  { printf '%s\n' "${files[@]}" /etc/ld.so.cache /etc/passwd /etc/nsswitch.conf && libraries_of "${files[@]}"; } \
    | xargs readlink -f | sort -u
}

# Prints an archive in the format `newc` of cpio(5) of the paths that are read, each ended by a zero byte. cpio itself is on few machines.
archive() {
  local path mode size number=0
  while IFS= read -r -d '' path; do
    path=${path#./} number=$((number + 1)) mode=755 size=0
    if [[ -d ${path} ]]; then
      entry "${number}" "$((8#040755))" 0 "${path}"
    else
      read -r mode size < <(stat --format='%a %s' "${path}")
      entry "${number}" "$((8#100000 | 8#${mode}))" "${size}" "${path}"
      cat "${path}"
      zeros $((-size & 3))
    fi
  done
  entry 0 0 0 'TRAILER!!!'
}

# entry NUMBER MODE SIZE NAME
entry() {
  printf '070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%s\0' \
    "$1" "$2" 0 0 1 0 "$3" 0 0 0 0 $((${#4} + 1)) 0 "$4"
  zeros $((-(110 + ${#4} + 1) & 3))
}

zeros() { head -c "$1" /dev/zero; }

# qemu ACCELERATOR CPUS CONSOLE [WORD]: becomes the machine. Standard input and output are its virtio port, CONSOLE is a file that takes what
# the kernel prints, WORD is for the kernel. The machine only reads what it shares.
qemu() {
  local share
  # A model without AVX is emulated a fifth faster.
  local model=Nehalem,+rdrand
  local -a shares=()
  if [[ $1 == kvm ]]; then model=host; fi
  for share in outside=/ "modules=${modules}"; do
    shares+=(
      -fsdev "local,id=${share%%=*},path=${share#*=},security_model=none,readonly=on,multidevs=remap"
      -device "virtio-9p-pci,fsdev=${share%%=*},mount_tag=${share%%=*}"
    )
  done
  # Who is killed takes the machine along.
  exec setpriv --pdeathsig KILL qemu-system-x86_64 -accel "$1" -cpu "${model}" -machine q35 -smp "$2" -m 1024 \
    -nodefaults -no-user-config -display none -no-reboot -kernel "${kernel}" -initrd "${scratch}/initramfs.cpio" \
    -append "console=ttyS0 panic=-1 quiet no_timer_check mitigations=off init_on_alloc=0 audit=0 random.trust_cpu=on ${4-}" \
    -serial "file:$3" -device virtio-serial-pci -chardev stdio,id=port,signal=off -device virtserialport,chardev=port "${shares[@]}"
}

# KVM may be there and not work, so it is tried: a kernel that starts says so within seconds, and ends.
kvm_works() {
  [[ -w /dev/kvm ]] || return
  (qemu kvm 1 "${scratch}/probe" netgen.probe </dev/null &>/dev/null) &
  qemu_pid=$!
  for _ in {1..100}; do if [[ -e /proc/${qemu_pid} ]]; then sleep 0.1; fi; done
  { kill -KILL "${qemu_pid}" && wait "${qemu_pid}"; } 2>/dev/null || true
  qemu_pid=''
  grep -qs '^netgen: the kernel starts' "${scratch}/probe"
}

kernel=$1 modules=${2-} accelerator=tcg cpus=1
if [[ -z ${modules} ]]; then unpack_package "${kernel}"; fi
printf 'stage making an initramfs\n'
mkdir -p "${root}"/{bin,dev,proc,sys,machine,modules}
printf '%s\n' "${NETGEN_INIT}" >"${root}/init"
printf '%s\n' "${NETGEN_AGENT}" >"${root}/start.bash"
chmod 755 "${root}/init"
unset NETGEN_INIT NETGEN_AGENT
files_often_opened >"${root}/often"
copy_programs
copy_modules
(cd "${root}" && find . -mindepth 1 -print0 | LC_ALL=C sort -z | archive) >"${scratch}/initramfs.cpio"
if kvm_works; then
  accelerator=kvm cpus=$(nproc)
  if ((cpus > 4)); then cpus=4; fi
fi
printf 'accelerator %s %s\nstage starting Linux %s\n' "${accelerator}" "${cpus}" "${modules##*/}"

# A pipe, since what netgen reads may be a socket, which has no name to open.
mkfifo "${scratch}/console"
cat "${scratch}/console" >&2 &
console_pid=$!
(qemu "${accelerator/tcg/tcg,tb-size=256}" "${cpus}" "${scratch}/console") <&0 &
qemu_pid=$!
wait "${qemu_pid}"
