# Reading the machine. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- reading the machine ---------------------------------------------------------------------------

readonly questions=$'link show\naddress show\nroute show table all\nrule show'

# facts: the program of sed that makes of what ip prints pairs of lines: what the lesson would call it, and what is known of
# it. What the kernel makes by itself is left out, or "automatic".
readonly facts='
  t start
  :start
  # a link: its index, the other end by index or name, and all that is said of it
  s/^([0-9]+): ([^:@]+)(@([^:]+))?: </link \2|\1 \4 </; t link
  /^@ns / { s///; h; d; }
  # of the rules that a namespace begins with the one without which no route counts
  s/^32766:\tfrom all lookup main( proto [a-z]+)? *$/rule 32766|automatic/; t pair
  /^(0:\tfrom all lookup local|32767:\tfrom all lookup default)( proto [a-z]+)? *$/ d
  # that there is a route to the subnet of an address; to which the kernel does not say for IPv6
  /^unicast [^ ]+ dev [^ ]+( table main)? proto kernel / {
    s/^unicast [^:]+ dev ([^ ]+) .* scope link src ([^ ]+).*/connected \2 dev \1|automatic/; t pair
    /^unicast fe80::/ ! s/^unicast [^ ]+\/[0-9]+ dev ([^ ]+) .*/connected -6 dev \1|automatic/; t pair
  }
  / proto kernel / d; / proto kernel$/ d; /^$/ d; / inet 127\.0\.0\.1\/8 / d; / inet6 ::1\/128 / d
  # old kernels say of these neither that they are their own
  /^(unicast|multicast) ff00::\/8 dev [^ ]+ table local /d
  s/^[0-9]+: ([^ ]+) +inet6 (fe80::[^ ]+) .*/address \2 dev \1|automatic/; t pair
  s/^[0-9]+: ([^ ]+) +inet6? ([^ ]+) .* dynamic .*/address \2 dev \1|automatic/; t pair
  / secondary / s/^[0-9]+: ([^ ]+) +inet ([^ ]+( peer [^ ]+)?) .*/address \2 dev \1|secondary/; t pair
  s/^[0-9]+: ([^ ]+) +inet6? ([^ ]+( peer [^ ]+)?) .*/address \2 dev \1|1/; t pair
  # a rule may name an interface or a rule that is not there
  /^[0-9]+:\t.*\]/ s/ \[(detached|unresolved)\]//g
  s/^([0-9]+):\t(.*[^ ]) *$/rule priority \1 \2|1/; t pair
  # a route: without what the kernel adds, and with its table at the end, as the lesson has it
  # the next hops of a group that a route names by its number
  s/^\tnh_info id ([0-9]+) group [^\\]*(\\.*)?$/group of next hops \1|hops\2/; t pair
  /^\tnh_info / d
  s/ +$//; s/ expires -?[0-9]+sec//
  / proto (boot|static|78)( |$)/ ! s/$/|automatic/
  s/ (proto|scope|error) [^ |]+//g; s/ (linkdown|dead)//g; s/ table main//; s/ weight 1( |$)/ /g; s/ metric 0( |$)/ /
  s/^unicast //; s/^(blackhole|unreachable|prohibit) (.*) dev lo/\1 \2/
  / pref [a-z]+/ { s///; s/ metric 1024([^0-9]|$)/\1/; s/^default/::\/0/; s/^([a-z]+) default/\1 ::\/0/; }
  s/[\\\t]+/ /g; s/( table [^ |]+)([^|]*)/\2\1/; s/( nexthop [^|]*)( table [^ |]+)/\2\1/
  s/  +/ /g; s/ *(\|automatic)?$/\1/
  /\|automatic$/ ! s/$/|1/
  s/^/route /
  b pair
  # every attribute by the name that sets it, between blanks
  :link
  s/ promiscuity [0-9][^\\]*//; s/\\    bridge_slave [^\\]*//; s/ addrgenmode [^\\]*//; s/ mode DEFAULT//; s/ qdisc [^ \\]+//; s/ qlen [0-9]+//; s/ brd [^ \\]+//
  s/ state [^ \\]+//; /^[^>]*[<,]UP[,>]/ ! s/>/> state down/; /^[^>]*[<,]UP[,>]/ s/>/> state up/; s/ link-netnsid [^ \\]+//; s/ link-netns / link-netns in:/; s/link\/ether /address /
  s/\\/ &/g; s/$/ /
  # the place, kept aside, in front; one that takes whole lines apart by groups took most of the time
  :pair
  x; G; h; s/\n.*//; x; s/\n/ /; s/\|/\n/'

# What ip names by /etc/iproute2/rt_tables has its number again: sets `table_numbers` to what sed has to do for that.
read_table_names() {
  local file number name
  table_numbers=''
  for file in /usr/share/iproute2/rt_tables /usr/share/iproute2/rt_tables.d/*.conf /etc/iproute2/rt_tables /etc/iproute2/rt_tables.d/*.conf; do
    if [[ ! -r $file ]]; then continue; fi
    while read -r number name _ || [[ -n $number ]]; do
      if [[ ! $number =~ ^(0x[0-9A-Fa-f]+|[0-9]+)$ || ! $name =~ ^[A-Za-z0-9_.@:+-]+$ || $name =~ ^(local|main|default|unspec)$ ]]; then continue; fi
      name=${name//./[.]} name=${name//+/[+]}
      table_numbers+="s/ (table|lookup) $name( |\$)/ \\1 $((number))\\2/;"
    done <"$file"
  done
}

# The look at the machine and at those of the lab's namespaces that stand, and at what this lab has noted. The machine and the
# namespaces are asked at once, and the lesson is read meanwhile.
start_look() {
  local name
  local -a files=(/run/netns/*)
  have=() standing=() hush=''
  mounted && recall && read_table_names
  # Telling of the other ends of cables, ip complains of each name without a namespace. They are counted first: what comes meanwhile has one.
  if ((${#files[@]} > ${#inode[@]})); then hush='2>/dev/null'; fi
  for name in "${namespaces[@]}"; do
    if [[ -n ${inode[$name]-} ]]; then standing+=("$name"); fi
  done
  # Where a step takes cables away, another can come by the same name, and the names of the places tell them apart.
  if ((${#namespaces[@]} > 16)) && [[ " ${features[*]} " != *' removals '* ]]; then netns_path=../../proc/$$/root/run/netns/; fi
  start_asking print_questions "$table_numbers$facts" host
  looking=("${replies[@]}")
  start_asking print_questions "$table_numbers$facts" "${standing[@]}"
  looking+=("${replies[@]}")
  each_feature begin
}

end_look() {
  local name
  take_in "${looking[@]}"
  looking=()
  learn && require_host
  have['host netns host']=1
  for name in "${standing[@]}"; do
    have["host netns $name"]=1
    if [[ -z ${have["$name link lo"]-} ]]; then die 1 "the namespace $name cannot be read"; fi
  done
}

require_host() { if [[ -z ${have['host link lo']-} ]]; then die 1 'this machine cannot be read'; fi; }

print_questions() {
  if [[ $1 == host ]]; then
    asking="echo '@ns host'"$'\n'"ip -d -o -batch - $hush <<'IP'"$'\n'$questions$'\nIP\n'
    return
  fi
  asking="echo '@ns $1'"$'\n'"ip -n '$netns_path$1' -d -o -batch - $hush <<'IP'"$'\n'$questions$'\nIP\n'
  if [[ " ${ipv6[*]} " == *" $1 "* ]]; then asking+="echo '@ns $1 -6'"$'\n'"ip -6 -n '$netns_path$1' -d -o rule show"$'\n'; fi
}

# ask_places PRINTER FILTER PLACE...: sets `answers` to what the shell lines have to say that PRINTER sets `asking` to for each
# place, line by line; through that program of sed, if there is one.
ask_places() { start_asking "$@" && take_in "${replies[@]}"; }

# start_asking PRINTER FILTER PLACE...: they begin to run, and `replies` is where they will answer. More than eight places are
# asked by two shells at once. Each answers when it has all, for a pipe takes 64 KiB only. What a command says that fails counts as well.
start_asking() {
  local i asking lines reply filter=''
  local -a places=("${@:3}") half=('' '') shell
  replies=()
  for i in "${!places[@]}"; do
    asking=''
    "$1" "${places[i]}"
    half[i % 2 * (${#places[@]} > 8)]+=$asking
  done
  choose_shell "${#places[@]}"
  if [[ -n $2 ]]; then quote "$2" && filter=" | sed -E $quoted"; fi
  for lines in "${half[@]}"; do
    if [[ -z $lines ]]; then continue; fi
    lines="ask() {"$'\n'"$lines}"$'\n'"said=\$(ask$filter)"$'\nprintf %s "$said"\n'
    exec {reply}< <(exec "${shell[@]}" 9<&- <<<"$lines") && replies+=("$reply")
  done
}

# take_in REPLY...: sets `answers` to the lines of these replies, when they have come in whole.
take_in() {
  local reply text=''
  local -a lines
  for reply in "$@"; do hear "$reply" && text+=$heard$'\n'; done
  in_lines "$text" && answers=("${lines[@]}")
}

# choose_shell PLACES: sets `shell` to one for lines that start as many `ip -n`. Each of these copies the table of mounts, and opens every
# name in /run/netns to tell the names of other ends: with many namespaces that is most of the time. So the shell has none
# of these mounts of its own, and names a namespace by the path that this script sees it at. To make a link for another
# namespace, ip must see its name.
choose_shell() {
  shell=(sh)
  if (($1 > 16)) && [[ -n $netns_path && -z $crossing ]]; then
    shell=(unshare --mount sh -c 'umount --lazy /run/netns && mount -t tmpfs none /run/netns && exec sh')
  fi
}

# learn: takes in the pairs of `answers`.
learn() {
  local i
  for ((i = 0; i < ${#answers[@]}; i += 2)); do have[${answers[i]}]=${answers[i + 1]}; done
}
