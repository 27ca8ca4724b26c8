# Makes the inside of a sandbox, as its first process, and keeps it until standard input ends.
# Usage: bash -c "$(cat enter.bash)" sandbox OUTSIDE4 OUTSIDE6 [UPLINK HOST4 FAR4 HOST6 FAR6]...
set -euo pipefail

# What the lab may write is the sandbox's own: /run, and /tmp and /etc above the machine's.
private_files() {
  mount -t tmpfs -o mode=0755 tmpfs /run
  mkdir -p /run/netns /run/lock /run/sandbox/lab
  above /tmp 1777
  above /etc 0755
  own_copies hosts resolv.conf nsswitch.conf
  rm -f /etc/netns # the machine's files for nodes of such names are not for these
  read_only
}

# A folder of our own, with links to all that the machine has there. (An overlay would do, where file systems allow one.)
above() {
  local folder=$1 mode=$2
  mkdir "/run/sandbox$folder"
  mount --bind "$folder" "/run/sandbox$folder"
  mount -t tmpfs -o "mode=$mode" tmpfs "$folder"
  # What goes while this looks makes find fail.
  find "/run/sandbox$folder" -mindepth 1 -maxdepth 1 -exec ln -s -t "$folder" {} + || true
}

# `ip netns exec` binds files over these: they must be files, not links that lead out of /run.
own_copies() {
  local name
  for name; do
    rm -f "/etc/$name"
    cat "/run/sandbox/etc/$name" >"/etc/$name" 2>/dev/null || true
  done
}

# The machine's files can be read only. Where the kernel does not allow the change, the user's own rights are the limit.
read_only() {
  local point options
  while read -r _ _ _ _ point options _; do
    point=$(printf '%b' "$point")
    case $point in
      /run/sandbox/*) ;;
      /proc | /proc/* | /sys | /sys/* | /dev | /dev/* | /run | /run/* | /tmp | /etc) continue ;;
      *) ;;
    esac
    options=${options#r[wo]}
    mount -o "remount,bind,ro${options//,relatime/}" "$point" 2>/dev/null || true
  done </proc/self/mountinfo
  # Of the kernel's settings, only those of our own network namespaces.
  if mount --bind /proc/sys /proc/sys 2>/dev/null && mount --bind /proc/sys/net /proc/sys/net 2>/dev/null; then
    mount -o remount,bind,ro /proc/sys 2>/dev/null || true
  fi
}

# The machine's own namespace as a fresh machine has it, whatever this one inherited.
private_network() {
  mount -t sysfs sysfs /sys 2>/dev/null || true
  ip link set lo up
  set_sysctl net/ipv4/ip_forward 0
  set_sysctl net/ipv6/conf/all/forwarding 0
  set_sysctl net/ipv4/conf/all/rp_filter 0
  set_sysctl net/ipv4/conf/default/rp_filter 0
}

set_sysctl() {
  [[ ! -w /proc/sys/$1 ]] || printf '%s\n' "$2" >"/proc/sys/$1"
}

# What is beyond the uplinks: one namespace that all of them lead to, with an address that looks public.
outside() {
  local address4=$1 address6=$2 first=${3-} gateway4=${5-} gateway6=${7-}
  shift 2
  ip netns add outside
  ip -n outside link set lo up
  ip -n outside address add "$address4/32" dev lo
  ip -n outside address add "$address6/128" dev lo nodad
  while (($# > 0)); do
    ip link add "$1" type veth peer name "$1" netns outside
    ip address add "$2" dev "$1"
    ip address add "$4" dev "$1" nodad
    ip -n outside address add "$3" dev "$1"
    ip -n outside address add "$5" dev "$1" nodad
    ip link set "$1" up
    ip -n outside link set "$1" up
    shift 5
  done
  ip route add default via "${gateway4%/*}" dev "$first"
  ip -6 route add default via "${gateway6%/*}" dev "$first"
}

# In a process namespace the kernel ends what is left with its first process. Elsewhere our user namespace tells what is ours.
end_processes() {
  local folder
  (($$ != 1)) || return 0
  for folder in /proc/[0-9]*; do
    # Not the one that waits for us: with it the kernel would end us before we are done.
    [[ ${folder#/proc/} != "$$" && ${folder#/proc/} != "$PPID" && $folder/ns/user -ef /proc/self/ns/user ]] || continue
    kill -9 "${folder#/proc/}" || true
  done 2>/dev/null
}

private_files
private_network
outside "$@"
echo ready
while read -r _; do :; done
end_processes
