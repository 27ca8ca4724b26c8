# netgen verify --vm: labs on another kernel, and what happens when there is no machine, or none any more.
# shellcheck shell=bash
# shellcheck disable=SC2154 # names of Bats
bats_require_minimum_version 1.5.0
load ../../cannot

setup_file() {
  # shellcheck source=/dev/null
  source "${BATS_TEST_DIRNAME}/../../vm/kernel.bash"
  make_kernel >"${BATS_FILE_TMPDIR}/why" || cannot "$(<"${BATS_FILE_TMPDIR}/why")"
  printf '%s\n' "${kernel}" >"${BATS_FILE_TMPDIR}/kernel"
}

setup() {
  cd "${BATS_TEST_TMPDIR}" || exit
  mkdir scratch
  # What the machine leaves behind would be here.
  export cli=${BATS_TEST_DIRNAME}/../../../dist/cli.js TMPDIR=${BATS_TEST_TMPDIR}/scratch
  kernel=$(<"${BATS_FILE_TMPDIR}/kernel")
}

netgen() { node "${cli}" "$@"; }

# Two nodes and a cable.
plain_lesson() {
  cat >plain.md <<'MARKDOWN'
# Plain

```topology
lab: plain
nodes: [a, b]
links:
  - a 10.0.0.1/24 -- b:eth0 10.0.0.2/24
checks:
  - a reaches b
```
MARKDOWN
}

# What small kernels lack: a link of a kind of its own, and a command that makes another.
rare_lesson() {
  cat >rare.md <<'MARKDOWN'
# Rare

```topology
lab: rare
nodes: [a, b, c]
links:
  - a 10.0.0.1/24 -- b:eth0 10.0.0.2/24
  - c 10.0.0.3/24 -- b:eth0: { kind: macvlan }
checks:
  - c reaches a
  - { in: a, run: ip link add d0 type dummy && ip link show d0 && ip link delete d0, prints: "...d0..." }
```
MARKDOWN
}

nothing_is_left() {
  [[ -z $(ls scratch) ]]
  ! pgrep --full "initramfs.cpio.*${BATS_TEST_TMPDIR}|${BATS_TEST_TMPDIR}.*initramfs.cpio"
}

# A qemu that does what the text says. FOLDER goes in front of PATH.
pretend_qemu() {
  mkdir pretended
  printf '#!/bin/bash\n[[ $* != *netgen.probe* ]] || exit\n%s\n' "$1" >pretended/qemu-system-x86_64
  chmod +x pretended/qemu-system-x86_64
  export PATH=${PWD}/pretended:${PATH}
}

