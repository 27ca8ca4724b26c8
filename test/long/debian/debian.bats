# The programs of older Debians, each whole in a folder, on the kernel of this machine: bash, iproute2, nftables, iptables.
# shellcheck disable=SC2154,SC2016 # names that Bats gives; text for other shells

load ../../kernel/suite
load ../../cannot

# gawk, for the mawk of Debian 11 knows no intervals.
readonly packages=gawk,iproute2,iptables,iputils-ping,nftables,procps,python3,socat

setup_file() {
  local suite
  if ((EUID != 0)); then cannot 'to make a Debian in a folder takes root'; fi
  build_labs "$root"/tutorials/*[^N].md "$root/src/kinds"
  for suite in bullseye bookworm; do
    debootstrap --variant=minbase --include="$packages" "$suite" "$BATS_FILE_TMPDIR/$suite" http://deb.debian.org/debian >"$BATS_FILE_TMPDIR/said" 2>&1 || {
      tail "$BATS_FILE_TMPDIR/said"
      return 1
    }
    mkdir "$BATS_FILE_TMPDIR/$suite"/{kernel,labs}
    touch "$BATS_FILE_TMPDIR/$suite"/etc/{hosts,resolv.conf} # a node sees files of its own in the place of these
  done
}

# in_debian SUITE COMMAND...: there, the tests are /kernel and the labs are in /labs.
in_debian() {
  unshare --mount --propagation private bash -euc '
    mount --bind "$1" "$1"
    mount --rbind /dev "$1/dev"
    mount --rbind /sys "$1/sys"
    mount -t proc proc "$1/proc"
    mount -t tmpfs mnt "$1/mnt"
    mount -t tmpfs tmp "$1/tmp"
    mount --bind -o ro "$2" "$1/kernel"
    mount --bind -o ro "$3" "$1/labs"
    exec chroot "$1" "${@:4}"' debian "$BATS_FILE_TMPDIR/$1" "$kernel" "$labs" "${@:2}"
}

for suite in bullseye bookworm; do
  for lab in 01-two-namespaces 03-masquerade 05-publish host etc exec run veth routes; do
    for point in endures tells; do
      bats_test_function --description "$lab with the programs of $suite: $point" --tags '' -- in_debian "$suite" /kernel/prove "/labs/$lab" "$point"
    done
  done
done
unset suite lab point
