# What the files of hosts/ are written in. A file has `make` and `unmake`, and says what is expected of the tutorials.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # names of Bats and for it

readonly vm=/netgen/vm
name_of_host=$(basename -- "${BATS_TEST_FILENAME}" .bats)
seed_labs=(/netgen/labs/??-*)

setup_file() {
  # shellcheck source=test/vm/guest/world.bash
  source "${vm}/guest/world.bash"
  make
  bash "${vm}/guest/snapshot.bash" >"${BATS_FILE_TMPDIR}/before"
}

teardown_file() {
  # shellcheck source=test/vm/guest/world.bash
  source "${vm}/guest/world.bash"
  unmake
}

# around COMMAND...: how the lab's scripts are called; a file may define it anew.
around() { "$@"; }

# Hidden from the labs, and still there for us.
hide() {
  local name path
  mkdir -p /hidden
  for name; do
    while path=$(type -P "${name}"); do
      mv "${path}" /hidden/ && printf '%s\n' "${path}" >>/hidden/.from
      hash -r
    done
  done
}

show_again() {
  local path
  while read -r path; do mv "/hidden/${path##*/}" "${path}"; done </hidden/.from
  rm -r /hidden
}

readonly iptables_programs=(iptables ip6tables iptables-restore ip6tables-restore iptables-save ip6tables-save
  iptables-nft ip6tables-nft iptables-legacy ip6tables-legacy xtables-nft-multi xtables-legacy-multi)
hide_iptables() { hide "${iptables_programs[@]}"; }

# The old kind of iptables keeps its tables until the modules go.
forget_legacy_rules() {
  local program table
  for program in iptables-legacy ip6tables-legacy; do
    while read -r table; do
      "${program}" -t "${table}" -F
      "${program}" -t "${table}" -X
    done <"/proc/net/${program%tables-legacy}_tables_names"
    "${program}" -P FORWARD ACCEPT
  done
  modprobe -r iptable_nat iptable_filter iptable_mangle iptable_raw iptable_security
  modprobe -r ip6table_nat ip6table_filter ip6table_mangle ip6table_raw ip6table_security
}

# wait_until COMMAND...: a daemon takes its time; three minutes are too much.
wait_until() {
  local tries
  for ((tries = 0; tries < 360; tries++)); do
    if "$@"; then return; fi
    sleep 0.5
  done
  printf 'does not come true: %s\n' "$*"
  cat /tmp/firewalld /tmp/NetworkManager /tmp/networkd /tmp/dockerd 2>/dev/null || true
  return 1
}

ended() { [[ ! -e /proc/$1 ]]; }

# Settings of the kernel that a daemon changes, and does not put back.
settings() { grep -rs '' /proc/sys/net/ipv4 /proc/sys/net/ipv6 /proc/sys/net/core | grep -v 'stable_secret\|/neigh/\|/route/'; }
save_settings() { settings >/tmp/settings; }
restore_settings() {
  local setting
  while IFS= read -r setting; do
    printf '%s\n' "${setting#*:}" >"${setting%%:*}"
  done < <(settings | grep -vxFf - /tmp/settings || true)
}

# The system's message bus, without the users that the package would have made.
start_bus() {
  mkdir /run/dbus
  cat >/tmp/bus.conf <<'XML'
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path=/run/dbus/system_bus_socket</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/> <allow receive_sender="*"/> <allow own="*"/> <allow user="*"/>
  </policy>
</busconfig>
XML
  dbus-daemon --config-file=/tmp/bus.conf --nofork >/tmp/bus 2>&1 3>&- &
  printf '%s\n' "$!" >/tmp/bus-pid
  wait_until test -S /run/dbus/system_bus_socket
}

stop_bus() {
  kill "$(</tmp/bus-pid)"
  wait_until ended "$(</tmp/bus-pid)"
  rm -rf /run/dbus
}

start_firewalld() {
  save_settings
  start_bus
  firewalld --nofork --nopid >/tmp/firewalld 2>&1 3>&- &
  printf '%s\n' "$!" >/tmp/firewalld-pid
  wait_until firewalld_rejects
}

firewalld_rejects() { [[ $(nft list chain inet firewalld filter_FORWARD 2>/dev/null) == *reject* ]]; }

stop_firewalld() {
  kill "$(</tmp/firewalld-pid)"
  wait_until ended "$(</tmp/firewalld-pid)"
  stop_bus
  nft delete table inet firewalld 2>/dev/null || true
  rm -rf /run/firewalld
  restore_settings
}

# The daemon alone: an image would have to come from elsewhere.
start_docker() {
  save_settings
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
  dockerd --data-root=/tmp/docker --storage-driver=vfs >/tmp/dockerd 2>&1 3>&- &
  printf '%s\n' "$!" >/tmp/dockerd-pid
  wait_until docker_filters
}

docker_filters() { grep -q 'API listen on ' /tmp/dockerd && [[ $(iptables-nft -S) == *'-P FORWARD DROP'*'-A DOCKER-USER -j RETURN'* ]]; }

stop_docker() {
  kill "$(</tmp/dockerd-pid)"
  wait_until ended "$(</tmp/dockerd-pid)"
  nft delete table ip filter
  nft delete table ip nat
  ip link delete docker0
  umount /sys/fs/cgroup
  modprobe -r br_netfilter
  rm -rf /run/docker /run/docker.sock /run/containerd /tmp/docker
  restore_settings
}

# udev gives interfaces MAC addresses that last.
start_udev() {
  cp /sys/class/net/eth0/address /tmp/eth0-address
  /usr/lib/systemd/systemd-udevd >/tmp/udevd 2>&1 3>&- &
  printf '%s\n' "$!" >/tmp/udevd-pid
  wait_until test -S /run/udev/control
  udevadm trigger --subsystem-match=net --action=add
  udevadm settle --timeout=60
}

stop_udev() {
  kill "$(</tmp/udevd-pid)"
  wait_until ended "$(</tmp/udevd-pid)"
  rm -rf /run/udev
  ip link set eth0 address "$(</tmp/eth0-address)"
}

# Each tutorial's lab lives its whole life here: its checks pass, a second run changes nothing, and nothing is left.
every_tutorial_works() {
  local lab
  for lab in "${seed_labs[@]}"; do works "${lab##*/}"; done
}

every_law_tutorial_works() {
  local lab
  for lab in /netgen/labs/*; do
    lab=${lab##*/}
    if [[ ${lab} != ??-* ]]; then works "${lab}"; fi
  done
}

# every_tutorial_works_but STATUS SENTENCE LAB...: those named stop before the first change, with a sentence that helps.
every_tutorial_works_but() {
  local lab said
  for lab in "${seed_labs[@]}"; do
    lab=${lab##*/}
    if [[ " ${*:3} " == *" ${lab} "* ]]; then
      # One line, and nothing that Bats would expand.
      said=${2%%$'\n'*}
      bats_test_function --description "${name_of_host}: ${lab} stops: ${said//[\"\$\`\\]/}" -- run_lab "${lab}" "$1" "$2"
    else
      works "${lab}"
    fi
  done
}

works() { bats_test_function --description "${name_of_host}: $1 works" -- run_lab "$1" "${@:2}"; }

# A process of its own: Bats looks at each line of a test, which costs more than the line.
run_lab() { around bash "${vm}/guest/lab.bash" "$@"; }
