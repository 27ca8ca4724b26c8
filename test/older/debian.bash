# The programs of an older Debian, whole in a folder, on the kernel of this machine: bash, iproute2, nftables, iptables and what
# else the scripts call. The laws are tried there as they are elsewhere.
# shellcheck shell=bash
# shellcheck disable=SC2016,SC2154 # text for other shells; names that Bats gives

# Where suites come from, and where they go when nobody looks after them any more.
readonly mirrors=(http://deb.debian.org/debian http://archive.debian.org/debian)
# What the labs and the laws need that no Debian can do without; gawk, for the mawk of Debian 11 knows no `{2}`.
readonly packages=gawk,iproute2,iptables,nftables,procps,python3

export UPLINK=up0 # 04-two-uplinks names interfaces that a sandbox has not

load ../lab/cannot
load ../lab/sandbox

# make_debian SUITE: a folder with that Debian, and the labs in it.
make_debian() {
  local mirror found=''
  bats_require_minimum_version 1.5.0
  root=$BATS_FILE_TMPDIR/root
  export root
  if ((EUID != 0)); then cannot 'to make a Debian in a folder takes root'; fi
  for mirror in "${mirrors[@]}"; do
    if curl --silent --head --fail --output /dev/null --max-time 60 --retry 5 --retry-all-errors "$mirror/dists/$1/Release"; then found=$mirror && break; fi
  done
  if [[ -z $found ]]; then cannot "no mirror has $1"; fi
  debootstrap --variant=minbase --include="$packages" "$1" "$root" "$found" >"$BATS_FILE_TMPDIR/said" 2>&1 || {
    tail "$BATS_FILE_TMPDIR/said"
    return 1
  }
  build_labs "$BATS_TEST_DIRNAME/../laws/tutorials" "$BATS_TEST_DIRNAME/../../tutorials"
  mkdir "$root/netgen" "$root/labs"
  touch "$root"/etc/{hosts,resolv.conf} # a node sees files of its own in the place of these
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
    mount --bind -o ro "$3" "$1/labs"
    exec chroot "$1" "${@:4}"' debian "$root" "$BATS_TEST_DIRNAME/../.." "$labs" "$@"
}

# has BASH IPROUTE2 NFTABLES: these are the beginnings of the versions there.
has() {
  local versions
  versions=$(in_debian bash -c 'printf "%s, " "${BASH_VERSION%.*}" && ip -V && nft -v')
  printf '%s\n' "$versions"
  [[ $versions == "$1, ip utility, iproute2-$2"*$'\n'"nftables v$3 "* ]]
}

# holds LAB FUNCTION [ARGUMENT...]: a function of test/laws/proofs, on a machine of its own with those programs.
holds() { in_debian /netgen/test/laws/prove "/labs/$1" "${@:2}"; }

# goes_through LAB: it is set up, again without a change, as its dry run says, and leaves nothing behind.
goes_through() {
  local law
  for law in idempotent dry_run no_residue; do holds "$1" "$law"; done
}
