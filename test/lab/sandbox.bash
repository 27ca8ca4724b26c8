# A machine of its own for a test: namespaces in which scripts may do as they like, and a reader of their whole state.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2310,SC2312 # names that Bats gives; what is not there prints nothing; questions

# enter_sandbox COMMAND...: runs it, as root, in a network, a mount and a process namespace of its own, and ends what it
# leaves running. /run is empty there, and what is written to /etc goes with it. The uplink `up0` leads to the namespace `outside`, which stands for the rest of
# the world: it answers at 192.0.2.1 (the next hop), at 203.0.113.9 and, in IPv6, at 2001:db8:ffff::1 and ...:9::9.
enter_sandbox() {
  local -a as_root=()
  if ((EUID != 0)); then as_root=(--user --map-root-user); fi
  unshare "${as_root[@]}" --mount --net --pid --fork --kill-child --mount-proc --propagation private bash -c '
    set -euo pipefail
    mount -t tmpfs run /run
    mkdir -p /run/netns
    mount -t sysfs sysfs /sys
    mount -t tmpfs upper /mnt
    mkdir /mnt/upper /mnt/work
    mount -t overlay -o lowerdir=/etc,upperdir=/mnt/upper,workdir=/mnt/work overlay /etc
    ip -batch - <<IP
link set lo up
netns add outside
link add up0 type veth peer name o0 netns outside
address add 192.0.2.2/24 dev up0
address add 2001:db8:ffff::2/64 dev up0 nodad
link set up0 up
IP
    ip -n outside -batch - <<IP
link set lo up
address add 192.0.2.1/24 dev o0
address add 2001:db8:ffff::1/64 dev o0 nodad
link set o0 up
address add 203.0.113.9/32 dev lo
address add 2001:db8:ffff:9::9/128 dev lo nodad
IP
    ip route add default via 192.0.2.1 dev up0
    ip route add default via 2001:db8:ffff::1 dev up0
    exec "$@"' sandbox "$@"
}

# in_lab LAB FUNCTION [ARGUMENT...]: calls a function of the test file in a sandbox, in the folder of the lab's scripts.
# In it, `set -e` is on: the first command that fails fails the test. `shared` names other functions of the file that this one needs.
shared=()
in_lab() {
  local lab=$1
  shift
  enter_sandbox bash -c "
    set -euo pipefail
    source '${BASH_SOURCE[0]}'
    $(declare -f "$1" "${shared[@]}")
    cd '$labs/$lab'
    readonly here='$BATS_TEST_DIRNAME'
    \"\$@\"" test "$@"
}

# build_labs TUTORIAL...: the scripts of these tutorials, below $labs.
build_labs() {
  labs=$BATS_FILE_TMPDIR/labs
  node "$BATS_TEST_DIRNAME/../../dist/cli.js" build --out "$labs" "$@" >"$BATS_FILE_TMPDIR/build" 2>&1 || {
    cat "$BATS_FILE_TMPDIR/build"
    return 1
  }
  export labs
}

# All that a lab may leave behind, without what differs from run to run: indexes, MAC addresses, carrier, timers.
snapshot() {
  local name
  settle
  snapshot_namespace
  for name in /run/netns/*; do
    if [[ -e $name ]]; then snapshot_namespace -n "${name##*/}"; fi
  done
  nft -s list ruleset
  for name in ip ip6; do
    if [[ -s /proc/net/${name}_tables_names ]]; then
      "${name}tables-legacy-save" | sed '/^#/d; s/\[.*//'
    fi
  done
  grep -H '' /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding /proc/sys/net/ipv4/conf/all/rp_filter
  find /run /etc/netns ! -name owns ! -name xtables.lock ! -path '/run/netns/*' -printf '%p %y\n' 2>/dev/null | sort || true
  find /run/netgen/.before /etc/netns -type f ! -name '.netgen-*' -exec grep -H '' {} + 2>/dev/null | sort || true
}

# A namespace is taken apart after its name is gone; with it goes the far end of a pair.
settle() {
  local try
  for ((try = 0; try < 250; try++)); do
    if ! links_linger; then break; fi
    sleep 0.02
  done
}
links_linger() { ip -o link show | grep -q ' link-netnsid '; }

# wait_until COMMAND...: what has not come true after ten seconds does not come true.
wait_until() {
  local try
  for ((try = 0; try < 500; try++)); do
    if "$@"; then return; fi
    sleep 0.02
  done
  printf 'does not come true: %s\n' "$*"
  return 1
}

# snapshot_namespace [-n NAME]
snapshot_namespace() {
  {
    ip "$@" -d -o link show
    ip "$@" -o address show
    ip "$@" -d -4 route show table all
    ip "$@" -d -6 route show table all
    ip "$@" -4 rule show
    ip "$@" -6 rule show
  } | sed -E '
    s/^[0-9]+: //
    s/@if[0-9]+//
    s/ link-netns(id)? [^ ]+//
    s/ link\/ether [0-9a-f:]+//
    s/ brd [0-9a-f:]{17}//
    s/,?(LOWER_UP|NO-CARRIER)//g; s/<,/</
    s/ state [A-Z]+//; s/ qdisc [a-z]+//
    s/ promiscuity .*(\\    (veth|bridge|macvlan|dummy)) .*/\1/
    s/ linkdown//; s/ dead//; s/ tentative//
    /fe80:|ff00::|proto kernel_ll/d
    s/ +$//' | sort | sed "s/^/${2-host}: /"
}

# same TEXT TEXT: else the difference is shown.
same() {
  if [[ $1 == "$2" ]]; then return; fi
  diff <(printf '%s\n' "$1") <(printf '%s\n' "$2") || true
  return 1
}

# fails STATUS COMMAND...: it must end with that status; what it prints is kept in $output.
fails() {
  local wanted=$1 status=0
  shift
  output=$("$@" 2>&1) || status=$?
  if ((status != wanted)); then
    printf 'status %s instead of %s: %s\n%s\n' "$status" "$wanted" "$*" "$output"
    return 1
  fi
}

# last_line COMMAND...: runs it and prints the last line of what it prints.
last_line() {
  local text
  text=$("$@")
  printf '%s\n' "${text##*$'\n'}"
}
