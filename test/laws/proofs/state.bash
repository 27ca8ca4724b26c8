# What a machine is like: every fact that a lab may change or leave behind, one a line, so that two states can be compared.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2310,SC2312,SC2016 # names of prove; what is not there prints nothing; text for other programs

# One namespace, as the programs that know it print it; lines that begin with @ say what follows.
readonly facts_of_namespace='
  printf "link show\naddress show\nroute show table all\nrule show\nneighbour show nud permanent\nnexthop show\n" |
    ip -d -o -batch -
  echo @rule6; ip -6 rule show
  echo @qdisc; tc qdisc show
  echo @fdb; bridge fdb show
  echo @vlan; bridge vlan show
  echo @nft; nft -s list ruleset
  for family in ip ip6; do
    if [ -s /proc/net/${family}_tables_names ]; then echo @${family}tables; ${family}tables-legacy-save; fi
  done
  echo @sysctl; grep -rsH "" /proc/sys/net || true' # some can only be written

# The lines that awk reads become facts. What is left out differs by itself from one look to the next: carrier and what
# hangs on it (operational state, link-local addresses, routes of the kernel's own making that wait for a carrier, joined
# multicast groups), learned neighbours, timers, counters. Where `same` is set, objects may have been made anew, so also
# what the kernel deals out: indexes, random hardware addresses, numbers of bridge ports and of namespaces.
readonly facts_of_lines='
  function put(kind, text) { print where ": " kind " " text }
  function random_addresses(text,   out, mac) {
    while (match(text, /[0-9a-f][0-9a-f]?(:[0-9a-f][0-9a-f]?){5}/)) {
      mac = substr(text, RSTART, RLENGTH)
      out = out substr(text, 1, RSTART - 1) (index(given, mac) || mac ~ /^(ff|00|01):/ ? mac : "random")
      text = substr(text, RSTART + RLENGTH)
    }
    return out text
  }
  function device(text) { sub(/:.*/, "", text); return text }
  function link(text) {
    gsub(/ [a-z_]+_timer +[0-9.]+/, "", text)
    gsub(/,?(LOWER_UP|NO-CARRIER)/, "", text); sub(/<,/, "<", text)
    sub(/ state [A-Z]+/, "", text)
    gsub(/ state (forwarding|disabled|listening|learning|blocking)| (topology_change|topology_change_detected|topology_change_ack|config_pending|fdb_n_learned) [0-9]+/, "", text)
    if (same) {
      sub(/^[0-9]+: /, "", text)
      sub(/@if[0-9]+|@[^: ]+/, "", text)
      gsub(/ link-netns(id)? [^ ]+| (port_id|port_no|designated_port) [^ ]+| root_port [0-9]+/, "", text)
      gsub(/ (bridge_id|designated_root|designated_bridge) [0-9a-f.:]+/, "", text)
      text = random_addresses(text)
      # A bridge has the address of a port, none when it has lost its last port, and keeps the limits of ports that went.
      sub(/link\/ether 00:00:00:00:00:00/, "link/ether random", text)
      if (text ~ / bridge forward_delay /) gsub(/ [gt]so_max_(size|segs) [0-9]+/, "", text)
      # What has been up once keeps its queue when it goes down, and what macvlans have asked of it.
      if (text !~ /[<,]UP[,>]/) { sub(/ qdisc [a-z]+/, "", text); sub(/ promiscuity [0-9]+/, "", text); down[where, device(text)] = 1 }
    }
    return text
  }
  /^@ / { where = $2; part = "ip"; next }
  /^@/ { part = substr($1, 2); next }
  /^$|^#/ { next }
  part == "rule6" { put("rule6", $0); next }
  part == "qdisc" { if (!((where, $5) in down)) put("qdisc", $0); next }
  part == "fdb" {
    if (same && $3 == $5) next # of the bridge itself
    if (/ (permanent|static)/ && !/^(33:33|01:00:5e|01:80:c2)/) put("fdb", same ? random_addresses($0) : $0)
    next
  }
  part == "vlan" { if ($0 !~ /^port/) put("vlan", $0); next }
  part == "sysctl" {
    sub(/^\/proc\/sys\//, "")
    if ($0 !~ /nf_conntrack_count:|stable_secret|tcp_fastopen_key/) put("sysctl", $0)
    next
  }
  part ~ /tables$/ { sub(/ \[[0-9:]+\]$/, ""); put(sprintf("%s %03d", part, ++lines[where]), $0); next }
  part == "nft" { put(sprintf("nft %03d", ++lines[where]), $0); next }
  # Notes hold numbers of processes and of namespaces, and what a run before has noted too.
  part == "files" && same && /^[0-9]+ [0-9]+ \/(run\/netgen\/[^.]|etc\/netns\/\.netgen-)/ { next }
  part == "files" || part == "processes" { put(part, $0); next }
  /^[0-9]+: [^ ]+ +inet/ {
    if (/ fe80:.* proto kernel_ll/ || / inet6 fe80:/) next
    sub(/^[0-9]+: /, ""); gsub(/ (tentative|dadfailed)/, ""); gsub(/ +/, " ")
    put("address", $0); next
  }
  /^[0-9]+: [^ ]+: </ { put("link", link($0)); next }
  /^[0-9]+:\t/ { put("rule", $0); next }
  / (PERMANENT)/ { put("neighbour", same ? random_addresses($0) : $0); next }
  /^id [0-9]+ / { put("nexthop", $0); next }
  /fe80:|ff00::/ { next }
  / expires [0-9]+sec/ { next }
  { gsub(/ (linkdown|dead)/, ""); gsub(/ +/, " "); put("route", $0) }'

# The files that labs write, with their contents, and what runs.
facts_of_files() {
  local folder
  echo '@ machine' && echo @files
  for folder in /run /etc/netns; do
    if [[ ! -d $folder ]]; then continue; fi
    find "$folder" \( -name xtables.lock -o -path '/run/netns/*' \) -prune -o -printf '%p %y %m %U\n' | sort
    find "$folder" \( -name xtables.lock -o -path '/run/netns/*' \) -prune -o -type f -printf '%p\n' | sort | xargs -r -d '\n' cksum
  done
  echo @processes
  other_processes
}

# lines_of_machine: all there is to know, as the programs print it.
lines_of_machine() {
  local name
  settle
  echo '@ host'
  sh -c "$facts_of_namespace"
  for name in /run/netns/*; do
    if [[ ! -e $name ]]; then continue; fi
    echo "@ ${name##*/}"
    nsenter --net="$name" sh -c "$facts_of_namespace" 2>/dev/null || echo 'a name without a namespace'
  done
  facts_of_files
}