@test 'labs hold on a kernel that has what they need, and the evidence says where that was' {
  plain_lesson
  rare_lesson
  netgen build plain.md rare.md
  netgen verify --kernel "${kernel}" plain.md rare.md >out 2>err || { cat out err && false; }
  grep '^2 labs: 9 passed, 0 failed$' out
  release=${kernel##*/vmlinuz-}
  grep "^The virtual machine runs Linux ${release} " err
  for name in plain rare; do
    grep "\"place\": \"vm\", \"kernel\": \"${release%%+*}\"" "generated/${name}/evidence.json"
    grep "Verified on Linux ${release%%+*}, .* in a virtual machine" "generated/${name}/tutorial.md"
  done
  nothing_is_left

  # The sandbox says the same of the lab: nothing changes but where that was.
  cp -r generated before
  netgen verify --stale plain.md 2>err
  grep 'nothing to do' err
  netgen verify plain.md >out
  [[ $(diff before/plain/evidence.json generated/plain/evidence.json | grep '^>') == *'"place": "sandbox"'* ]]
  [[ $(diff before/plain/evidence.json generated/plain/evidence.json | grep -c '^>') == 1 ]]
}

@test 'no mistake that no check notices, in the lessons that this kernel lacks a kind of link for' {
  root=${BATS_TEST_DIRNAME}/../../..
  # shellcheck source=/dev/null
  source "${root}/test/kernel/possible.bash"
  mapfile -t lacking < <(printf '%s\n' "${root}"/tutorials/*[^N].md | grep -vxFf <(possible "${root}"/tutorials/*[^N].md))
  if ((${#lacking[@]} > 0)); then netgen verify --mutate --kernel "${kernel}" "${lacking[@]}"; fi
}

@test 'a kernel that panics is quoted' {
  plain_lesson
  version=${kernel##*/vmlinuz-}
  mkdir -p "tree/boot" "tree/lib/modules/${version}"
  cp "${kernel}" tree/boot/
  # A kernel that lacks what it says to have: the first process ends, and the kernel with it.
  touch "tree/lib/modules/${version}/modules.dep"
  printf 'kernel/%s.ko\n' virtio_pci virtio_console 9pnet_virtio 9p overlay >"tree/lib/modules/${version}/modules.builtin"
  run --separate-stderr netgen verify --kernel "tree/boot/vmlinuz-${version}" plain.md
  ((status == 3))
  [[ ${stderr} == *"netgen: the virtual machine has ended by itself while starting Linux ${version}"* ]]
  [[ ${stderr} == *'Kernel panic - not syncing'* ]]
  nothing_is_left

  # One that says so is not even started.
  sed -i '/9p.ko/d' "tree/lib/modules/${version}/modules.builtin"
  run --separate-stderr netgen verify --kernel "tree/boot/vmlinuz-${version}" plain.md
  ((status == 3))
  [[ ${stderr} == *"while making an initramfs"*"Linux ${version} has no 9p,"* ]]
  nothing_is_left
}

@test 'a machine that ends while a lab runs is an environment that cannot, and no failure of the lab' {
  plain_lesson
  pretend_qemu 'echo "ready 6.0.0"; read -r _; exit 1'
  run --separate-stderr netgen verify --kernel "${kernel}" plain.md
  ((status == 3))
  [[ ${stderr} == *'netgen: the virtual machine has ended by itself'* ]]
  nothing_is_left
}

@test 'whoever ends netgen ends the machine' {
  plain_lesson
  for signal in TERM INT KILL; do
    pretend_qemu "echo 'ready 6.0.0'; touch ${PWD}/runs; exec sleep 1000"
    # What runs in the background takes no notice of INT, unless it is told to.
    env --default-signal=INT node "${cli}" verify --kernel "${kernel}" plain.md >out 2>err 3>&- &
    netgen=$!
    for ((tries = 0; tries < 300; tries++)); do
      if [[ -e runs ]]; then break; fi
      sleep 0.1
    done
    [[ -e runs ]]
    kill "-${signal}" "${netgen}"
    wait "${netgen}" || true
    for ((tries = 0; tries < 900; tries++)); do
      if [[ -z $(ls scratch) ]]; then break; fi
      sleep 0.1
    done
    nothing_is_left
    rm -r pretended runs
  done
}

@test 'what is missing is named, with the line that brings it' {
  plain_lesson
  hide='mount -t tmpfs tmpfs /mnt; mkdir /mnt/upper /mnt/work
    mount -t overlay -o lowerdir=/usr/bin,upperdir=/mnt/upper,workdir=/mnt/work overlay /usr/bin
    rm /usr/bin/qemu-system-x86_64; exec "$@"'
  run --separate-stderr unshare --mount bash -ec "${hide}" hide \
    node "${cli}" verify --kernel "${kernel}" plain.md
  ((status == 3))
  [[ ${stderr} == *$'netgen: cannot make a virtual machine: qemu-system-x86_64 is missing\n  sudo apt-get install qemu-system-x86' ]]
}

@test 'a kernel that is none is named' {
  plain_lesson
  run --separate-stderr netgen verify --kernel plain.md plain.md
  ((status == 2))
  [[ ${stderr} == *'plain.md is neither a kernel for x86-64 (vmlinuz-…) nor a Debian package of one' ]]
  run --separate-stderr netgen verify --kernel vmlinuz plain.md
  ((status == 2))
  [[ ${stderr} == *'vmlinuz: cannot be read (ENOENT)' ]]
  printf '!<arch>\nno package' >kernel.deb
  run --separate-stderr netgen verify --kernel kernel.deb plain.md
  ((status == 3))
  [[ ${stderr} == *'while unpacking kernel.deb'*'dpkg-deb'* ]]
  nothing_is_left
}
