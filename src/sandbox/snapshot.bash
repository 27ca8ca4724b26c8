# Prints all that a lab may change on a machine, one fact a line: what a lab leaves behind is the difference of two of these.
# Usage: bash -c "$(cat snapshot.bash)" snapshot kernel|'kernel and files'
set -uo pipefail
shopt -s nullglob

# What comes and goes by itself: carrier, queues, timers, the link-local addresses that the kernel makes, and its own routes to IPv6
# addresses, which come some time after these; what routers and servers of the lab deal out, which comes when it comes; what a module of tunnels
# puts into every namespace as it is loaded.
without_noise() {
  awk '
    { line[NR] = $0 }
    / dynamic / { split($4, address, "/"); dealt["src " address[1]]; if ($3 == "inet6") advertised[$2] }
    END {
      for (number = 1; number <= NR; number++) {
        $0 = line[number]
        isDealt = / dynamic | proto (ra|dhcp) / || / proto kernel metric 256/ && match($0, / dev [^ ]+/) && substr($0, RSTART + 5, RLENGTH - 5) in advertised
        if (match($0, /src [^ ]+/) && substr($0, RSTART, RLENGTH) in dealt) isDealt = 1
        if (!isDealt) print
      }
    }' | sed -E '/fe80::|ff00::|\b(tunl|gre|gretap|erspan|sit|ip6tnl|ip6gre)0\b/d; /^(local|anycast|multicast) [0-9a-f]*:.* table local proto kernel/d; s/,?(LOWER_UP|NO-CARRIER)//g; s/<,/</; s/ state [A-Za-z]+//g; s/ [a-z_]+_timer +[0-9.]+//g; s/ (topology_change|topology_change_detected|topology_change_ack|config_pending|designated_[a-z]+|root_port|root_path_cost|fdb_n_learned) [^ ]+//g; s/ qdisc [a-z_]+//; s/ qlen [0-9]+//; s/ link-netnsid [0-9]+//; s/ permaddr [^ \\]+//
    s/ linkdown//; s/ (tentative|dadfailed)//g; s/ (valid|preferred)_lft [^ \\]+//g; s/ +$//'
}

# One namespace: links with all their attributes, addresses, routes of every table, rules, packet filters, sysctls.
kernel() {
  ip -d -o link show
  ip -o -4 route show table all
  ip -o -6 route show table all
  ip -4 rule show
  ip -6 rule show
  ip -o address show # last: one that a router has advertised comes after its route
  if command -v nft >/dev/null; then nft -s list ruleset 2>&1; fi
  if [[ -s /proc/net/ip_tables_names ]]; then iptables-legacy-save 2>&1 | grep -v '^#' | sed 's/\[.*\]//'; fi
  grep -rs '' /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/conf /proc/sys/net/ipv4/ping_group_range \
    /proc/sys/net/ipv4/fib_multipath_hash_policy /proc/sys/net/ipv6/conf /proc/sys/net/bridge \
    | grep -v stable_secret
}

# Where the sandbox has no process namespace of its own, its user namespace tells its processes from others.
processes() {
  local folder name
  for folder in /proc/[0-9]*; do
    [[ ${folder#/proc/} != 1 && ${folder#/proc/} != "$$" && $folder/ns/user -ef /proc/self/ns/user ]] || continue
    name=$(tr '\0' ' ' <"$folder/cmdline" 2>/dev/null) || continue
    [[ -z $name ]] || printf 'process: %s\n' "$name"
  done
}

files() {
  local -a places=(/run /tmp /etc/netns '(' -path /run/sandbox -o -path /run/netns -o -name xtables.lock ')' -prune -o)
  find "${places[@]}" -printf 'file: %y %m %p\n' | sort
  find "${places[@]}" -type f -exec cksum {} + | sort | sed 's/^/content: /'
}

if [[ $1 == inside ]]; then
  kernel
  exit
fi
if [[ $1 == *files ]]; then
  processes
  files
fi
kernel | without_noise | sed 's/^/host: /'
for namespace in /run/netns/*; do
  namespace=${namespace##*/}
  printf 'namespace: %s\n' "$namespace"
  ip netns exec "$namespace" bash -c "$BASH_EXECUTION_STRING" snapshot inside | without_noise | sed "s/^/$namespace: /"
done
