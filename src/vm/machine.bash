# Makes a virtual machine for netgen verify, and keeps it until standard input ends.
# Usage: bash -c "$(cat initramfs.bash qemu.bash machine.bash)" machine KERNEL [MODULES VERSION] <of the port >of the port
# KERNEL is an image, with its MODULES (.../lib/modules/VERSION), or a Debian package of both.
# The environment has the guest's programs: NETGEN_INIT, NETGEN_AGENT. What it prints before the port does: how far it is. Standard error:
# what the kernel prints.
# shellcheck disable=SC2154 # of the files before this one
set -euo pipefail

scratch=$(mktemp -d "${TMPDIR:-/tmp}/netgen-vm-XXXXXX")
qemu_pid='' console_pid=''
stop() {
  trap '' INT TERM HUP PIPE
  # Whoever reads may be gone; the shell itself has things to say of what it kills.
  exec >/dev/null 2>&1
  [[ -z $qemu_pid ]] || kill -KILL "$qemu_pid" 2>/dev/null || true
  # What has been printed is passed on; a machine that never came to print leaves the reader waiting.
  for _ in {1..20}; do
    if [[ -n $console_pid && -e /proc/$console_pid ]]; then sleep 0.05; fi
  done
  [[ -z $console_pid ]] || kill -KILL "$console_pid" 2>/dev/null || true
  rm -rf -- "$scratch"
}
trap stop EXIT
# When netgen dies, the kernel may send its signal more than once (each of its threads passes this process on to the next one), and a trap
# that only exits would end the stop that the signal before it has begun.
trap 'stop; exit 143' INT TERM HUP

# Commands that scripts and checks call again and again: the guest copies them up, for to open a file of the machine outside is a
# question to qemu.
often=(awk bash bridge cat cksum cp cut diff env find flock grep head id ip mkdir mktemp mv nft nsenter ping python3 readlink rm rmdir
  sed setsid sleep sort ss stat sysctl tail tc timeout touch tr unshare wc)

files_often_opened() {
  local name
  local -a files=()
  for name in "${often[@]}"; do
    if name=$(PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin type -P "$name"); then files+=("$name"); fi
  done
  {
    printf '%s\n' "${files[@]}" /etc/ld.so.cache /etc/passwd /etc/nsswitch.conf
    { ldd "${files[@]}" 2>/dev/null || true; } | grep -o '/[^: ]* (' | tr -d ' ('
  } | sort -u | xargs readlink -f | sort -u
}

# Sets `kernel`, `modules` and `version` to those of a package.
unpack_package() {
  local found
  printf 'stage unpacking %s\n' "${1##*/}"
  dpkg-deb --extract "$1" "$scratch/package"
  for found in "$scratch"/package/{usr/,}lib/modules/*/; do
    if [[ -d $found ]]; then modules=${found%/}; fi
  done
  version=${modules##*/}
  kernel=$scratch/package/boot/vmlinuz-$version
  if [[ -z $version || ! -f $kernel ]]; then
    printf '%s holds no kernel with modules\n' "${1##*/}" >&2
    exit 1
  fi
  # depmod looks into lib/, where distributions of today have a link.
  [[ -e $scratch/package/lib ]] || ln -s usr/lib "$scratch/package/lib"
  depmod --basedir "$scratch/package" "$version"
}

kernel=$1 modules=${2-} version=${3-}
if [[ -z $modules ]]; then unpack_package "$kernel"; fi
printf 'stage making an initramfs\n'
mkdir "$scratch/initramfs"
printf '%s\n' "$NETGEN_INIT" >"$scratch/initramfs/init"
printf '%s\n' "$NETGEN_AGENT" >"$scratch/initramfs/start.bash"
files_often_opened >"$scratch/initramfs/often"
unset NETGEN_INIT NETGEN_AGENT
make_initramfs "$scratch/initramfs.cpio" "$modules" "$scratch/initramfs"
choose_accelerator "$kernel" "$scratch/initramfs.cpio" "$scratch"
cpus=1
if [[ $accelerator == kvm ]]; then cpus=$(nproc); fi
if ((cpus > 4)); then cpus=4; fi
printf 'accelerator %s %s\nstage starting Linux %s\n' "${accelerator%%,*}" "$cpus" "$version"

# A pipe, since what netgen reads may be a socket, which has no name to open.
mkfifo "$scratch/console"
cat "$scratch/console" >&2 &
console_pid=$!
(qemu "$accelerator" "$scratch/console" "$cpus" "$kernel" "$scratch/initramfs.cpio" \
  "netgen.layers=outside netgen.modules=$version" "outside=/" "modules=$modules") <&0 &
qemu_pid=$!
wait "$qemu_pid"