# facts_of [exact]: the facts in such lines. With `exact`, nothing may have been made anew: indexes, addresses and notes
# count too.
facts_of() {
  local given
  if [[ ${1-} == exact ]]; then
    awk -v same='' -v given='' "$facts_of_lines"
  else
    given=$(grep -oshE 'address [0-9a-f:]{17}' ./*.sh ../*/*.sh | tr '\n' ' ' || true)
    awk -v same=1 -v given="$given" "$facts_of_lines" | sort
  fi
}

# state [exact]
state() { lines_of_machine | facts_of "$@"; }

# A namespace is taken apart after its name is gone; with it goes the far end of a pair. And a process that has just been
# started goes through several programs.
settle() {
  local try running=''
  for ((try = 0; try < 200; try++)); do
    if ! links_linger && [[ -z $(other_processes) || $running == "$(other_processes)" ]]; then
      break
    fi
    running=$(other_processes)
    sleep 0.05
  done
}

# other_processes: the command lines of what is not of this session. A python3 may be found by way of other programs.
other_processes() { processes_of_lab | awk '{ sub(/^ *[0-9]+ +[0-9]+ /, ""); sub(/^.*python3 /, "python3 "); print }' | sort; }

# processes_of_lab: all in this sandbox that are not of this session: number, session, command line. What is ending has no
# command line left, and ps says its name in brackets; its session may be gone too, which each ps tells in a way of its own.
processes_of_lab() { ps -e -o pid=,sid=,args= | awk -v own="$(ps -o sid= -p $$)" '$2 != own + 0 && $3 !~ /^\[/'; }
