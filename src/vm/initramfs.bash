# An initramfs with which a kernel finds the machine outside: a shell, the modules that it needs for that, and init.bash.
# shellcheck shell=bash
# For netgen verify and for test/vm, which put files of their own beside it. Both have `errexit` and `pipefail` on.
# shellcheck disable=SC2312 # so a command that fails in a pipe is no secret

# The machine outside is seen by 9p, under a layer in memory; what is spoken goes over a virtio port.
readonly boot_modules=(virtio_pci virtio_console 9pnet_virtio 9p overlay)
readonly boot_programs=(bash cat cp insmod ln mkdir mount switch_root)

# make_initramfs OUT MODULES FOLDER: FOLDER holds `init` and what else belongs into it; MODULES is .../lib/modules/VERSION.
make_initramfs() {
  local out=$1 modules=$2 folder=$3
  mkdir -p "${folder}"/{bin,dev,proc,sys,machine,modules}
  chmod 755 "${folder}/init"
  copy_programs "${folder}"
  copy_modules "${modules}" "${folder}/modules"
  (cd "${folder}" && find . -mindepth 1 -print0 | LC_ALL=C sort -z | archive) >"${out}"
}

# copy_programs FOLDER: with the libraries they load, at the paths where they are looked for.
copy_programs() {
  local name path
  for name in "${boot_programs[@]}"; do
    path=$(PATH=${PATH}:/usr/sbin:/sbin type -P "${name}") || {
      printf 'the program %s is missing\n' "${name}" >&2
      return 1
    }
    cp -L "${path}" "$1/bin/${name}"
    # A program without libraries makes ldd fail.
    { ldd "${path}" 2>/dev/null || true; } | grep -o '/[^: ]* (' | while read -r path _; do
      mkdir -p "$1${path%/*}"
      cp -L "${path}" "$1${path}"
    done || true
  done
}

# copy_modules MODULES FOLDER: unpacked, and listed in `order`, as insmod must be told of them. modules.dep(5): each line names a
# file, then all that it needs, that which is loaded first last.
copy_modules() {
  local name line file index
  local -a files
  local -A seen=()
  touch "$2/order"
  for name in "${boot_modules[@]}"; do
    if ! line=$(grep -E "(^|/)${name}\.ko(\.[a-z0-9]+)?:" "$1/modules.dep"); then
      # What is no module is part of the kernel, or missing.
      if grep -qE "(^|/)${name}\.ko$" "$1/modules.builtin"; then continue; fi
      printf 'Linux %s has no %s, and cannot see the files of this machine without (kernels for clouds often lack it)\n' \
        "${1##*/}" "${name}" >&2
      return 1
    fi
    read -ra files <<<"${line/:/}"
    for ((index = ${#files[@]} - 1; index >= 0; index--)); do
      file=${files[index]}
      if [[ -n ${seen[${file}]-} ]]; then continue; fi
      seen[${file}]=1
      name=${file##*/} name=${name%%.ko*}.ko
      unpacked "$1/${file}" >"$2/${name}"
      printf '%s\n' "${name}" >>"$2/order"
    done
  done
}

unpacked() {
  case $1 in
    *.xz) xz --decompress --stdout "$1" ;;
    *.zst) zstd --decompress --stdout --quiet "$1" ;;
    *.gz) gzip --decompress --stdout "$1" ;;
    *) cat "$1" ;;
  esac
}

# Prints an archive in the format `newc` of cpio(5) of the paths that are read, each ended by a zero byte. cpio itself is on few machines.
archive() {
  local path mode size number=0
  while IFS= read -r -d '' path; do
    path=${path#./} number=$((number + 1))
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

zeros() {
  local count
  for ((count = 0; count < $1; count++)); do printf '\0'; done
}
