#!/usr/bin/env bash
# Prints all that a lab may change on a machine, one fact a line, without what comes and goes by itself.
# shellcheck disable=SC2312 # what is not there prints nothing
set -uo pipefail
shopt -s nullglob
# What a host file hides from the labs is not hidden from us.
export PATH=/hidden:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
umask 022

# Carrier, queues, timers, link-local addresses that the kernel makes, counters.
without_noise() {
  sed -E '/fe80::|ff00::|proto kernel_ll/d
    s/,?(LOWER_UP|NO-CARRIER)//g; s/<,/</; s/ state [A-Z]+//; s/ qdisc noqueue//; s/ qlen [0-9]+//
    s/ [a-z_]+_timer +[0-9.]+//g; s/ link-netns(id)? [^ ]+//; s/@if[0-9]+//
    s/ (valid|preferred)_lft [^ \\]+//g; s/ expires [0-9]+sec//; s/ (linkdown|dead|tentative|dadfailed)//g
    s/ promiscuity [0-9]+//; s/ allmulti [0-9]+//; s/\[[0-9]+:[0-9]+\]//; s/ +$//' | sort
}

# One namespace. Indexes are never given twice, so they are part of the first field that goes.
kernel() {
  ip -d -o link show | sed 's/^[0-9]*: //'
  ip -o address show | sed 's/^[0-9]*: //'
  ip -d -4 route show table all
  ip -d -6 route show table all
  ip -4 rule show
  ip -6 rule show
  bridge fdb show | grep -v 'permanent\|33:33:\|01:00:5e' || true
  ip neighbour show nud permanent
  tc qdisc show | grep -v noqueue || true
  nft -s list ruleset 2>&1 | without_empty_nat || true
  legacy_rules
  grep -rs '' /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/conf /proc/sys/net/ipv4/ping_group_range \
    /proc/sys/net/ipv4/fib_multipath_hash_policy /proc/sys/net/ipv6/conf /proc/sys/net/bridge | grep -v stable_secret
}

# A table `nat` that holds nothing but empty chains that accept: iptables makes it with the first rule, and cannot take it
# away (docs/decisions/0014-nft-or-iptables.md).
without_empty_nat() {
  awk '
    /^table ip6? nat {$/ { held = $0; next }
    held == "" { print; next }
    /^}$/ { if (rules) print held "\n" $0; held = ""; rules = 0; next }
    { held = held "\n" $0 }
    !/^\tchain (PREROUTING|INPUT|OUTPUT|POSTROUTING) {$|^\t\ttype nat hook [a-z]+ priority [a-z0-9-]+; policy accept;$|^\t}$|^$/ { rules = 1 }'
}

legacy_rules() {
  if [[ -s /proc/net/ip_tables_names ]]; then iptables-legacy-save | grep -v '^#' || true; fi
  if [[ -s /proc/net/ip6_tables_names ]]; then ip6tables-legacy-save | grep -v '^#' || true; fi
}

# Daemons keep notes of what they have seen; those are theirs.
files() {
  find /run /etc/netns \( -path '/run/netns/*' -o -path /run/NetworkManager -o -path /run/systemd -o -path /run/udev \
    -o -path /run/mount -o -name xtables.lock \) -prune -o -printf 'file: %y %m %p\n' 2>/dev/null
  for name in /run/netns/*; do printf 'namespace: %s\n' "${name##*/}"; done
}

# A namespace is taken apart after its name has gone; its links linger as ours with the far end unknown.
for ((tries = 0; tries < 100; tries++)); do
  if ! ip -o link show type veth | grep -q ' link-netnsid '; then break; fi
  sleep 0.05
done
kernel | without_noise
files | sort
