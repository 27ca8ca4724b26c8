# Reading the machine. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- reading the machine ---------------------------------------------------------------------------

readonly questions=$'link show\naddress show\nroute show table all\nrule show'

# facts: what ip prints as pairs of lines: what the lesson would call it, and what is known of it. What the kernel makes by
# itself is left out, or "automatic".
facts() {
  LC_ALL=C sed -E "$table_numbers"'
    t start
    :start
    /^@ns / { s///; h; d; }
    / proto kernel( |$)|^$| inet 127\.0\.0\.1\/8 | inet6 ::1\/128 / d
    # old kernels say of these neither that they are their own
    /^(unicast|multicast) ff00::\/8 dev [^ ]+ table local /d
    /^(0:\tfrom all lookup local|32766:\tfrom all lookup main|32767:\tfrom all lookup default)( |$)/d
    # a link: its index, the other end by index or name, and all that is said of it
    s/^([0-9]+): ([^:@]+)(@([^:]+))?: </link \2|\1 \4 </; t where
    s/^[0-9]+: ([^ ]+) +inet6 (fe80::[^ ]+) .*/address \2 dev \1|automatic/; t where
    s/^[0-9]+: ([^ ]+) +inet6? ([^ ]+) .* dynamic .*/address \2 dev \1|automatic/; t where
    s/^[0-9]+: ([^ ]+) +inet6? ([^ ]+( peer [^ ]+)?) .*/address \2 dev \1|1/; t where
    s/^([0-9]+):\t(.*[^ ]) *$/rule priority \1 \2|1/; t where
    # a route: without what the kernel adds, and with its table at the end, as the lesson has it
    s/ +$//
    / proto (boot|static|78)( |$)/ ! s/$/|automatic/
    s/ (proto|scope|error) [^ |]+//g; s/ (linkdown|dead)//g; s/ table main//; s/ weight 1( |$)/ /g; s/ metric 0( |$)/ /
    s/^unicast //; s/^(blackhole|unreachable|prohibit) (.*) dev lo/\1 \2/
    / pref [a-z]+/ { s///; s/ metric 1024([^0-9]|$)/\1/; s/^default/::\/0/; s/^([a-z]+) default/\1 ::\/0/; }
    s/[\\\t]+/ /g; s/( table [^ |]+)([^|]*)/\2\1/; s/( nexthop [^|]*)( table [^ |]+)/\2\1/
    s/  +/ /g; s/ *(\|automatic)?$/\1/
    /\|automatic$/ ! s/$/|1/
    s/^/route /
    :where
    s/ mode DEFAULT//; s/ (qdisc|state|qlen|brd|link-netns|link-netnsid) [^ \\]+//g; s/ (promiscuity|addrgenmode) [^\\]*//g; s/\\/ &/g
    G; s/([^|]*)\|(.*)\n(.*)/\3 \1\n\2/'
}

# What ip names by /etc/iproute2/rt_tables has its number again: sets `table_numbers` to what sed has to do for that.
read_table_names() {
  local file number name
  table_numbers=''
  for file in /usr/share/iproute2/rt_tables /usr/share/iproute2/rt_tables.d/*.conf /etc/iproute2/rt_tables /etc/iproute2/rt_tables.d/*.conf; do
    if [[ ! -r $file ]]; then continue; fi
    while read -r number name _; do
      if [[ ! $number =~ ^[0-9]+$ || ! $name =~ ^[A-Za-z0-9_-]+$ || $name =~ ^(local|main|default|unspec)$ ]]; then continue; fi
      table_numbers+="s/ (table|lookup) $name( |\$)/ \\1 $number\\2/;"
    done <"$file"
  done
}

# The first look: the machine itself, its uplinks and what this lab has noted.
look_at_host() {
  local dev key
  have=() && mounted && recall && read_table_names
  mapfile -t answers < <({ printf '@ns host\n' && command ip -d -o -batch - <<<"$questions"; } | facts) # ip is still a word of the lesson
  learn
  if [[ -z ${have['host link lo']-} ]]; then die 1 'this machine cannot be read'; fi
  uplink_names=()
  if [[ -n ${UPLINK-} ]]; then
    IFS=', ' read -ra uplink_names <<<"$UPLINK"
    for dev in "${uplink_names[@]}"; do
      if [[ -z ${have["host link $dev"]-} ]]; then die 3 "UPLINK: this machine has no interface $dev"; fi
    done
  else
    for key in "${answers[@]}"; do
      if [[ $key != 'host route default '*'dev '* && $key != 'host route ::/0 '*'dev '* || $key == *' table '* ]]; then continue; fi
      dev=${key#*dev } dev=${dev%% *}
      if [[ " ${uplink_names[*]} " != *" $dev "* && ${have["host link $dev"]-} != *" group $group "* ]]; then uplink_names+=("$dev"); fi
    done
  fi
  if ((${#uplink_names[@]} == 0)); then return; fi
  if ((${#uplink_names[@]} > 1)); then mapfile -t uplink_names < <(printf '%s\n' "${uplink_names[@]}" | sort -u); fi
  # shellcheck disable=SC2034 # only the lesson uses it, and not every lesson
  uplink=${uplink_names[0]}
  printf -v uplinks ', "%s"' "${uplink_names[@]}"
  # shellcheck disable=SC2034 # the same
  uplinks="uplink={ ${uplinks#, } }"
}

# learn: takes in the pairs of `answers`.
learn() {
  local i
  for ((i = 0; i < ${#answers[@]}; i += 2)); do have[${answers[i]}]=${answers[i + 1]}; done
}

# ask_namespaces PRINTER [FILTER]: sets `answers` to what the shell lines that PRINTER prints for each namespace have to
# say, in two shells at once, each through FILTER.
ask_namespaces() {
  local second
  local -a more
  exec {second}< <(printf '%s' "$(ask_half "$1" 1 "${2-}")") # held back: a pipe takes 64 KiB only
  mapfile -t answers < <(ask_half "$1" 0 "${2-}")
  mapfile -t more <&"$second"
  exec {second}<&-
  answers+=("${more[@]}")
}

# ask_half PRINTER FROM FILTER: every second namespace from there on.
ask_half() {
  local i printed=''
  printed=$(
    for ((i = $2; i < ${#namespaces[@]}; i += 2)); do
      if [[ -n ${inode[${namespaces[i]}]-} ]]; then "$1" "${namespaces[i]}"; fi
    done
  )
  if [[ -z $printed ]]; then
    return
  elif [[ -n $3 ]]; then
    among_few_mounts <<<"$printed" | "$3"
  else
    among_few_mounts <<<"$printed"
  fi
}

# A shell for lines that start many `ip -n`. Each of these copies the table of mounts, and opens every name in /run/netns
# to tell the names of other ends: with many namespaces that is most of the time. So the shell has none of these mounts
# of its own, and names a namespace by the path that this script sees it at.
among_few_mounts() {
  if [[ -z $netns_path || -n $crossing ]]; then # to make a link for another namespace, ip must see its name
    sh
  else
    unshare --mount sh -c 'umount --lazy /run/netns && mount -t tmpfs none /run/netns && exec sh'
  fi
}

print_questions() {
  printf "echo '@ns %s'\nip -n '%s%s' -d -o -batch - <<'IP'\n%s\nIP\n" "$1" "$netns_path" "$1" "$questions"
  if [[ -n ${six[$1]-} ]]; then printf "echo '@ns %s -6'\nip -6 -n '%s%s' -d -o rule show\n" "$1" "$netns_path" "$1"; fi
}

# The second look, when it is known what to look for.
look_inside() {
  local name
  have['host netns host']=1
  answers=() netns_path=''
  if ((${#namespaces[@]} > 16)); then netns_path=../../proc/$$/root/run/netns/; fi
  for name in "${namespaces[@]}"; do
    if [[ -n ${inode[$name]-} ]]; then ask_namespaces print_questions facts && break; fi
  done
  learn
  for name in "${namespaces[@]}"; do
    if [[ -z ${inode[$name]-} ]]; then continue; fi
    have["host netns $name"]=1
    if [[ -z ${have["$name link lo"]-} ]]; then die 1 "the namespace $name cannot be read"; fi
  done
  each_feature look
}
