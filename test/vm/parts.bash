# What the machines are made of: a kernel and packages that are unpacked, not installed, what is put into the initramfs, and the labs' scripts.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # names of run.bash; names for machine.bash

# What is unpacked stays here from run to run, and is unpacked again when apt has other versions.
readonly parts=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/netgen/vm
# What the file of a host may use, and a machine with tests needs not have.
readonly guest_packages=(dbus docker.io firewalld network-manager systemd udev ufw)

make_parts() {
  local list
  if [[ $(uname -m) != x86_64 ]]; then cannot "there are machines for x86_64 only, and this is $(uname -m)"; fi
  if ! command -v apt-get >/dev/null; then cannot 'a Debian kernel comes by apt-get, which this machine lacks'; fi
  if ! command -v qemu-system-x86_64 >/dev/null; then cannot 'needs qemu: sudo apt-get install qemu-system-x86'; fi
  mkdir -p "${parts}/debs/partial"
  # Nobody unpacks while another run's machines look into the folder.
  exec 7>>"${parts}/lock"
  flock 7
  list=$(wanted_packages)
  if [[ ${list} != 'name linux-'* ]]; then cannot 'apt knows no kernel: sudo apt-get update'; fi
  if [[ ${list} != "$(cat "${parts}/list" 2>/dev/null)" ]]; then
    rm -rf "${parts}/list" "${parts}/root"
    unpack "${list}"
    printf '%s\n' "${list}" >"${parts}/list"
  fi
  flock --shared 7
  kernel=$(compgen -G "${parts}/root/boot/vmlinuz-*")
}

# Prints `name NAME` for what is unpacked also where it is installed, and `file FILE` for what the guests' packages lead to.
wanted_packages() {
  local name kernels=''
  for name in linux-image-amd64 linux-image-generic; do
    if [[ -z ${kernels} ]]; then kernels=$(kernels_of "${name}"); fi
  done
  if [[ -z ${kernels} ]] && ((EUID == 0)); then
    apt-get update --quiet >&2
    kernels=$(kernels_of linux-image-amd64)
  fi
  # shellcheck disable=SC2086 # several names
  printf 'name %s\n' ${kernels} busybox-static locales
  apt_get install --print-uris "${guest_packages[@]}" | awk '/^\x27/ { print "file", $2 }'
}

kernels_of() {
  apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
    "$1" 2>/dev/null | grep -xE 'linux-(image|modules|modules-extra)-[0-9][^ ]*' || true
}

# What this machine has installed, its guests see through their root.
apt_get() {
  apt-get --quiet=2 --yes --no-install-recommends -o Debug::NoLocking=true -o APT::Sandbox::User=root -o "Dir::Cache::archives=${parts}/debs" "$@"
}

# unpack LIST: links of a merged /usr must not become folders.
unpack() {
  local deb kernels
  local -a names
  printf '# unpacking a kernel and the hosts'\'' packages into %s\n' "${parts}"
  rm -f "${parts}"/debs/*.deb
  mapfile -t names < <(sed -n 's/^name //p' <<<"$1")
  apt_get install --download-only "${guest_packages[@]}" >&2
  (cd "${parts}/debs" && apt-get --quiet=2 -o APT::Sandbox::User=root download "${names[@]}" 2>&1) >&2
  mkdir -p "${parts}"/root/usr/{bin,sbin,lib,lib64}
  for deb in bin sbin lib lib64; do ln -s "usr/${deb}" "${parts}/root/${deb}"; done
  for deb in "${parts}"/debs/*.deb; do
    dpkg-deb --fsys-tarfile "${deb}" | tar -x --keep-directory-symlink --no-same-owner -C "${parts}/root"
  done
  rm -f "${parts}"/debs/*.deb
  kernels=$(ls "${parts}/root/usr/lib/modules")
  depmod --basedir "${parts}/root" "${kernels}"
  mkdir -p "${parts}/root/usr/lib/locale"
  I18NPATH=${parts}/root/usr/share/i18n localedef --no-archive --inputfile=tr_TR --charmap=UTF-8 \
    "${parts}/root/usr/lib/locale/tr_TR.UTF-8"
}

# The machine starts with init.bash of src/vm, and goes on with guest/first.bash.
make_boot_files() {
  local folder=${scratch}/initramfs version
  version=$(ls "${parts}/root/usr/lib/modules")
  mkdir "${folder}"
  cp "${here}/../../src/vm/init.bash" "${folder}/init"
  cp "${here}/guest/first.bash" "${folder}/start.bash"
  files_often_opened >"${folder}/often"
  make_initramfs "${scratch}/initramfs.cpio" "${parts}/root/usr/lib/modules/${version}" "${folder}"
}

# Commands that scripts and checks call again and again.
readonly often=(awk basename bash bridge cat cp diff dirname env find flock grep head id ip iptables-legacy mkdir mktemp mv nft
  nsenter ping python3 readlink rm rmdir sed setsid sleep socat sort ss stat sysctl tail tc timeout touch tr unshare wc iptables-nft)

# Prints the files of these commands, and of the libraries they load.
files_often_opened() {
  local name PATH=/usr/sbin:/usr/bin
  local -a files=()
  for name in "${often[@]}"; do
    if name=$(type -P "${name}"); then files+=("${name}"); fi
  done
  {
    printf '%s\n' "${files[@]}" /etc/ld.so.cache /etc/passwd /etc/nsswitch.conf
    # The server of a tutorial, and what it imports.
    python3 -c 'import http.server, sys
for module in list(sys.modules.values()): print(getattr(module, "__cached__", None) or "")'
    { ldd "${files[@]}" 2>/dev/null || true; } | grep -o '/[^: ]* (' | tr -d ' ('
  } | sort -u | xargs readlink -f | sort -u
}

# The machine's folder /netgen: Bats, this folder, the scripts of the seed tutorials in English and of the tutorials that try the LAWs.
build_labs() {
  local tutorial
  local -a tutorials=()
  for tutorial in "${here}"/../../tutorials/*.md "${here}"/../laws/tutorials/*.md; do
    if [[ ${tutorial} != *.zh-CN.md ]]; then tutorials+=("${tutorial}"); fi
  done
  if ! node "${here}/../../dist/cli.js" build --out "${scratch}/labs" "${tutorials[@]}" >"${scratch}/build" 2>&1; then
    cat "${scratch}/build" >&2
    exit 1
  fi
  mkdir "${scratch}/netgen" "${scratch}/netgen/labs"
  cp -r "${here}" "${scratch}/netgen/vm"
  cp -rL "${here}/../../node_modules/bats" "${here}/../../src/sandbox/judge.bash" "${scratch}/netgen"
  for tutorial in "${scratch}"/labs/*/setup.sh; do cp -r "${tutorial%/setup.sh}" "${scratch}/netgen/labs"; done
}
