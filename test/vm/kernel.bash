# Debian's kernel, unpacked and not installed, for machines that the tests start.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2312 # names for who reads this; what is not there prints nothing

# What is unpacked stays here from run to run, and is unpacked again when apt has another version.
readonly kernels=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/netgen/kernel

# make_kernel: sets `kernel` and `modules`; without one it says why, and fails.
make_kernel() {
  local package
  if [[ $(uname -m) != x86_64 ]]; then echo "there are machines for x86_64 only, and this is $(uname -m)" && return 1; fi
  if ! command -v apt-get >/dev/null || ! command -v qemu-system-x86_64 >/dev/null; then echo 'a kernel comes by apt-get, and qemu by: sudo apt-get install qemu-system-x86' && return 1; fi
  package=$(kernel_package)
  if [[ -z ${package} ]] && ((EUID == 0)); then apt-get update --quiet=2 && package=$(kernel_package); fi
  if [[ -z ${package} ]]; then echo 'apt knows no kernel: sudo apt-get update' && return 1; fi
  mkdir -p "${kernels}"
  exec 7>>"${kernels}/lock"
  flock 7
  if [[ ! -e ${kernels}/${package}/unpacked ]] && ! unpack_kernel "${package}" >&2; then
    # The lists of apt may be older than what the servers still have.
    apt-get update --quiet=2 && package=$(kernel_package) && unpack_kernel "${package}" >&2 || return
  fi
  exec 7>&-
  kernel=$(compgen -G "${kernels}/${package}/boot/vmlinuz-*")
  modules=$(compgen -G "${kernels}/${package}/usr/lib/modules/*")
}

kernel_package() {
  apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances linux-image-amd64 2>/dev/null \
    | grep -xE 'linux-image-[0-9][^ ]*' | head -n 1
}

unpack_kernel() {
  local folder=${kernels}/$1
  rm -rf "${kernels}"/linux-*
  # Links of a merged /usr must not become folders.
  mkdir -p "${folder}/usr/lib" \
    && ln -s usr/lib "${folder}/lib" \
    && (cd "${folder}" && apt-get --quiet=2 -o APT::Sandbox::User=root -o Acquire::Retries=3 download "$1") \
    && dpkg-deb --fsys-tarfile "${folder}"/*.deb | tar -x --keep-directory-symlink --no-same-owner -C "${folder}" \
    && rm "${folder}"/*.deb \
    && depmod --basedir "${folder}" "$(basename "${folder}"/usr/lib/modules/*)" \
    && touch "${folder}/unpacked"
}
