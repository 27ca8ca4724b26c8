# Law 4: whatever is taken from the lab, altered in it or added to it: --check names it and nothing else, setup repairs it
# and nothing else.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2310,SC2312,SC2016 # names that other proofs set; questions; states in arguments; text for awk

# alterations: one a line, made from what stands on the machine, object by object: what somebody may do to the lab.
alterations() {
  local place
  alter_links host ''
  alter_tables ''
  for place in $(lab_namespaces); do
    printf 'ip netns delete %s\n' "$place"
    alter_links "$place" "-n $place"
    alter_tables "ip netns exec $place "
    add_extras "$place"
  done
  alter_settings
  find /etc/netns -type f ! -name '.netgen-*' -printf 'rm %p\nprintf other >%p\n' 2>/dev/null || true
  processes_of_lab | awk '$1 == $2 { print "kill -KILL -- -" $1 }'
}

lab_namespaces() { ip netns list | sed 's/ .*//; /^outside$/d' | sort; }

# alter_links PLACE OPTIONS: each link of the lab there, its addresses and routes.
alter_links() {
  local dev line group links=''
  group=$(sed -n 's/^readonly .*group=\([0-9]*\).*/\1/p' setup.sh)
  if [[ $1 == host ]]; then links="group $group"; fi
  # shellcheck disable=SC2086 # words, or none
  ip $2 -o -d link show $links | while read -r line; do
    dev=$(sed -E 's/^[0-9]+: ([^:@]+).*/\1/' <<<"$line")
    if [[ $dev == lo ]]; then
      printf 'ip %s link set lo down\n' "$2"
      continue
    fi
    printf 'ip %s link delete %s\n' "$2" "$dev"
    if [[ $line == *[,\<]UP[,\>]* ]]; then printf 'ip %s link set %s down\n' "$2" "$dev"; else printf 'ip %s link set %s up\n' "$2" "$dev"; fi
    printf 'ip %s link set %s down; ip %s link set %s name altered0\n' "$2" "$dev" "$2" "$dev"
    if [[ $line == *' veth '* ]]; then printf 'ip %s link set %s mtu 1337\n' "$2" "$dev"; fi
    printf 'ip %s link set %s arp off\n' "$2" "$dev"
    if [[ $line == *' master '* ]]; then printf 'ip %s link set %s nomaster\n' "$2" "$dev"; fi
    if [[ $line == *' link/ether '* && $(<setup.sh) == *" address $(sed -E 's/.* link\/ether ([^ ]+) .*/\1/' <<<"$line") "* ]]; then
      printf 'ip %s link set %s address 02:00:00:00:00:fe\n' "$2" "$dev"
    fi
    # shellcheck disable=SC2086 # words, or none
    ip $2 -o address show dev "$dev" | awk -v ip="ip $2" '!/ fe80:/ { print ip, "address delete", $4, "dev", $2 }'
  done
  alter_connected "$@"
  # shellcheck disable=SC2086 # words, or none
  ip $2 route show table all proto boot | awk -v ip="ip $2" -v place="$1" '
    { sub(/ *(linkdown|dead|onlink|pref [a-z]+)/, ""); gsub(/\t/, " ") }
    /nexthop/ || !/[0-9a-z]/ { next }
    place == "host" && !/ dev (br|fw|test-bridge)/ { next }
    { print ip, (/:/ ? "-6 " : "") "route delete", $0 }' | looked_at
}

# alter_connected PLACE OPTIONS: the routes to subnets, that the kernel has made with their addresses. Where the author's own commands
# work, they may have taken one away.
alter_connected() {
  if grep -qE "^  (start_process|run_once) [^ ]+ $1 " setup.sh; then return; fi
  # shellcheck disable=SC2086 # words, or none
  { ip $2 -4 route show proto kernel && ip $2 -6 route show proto kernel; } | awk -v ip="ip $2" -v place="$1" '
    /^fe80:/ || !/\// || place == "host" && !/ dev (br|fw|test-bridge)/ { next }
    { print ip, (/:/ ? "-6 " : "") "route delete", $1, "dev", $3 }'
}

# alter_tables PREFIX
alter_tables() {
  local table
  $1 nft list tables 2>/dev/null | while read -r _ table; do
    printf '%snft delete table %s\n%snft flush table %s\n%snft add chain %s altered\n' "$1" "$table" "$1" "$table" "$1" "$table"
    $1 nft -a list table "${table% *}" "${table#* }" | awk -v nft="$1nft" -v table="$table" '
      /chain/ { chain = $2; rule = 0 }
      / # handle/ && !/chain|table|type/ { print nft, "delete rule", table, chain, "handle $(handle_of", ++rule, nft, "-a list chain", table, chain ")" }'
  done
}

