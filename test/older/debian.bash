# The programs of an older Debian, whole in a folder, on the kernel of this machine: bash, iproute2, nftables, iptables and what
# else the scripts call. The laws are tried there as they are elsewhere.
# shellcheck shell=bash
# shellcheck disable=SC2016,SC2154 # text for other shells; names that Bats gives

# Where suites come from, and where they go when nobody looks after them any more.
readonly mirrors=(http://deb.debian.org/debian http://archive.debian.org/debian)
# What the labs and the laws need that no Debian can do without; gawk, for the mawk of Debian 11 knows no `{2}`.
readonly packages=gawk,iproute2,iptables,nftables,procps,python3

export UPLINK=up0 # 04-two-uplinks names interfaces that a sandbox has not

# Says why there is none: where tests must not be left out, that is a failure.
cannot() {
  printf 'test/older: NOT RUN: %s\n' "$1" >&3
  if [[ -n ${CI-} ]]; then exit 1; fi
  skip "$1"
}

# make_debian SUITE: a folder with that Debian, and the labs in it.
make_debian() {
  local mirror found=''
  bats_require_minimum_version 1.5.0
  root=$BATS_FILE_TMPDIR/root
  export root
  if ((EUID != 0)); then cannot 'to make a Debian in a folder takes root'; fi
  for mirror in "${mirrors[@]}"; do
    if curl --silent --head --fail --output /dev/null --max-time 60 "$mirror/dists/$1/Release"; then found=$mirror && break; fi
  done
  if [[ -z $found ]]; then cannot "no mirror has $1"; fi
  debootstrap --variant=minbase --include="$packages" "$1" "$root" "$found" >"$BATS_FILE_TMPDIR/said" 2>&1 || {
    tail "$BATS_FILE_TMPDIR/said"
    return 1
  }
  node "$BATS_TEST_DIRNAME/../../dist/cli.js" build --out "$root/labs" "$BATS_TEST_DIRNAME/../laws/tutorials" "$BATS_TEST_DIRNAME/../../tutorials" \
    >"$BATS_FILE_TMPDIR/said" 2>&1 || {
    tail "$BATS_FILE_TMPDIR/said"
    return 1
  }
  mkdir "$root/netgen"
}

# in_debian COMMAND...: in that Debian; this project is /netgen there, and the labs are in /labs.
in_debian() {
  unshare --mount --propagation private bash -euc '
    mount --bind "$1" "$1"
    mount --rbind /dev "$1/dev"
    mount --rbind /sys "$1/sys"
    mount -t proc proc "$1/proc"
    mount -t tmpfs mnt "$1/mnt"
    mount -t tmpfs tmp "$1/tmp"
    mount --bind -o ro "$2" "$1/netgen"
    exec chroot "$1" "${@:3}"' debian "$root" "$BATS_TEST_DIRNAME/../.." "$@"
}

# holds LAB FUNCTION [ARGUMENT...]: a function of test/laws/proofs, on a machine of its own with those programs.
holds() { in_debian /netgen/test/laws/prove "/labs/$1" "${@:2}"; }

# goes_through LAB: it is set up, again without a change, as its dry run says, and leaves nothing behind.
goes_through() {
  local law
  for law in idempotent dry_run no_residue; do holds "$1" "$law"; done
}