# handle_of NUMBER COMMAND...: of the so-manyth rule that COMMAND lists. A table that was loaded again has other handles, in the same order.
handle_of() { "${@:2}" | awk -v number="$1" '/ # handle/ && !/chain|table|type/ && ++rule == number { print $NF }'; }

# Settings that the lesson asks for to its end and the machine has so: another value.
alter_settings() {
  sed -nE "s/^  (ip netns exec ([^ ]+) )?sysctl -w '?([^'=$]+)=([^']*)'?$/\\2|\\3|\\4/p" setup.sh | sort -u |
    while IFS='|' read -r place key value; do
      local enter=''
      if [[ -n $place ]]; then enter="ip netns exec $place "; fi
      if grep -qxF "  restore_sysctl ${place:-host} $key" setup.sh; then continue; fi
      if [[ $($enter sysctl -n "$key" | tr '\t' ' ') != "$value" ]]; then continue; fi
      case $value in
        0) printf "%ssysctl -qw '%s=1'\n" "$enter" "$key" ;;
        *' '*) printf "%ssysctl -qw '%s=%s'\n" "$enter" "$key" "${value% *} $((${value##* } - 1))" ;;
        *) printf "%ssysctl -qw '%s=%s'\n" "$enter" "$key" "$((value - 1))" ;;
      esac
    done
}

# add_extras PLACE: what is not in the plan; where the author's own processes and commands work, it may be theirs.
add_extras() {
  local dev own
  if grep -qE "^  (start_process|run_once) [^ ]+ $1 " setup.sh; then return; fi
  printf 'ip -n %s address add 10.254.0.1/32 dev lo\n' "$1"
  printf 'ip -n %s address add fd00:254::1/128 dev lo\n' "$1"
  printf 'ip -n %s route add blackhole 10.254.1.0/24\n' "$1"
  printf 'ip -n %s -6 route add unreachable fd00:254:1::/64 metric 7\n' "$1"
  printf 'ip -n %s route add blackhole 10.254.2.0/24 table 254000\n' "$1"
  printf 'ip -n %s rule add from 10.254.0.0/16 lookup main priority 77\n' "$1"
  printf 'ip -n %s rule flush\n' "$1"
  printf 'ip -n %s rule add priority 32000 lookup local; ip -n %s rule delete priority 0\n' "$1" "$1"
  if [[ -n $(ip -n "$1" -6 address show scope global) ]]; then
    printf 'ip -n %s -6 rule add from fd00:254::/32 lookup main priority 78\n' "$1"
    printf 'ip -n %s -6 rule flush\n' "$1"
  fi
  printf 'ip -n %s link add extra0 type bridge\n' "$1"
  dev=$(ip -n "$1" -o link show up type veth | sed -E '1!d; s/^[0-9]+: ([^:@]+).*/\1/')
  if [[ -z $dev || $(ip -n "$1" link show dev "$dev") == *' master '* ]]; then return; fi
  printf 'ip -n %s address add 10.254.3.1/24 dev %s\n' "$1" "$dev"
  printf 'ip -n %s route add 10.254.4.0/24 dev %s\n' "$1" "$dev"
  own=$(ip -n "$1" -4 -o address show dev "$dev" | awk 'NR == 1 { print $4 }')
  if [[ -n $own ]]; then printf 'ip -n %s address add 10.254.5.1/24 dev %s; ip -n %s address delete %s dev %s\n' "$1" "$dev" "$1" "$own" "$dev"; fi
}

# The lines of --check ("drift") against the facts that differ ("diff"): prints what is named and has not changed, and
# what has gone and is not named. What the kernel makes by itself comes and goes with the object it belongs to.
readonly name_for_name='
  function key_of_fact(place, kind, text,   words) {
    split(text, words, " ")
    if (kind == "link") { sub(/:.*/, "", text); return place "|link|" text }
    if (kind == "address") return place "|address|" words[3]
    if (kind == "route") return place "|route|" (words[1] ~ /^(unicast|blackhole|unreachable|prohibit)$/ ? words[2] : "")
    if (kind ~ /^rule/) return place "|rule|"
    if (kind ~ /^(nft|ip6?tables)$/) return place "|nft|"
    if (kind == "sysctl") { sub(/:.*/, "", text); return place "|sysctl|" text }
    if (kind == "files") { sub(/^[0-9]+ [0-9]+ /, "", text); split(text, words, " "); return "file|" words[1] }
    if (kind == "processes") return "process|"
    return ""
  }
  function is_automatic(text) { return text ~ / proto kernel|fe80:| lo: <|^lo inet6 ::1\/128 / }
  # In an address or a route with a place: the name, as facts have it.
  function key_of_drift(line,   place, words) {
    place = "host"
    sub(/^(missing|changed|extra|dead name): /, "", line)
    if (match(line, / in [A-Za-z0-9_.-]+/)) { place = substr(line, RSTART + 4, RLENGTH - 4); sub(/ in [A-Za-z0-9_.-]+/, "", line) }
    split(line, words, /[ ,]/)
    if (words[1] == "netns" || words[1] == "namespace") return "netns|" words[2]
    if (words[1] == "link") return place "|link|" words[2]
    if (words[1] == "address") return place "|address|" words[2]
    if ($0 ~ /: route to the subnet of /) return place "|route to a subnet|"
    if (words[1] == "route") {
      if (words[2] ~ /^(blackhole|unreachable|prohibit)$/) words[2] = words[3]
      return place "|route|" (words[2] == "::/0" ? "default" : words[2])
    }
    if (words[1] == "rule") return place "|rule|"
    if (words[1] ~ /^(nft|table|rules?|ip6?tables.*)$/) return place "|nft|"
    if (words[1] == "process" || words[1] == "command") return "process|"
    if (words[1] ~ /^\//) return "file|" words[1]
    if (words[1] == "note") return "note|"
    gsub(/[.]/, "/", words[1]); return place "|sysctl|" words[1]
  }
  /^[<>] / {
    sign = $1; place = $2; sub(/:$/, "", place); kind = $3
    text = $0; sub(/^[<>] [^ ]+ [^ ]+ /, "", text)
    if (kind ~ /^(nft|ip6?tables)$/) sub(/^[0-9]+ /, "", text)
    key = key_of_fact(place, kind, text)
    if (key != "") differs[key] = 1
    if (key ~ /[|]route[|]/ && / proto kernel /) differs[place "|route to a subnet|"] = 1
    differs["netns|" place] = 1
    if (key ~ /[|]link[|]/) some_link = 1
    if (sign == "<" && key ~ /[|](link|address|route)[|]./ && !is_automatic(text)) { gone[key] = text; place_of[key] = place }
    next
  }
  /^(missing|changed|extra|dead name): / {
    key = key_of_drift($0); named[key] = 1; count++
    if (key ~ /[|]link[|]|^netns/) some_link_named = 1
    if (/other end/ && some_link) { pair = 1; next }
    if (!(key in differs)) wrong[$0] = 1
    next
  }
  END {
    # A pair whose ends do not belong together is made anew, and what stands on it and is set on it.
    for (line in wrong) if (!pair || line !~ /^(missing: (address|route|link) |changed: net[.])/) { print "named, but not changed: " line; bad = 1 }
    if (count == 0) { print "nothing is named"; bad = 1 }
    for (key in gone) {
      # A pair goes with one of its ends, and with the namespace that one of them is in.
      if (key in named || (("netns|" place_of[key]) in named) || (key ~ /[|]link[|]/ && some_link_named)) continue
      print "gone, but not named: " place_of[key] ": " gone[key]
      bad = 1
    }
    exit bad
  }'

# names_it CLEAN ALTERED DRIFT. What a command of the author's has made (tutorials/everything.md), nobody looks at.
names_it() {
  {
    diff <(printf '%s\n' "$1") <(printf '%s\n' "$2") | grep '^[<>]' | looked_at || true
    printf '%s\n' "$3"
  } | awk "$name_for_name"
}

# looked_at: facts but for the routes that commands of the author make in tutorials/everything.md and in labs of chance. They count as made, and go
# with their interfaces.
looked_at() { sed -E '/ 10\.9[89]\.[0-9]+\.0\/[0-9]+ /d'; }

# one_by_one [EVERY [FIRST]]: each alteration in turn, or every so-manyth.
one_by_one() {
  local clean change
  local -a changes_to_make
  local -i i tried=0
  ./setup.sh --quiet >/dev/null
  clean=$(state)
  mapfile -t changes_to_make < <(alterations)
  for ((i = ${2-0}; i < ${#changes_to_make[@]}; i += ${1-1})); do
    change=${changes_to_make[i]}
    if [[ $change == kill* ]]; then change=$(alterations | grep '^kill' | head -n 1); fi
    mends "$change" "$clean"
    changes 0 ./setup.sh --check
    tried+=1
  done
  printf '%d alterations\n' "$tried"
  ((tried > 0))
}

# mends CHANGE CLEAN: after that alteration --check names it, and nothing else; setup repairs it, and counts what was named.
mends() {
  local altered said counted
  printf 'altered: %s\n' "$1"
  alter "$1"
  fails 1 ./setup.sh --check
  said=$output
  altered=$(state) # with whatever --check may have changed, which it does not name
  names_it "$2" "$altered" "$said" || { printf 'it said:\n%s\n' "$said" && return 1; }
  counted=$(changed_in "$said")
  changes "$counted" ./setup.sh
  same "$(looked_at <<<"$2")" "$(state | looked_at)"
}

# alter CHANGE: one of the alterations.
alter() {
  if [[ $1 == 'ip netns delete '* ]]; then delete_namespace "${1##* }"; else eval "$1"; fi
}

# delete_namespace NAMESPACE: and waits until it is gone, for the kernel clears it away in its own time, and the other ends of its cables then.
# A process of the lab that lives in it keeps it as it is.
delete_namespace() {
  local before living_there
  local -i tries
  before=$(unnamed_ends "$1") living_there=$(ip netns pids "$1")
  ip netns delete "$1"
  if [[ -n $living_there ]]; then return; fi
  for ((tries = 0; tries < 300; tries++)); do
    if [[ $(unnamed_ends "$1") == "$before" ]]; then return; fi
    sleep 0.1
  done
  printf '%s\n' "$1 was deleted, and is still there after 30 s" && return 1
}

# unnamed_ends NAMESPACE: how many links, but for those of this one, have their other end in a namespace that has no name.
unnamed_ends() {
  local place
  {
    ip -o link show
    for place in $(ip netns list | sed 's/ .*//' | grep -vxF "$1"); do ip -n "$place" -o link show; done
  } | grep -c 'link-netnsid' || true
}

# Things of others at the lab's own: they are left as they are, and are told of.
foreign_beside() {
  local group bridge
  group=$(sed -n 's/^readonly .*group=\([0-9]*\).*/\1/p' setup.sh)
  ./setup.sh --quiet >/dev/null
  bridge=$(ip -o link show group "$group" type bridge | sed -E '1!d; s/^[0-9]+: ([^:]+).*/\1/')
  # A port of somebody else's in a bridge of the lab.
  ip link add foreign0 type veth peer name foreign1
  ip link set foreign0 master "$bridge"
  told_and_left foreign0
  ip link delete foreign0
  # The group is the mark: a link that somebody puts into it is the lab's from then on, and not in its plan.
  ip link add foreign0 type veth peer name foreign1
  ip link set foreign0 group "$group"
  fails 1 ./setup.sh --check
  [[ $output == *'extra: link foreign0'* ]]
  changes 1 ./setup.sh
  fails 1 ip link show foreign0
  # An address, a route and a rule of the machine.
  ip address add 192.0.2.77/24 dev up0
  ip route add 10.253.0.0/16 via 192.0.2.1
  ip rule add from 10.253.0.0/16 lookup main priority 77
  ./setup.sh --quiet >/dev/null
  ./teardown.sh --quiet >/dev/null
  [[ $(ip address show dev up0) == *192.0.2.77/24* && $(ip route) == *10.253.0.0/16* && $(ip rule) == *77:*10.253.0.0/16* ]]
}

# told_and_left DEV
told_and_left() {
  local said
  said=$(./setup.sh --check 2>&1) || true
  ./setup.sh --quiet >/dev/null || true
  ip link show "$1" >/dev/null
  [[ $said == *"$1"* ]] || { printf 'nothing was said of %s: %s\n' "$1" "$said" && return 1; }
}

# slow_parent: a link takes no greater MTU than the one that carries it, which another namespace holds: that one goes back first,
# however slow it is.
slow_parent() {
  local real
  real=$(type -P ip)
  ./setup.sh --quiet >/dev/null
  mkdir /mnt/slow
  printf '%s\n' '#!/bin/sh' 'case "$*" in *"-n b "*) sleep 2 ;; esac' "exec $real \"\$@\"" >/mnt/slow/ip
  chmod +x /mnt/slow/ip
  ip -n b link set eth0 mtu 1337
  PATH=/mnt/slow:$PATH ./setup.sh --quiet
  changes 0 ./setup.sh --check
}
