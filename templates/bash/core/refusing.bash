# What is there and not asked for, and what stops a run. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# What stands in the lab's namespaces and on its links, and nobody asks for. Where commands or processes of the author's
# work, it may be theirs, and is left alone.
find_extras() {
  local key where rest dev line place
  local -A taken=() ruled=()
  find_missing_routes
  for key in "${!have[@]}"; do
    if [[ -n ${want[$key]-} || $key == *' link lo' ]]; then continue; fi
    line=${have[$key]}
    if [[ -z $line || $line == automatic ]]; then continue; fi
    where=${key%% *} rest=${key#* }
    if [[ $rest == 'route '* && -n ${taken[*]-} ]] && in_the_way "$key"; then
      in_words "$where"
      remove_route "$where" "$rest"
      continue
    fi
    if known "$key"; then continue; fi
    # What bears our group is ours, and a link of ours that a killed run has left without its name; and so is what the lesson
    # has had and taken away.
    if [[ -n ${busy[$where]-} && -z ${want[$key]+taken_away} && $key != 'host link '* && -z ${half_made[$key]-} ]]; then continue; fi
    in_words "$where"
    case $rest in
      'link '*)
        dev=${rest#link }
        if [[ $born == *" $dev "* ]]; then continue; fi
        if [[ $where == host && $line != *" group $group "* ]]; then
          spare_port "$dev" "$line"
          continue
        fi
        remove ip "$where" "link delete $dev" "extra: link $dev$at"
        ;;
      'address '*)
        dev=${key##* }
        if ! known "$where link $dev" && [[ $dev != lo || $where == host ]]; then continue; fi
        remove ip "$where" "address delete ${rest#address }" "extra: $rest$at"
        if [[ $rest != *:* ]]; then left_bare["$where $dev"]=1; fi
        ;;
      'route '*)
        dev=${key#* dev } dev=${dev%% *}
        if [[ $key == *' dev '* ]]; then
          if ! known "$where link $dev" && [[ $dev != lo || $where == host ]]; then continue; fi
        elif [[ $where == host && -z ${noted["$rest"]-} ]]; then
          continue
        fi
        remove_route "$where" "$rest"
        ;;
      'rule '*)
        # Of the rules of the machine none can be told to be ours.
        if [[ $where != host ]]; then remove ip "$where" "rule delete ${rest#rule }" "extra: $rest$at" && ruled[$where]=1; fi
        ;;
      '-6 rule '*) remove tool "$where" "ip -6 rule delete ${rest#-6 rule }" "extra: rule ${rest#-6 rule }$at" && ruled[$where]=1 ;;
      *) ;;
    esac
  done
  if ((${#left_bare[@]})); then remake_routes; fi
  # What goes can be one of the first rules, moved.
  for where in "${!ruled[@]}"; do
    entry=${want["host netns $where"]-0}
    if [[ -n ${have["$where rule 32766"]-} ]]; then need_first_rules "$where" ''; fi
    if [[ -n ${have["$where -6 rule 32766"]-} ]]; then need_first_rules "$where" -6; fi
  done
  each_feature extras
  for where in "${namespaces[@]}"; do
    if [[ -n ${inode[$where]-} ]] && ! known "host netns $where"; then
      remove ip host "netns delete $where" "extra: namespace $where"
    fi
  done
  find_older_namespaces
}

# remove_route WHERE ROUTE: what is named by a next hop of its own is not found by where that leads.
remove_route() {
  local rest=$2
  if [[ $rest =~ ^(.*\ nhid\ [0-9]+)(\ via\ [^\ ]+)?\ dev\ [^\ ]+(.*)$ ]]; then rest=${BASH_REMATCH[1]}${BASH_REMATCH[3]}; fi
  remove_first "$1" "route delete ${rest#route }"
  drift+=("extra: $rest$at")
}

# The kernel takes one route only to a place, by the same metric in the same table. find_missing_routes: sets `taken` to the places of
# those that are to be made. in_the_way ROUTE: it has such a place; on the machine, only one of ours goes.
find_missing_routes() {
  local operation where
  if ((${#standing[@]} + ${#host_routes[@]} == 0)); then return; fi
  for operation in "${todo[@]}"; do
    if [[ $operation != 'ip '*' route add '* ]]; then continue; fi
    where=${operation#ip } where=${where%% *}
    read_route "${operation#*' route add '}"
    place_of "$where route $route"
    taken["$where $place"]=1
  done
}
in_the_way() {
  place_of "$1"
  [[ -n ${taken["${1%% *} $place"]-} && ($1 != 'host '* || -n ${noted["${1#* }"]-}) ]]
}

# Namespaces that are noted as ours, and that the lesson had before it was written again.
find_older_namespaces() {
  local note name
  for note in "${owns[@]}"; do
    if [[ $note != 'netns '* || -n ${want["host $note"]+x}${later["host $note"]-} ]]; then continue; fi
    name=${note#netns }
    if [[ -n ${inode[$name]-} ]] && ours "$name"; then
      remove ip host "netns delete $name" "extra: namespace $name"
    fi
  done
}

# spare_port DEV LINK: what others have plugged into a bridge of ours is theirs, and may be what keeps the lab from working.
spare_port() {
  local bridge=${2#* master }
  bridge=${bridge%% *}
  if [[ $2 != *' master '* || -z ${want["host link $bridge"]-} ]]; then return; fi
  say "left alone: $1, a port of $bridge that this lab has not made"
}

# extra_notes KIND: processes and commands that are noted as ours and that no step asks for any more, the last first.
extra_notes() {
  local note i
  for ((i = ${#owns[@]} - 1; i >= 0; i--)); do
    note=${owns[i]}
    if [[ $note == "$1 "* && -e $notes/${note/ /-} ]] && ! known "host $note"; then remove "$1" host "${note#* }" "extra: $note"; fi
  done
}

# A foreign object of one of our names stops the run before the first change. This is judged on what was read, before
# anything is planned.
refuse_foreign() {
  local key name
  refuse_older
  foreign='' other_names=''
  for key in "${!link_type[@]}" "${host_routes[@]}"; do
    if [[ $key != 'host '* || -z ${later[$key]-}${want[$key]-} ]]; then
      continue
    elif [[ $key == 'host route '* ]]; then
      foreign_route "$key"
    elif [[ -z ${have[$key]-} ]]; then
      foreign_name "${key##* }"
    elif [[ ${have[$key]} != *" group $group "* ]]; then
      foreign+=$'\n'"  link ${key##* }"
    fi
  done
  for name in "${namespaces[@]}"; do
    if [[ -z ${inode[$name]-} ]]; then
      if [[ -e /run/netns/$name && -z ${noted["netns $name"]-} ]]; then foreign+=$'\n'"  /run/netns/$name"; fi
    elif ! ours "$name" && [[ "${have["$name link lo"]-} " != *" alias netgen:$lab "* ]]; then
      foreign+=$'\n'"  namespace $name"
    fi
  done
  each_feature refuse
  if [[ -n $foreign ]]; then die 4 "in the way, and not made by this lab; nothing was changed:$foreign"; fi
}

# This lab may stand here as an older script made it, with parts that this one does not have and could not take away.
refuse_older() {
  local note
  for note in "${owns[@]}"; do
    if [[ $note == 'uses '* && " ${features[*]} " != *" ${note#uses } "* ]]; then
      die 4 "this lab stands here as another version of it has made it, with ${note#uses } that this one does not have; run ./teardown.sh first"
    fi
  done
}

# foreign_name NAME: a link of the machine can have more names than one. Sets `other_names` to all of these, once.
foreign_name() {
  local key rest
  if [[ -z $other_names ]]; then
    other_names=' '
    for key in "${!have[@]}"; do
      if [[ $key != 'host link '* ]]; then continue; fi
      rest=${have[$key]}
      while [[ $rest == *' altname '* ]]; do rest=${rest#* altname } && other_names+="${rest%% *}=${key##* } "; done
    done
  fi
  if [[ $other_names == *" $1="* ]]; then
    rest=${other_names#*" $1="}
    foreign+=$'\n'"  link ${rest%% *}, by its other name $1"
  fi
}

# foreign_route KEY: a route of the machine to the same place by another way. Those that the kernel makes with an address are not
# among what was read.
foreign_route() {
  local key line place own family=-4
  place_of "$1"
  own=$place
  for key in "${!have[@]}"; do
    if [[ $key == 'host route '* && $key != "$1" && -n ${have[$key]} && -z ${noted["${key#host }"]-} ]]; then
      place_of "$key"
      if [[ $place == "$own" ]]; then foreign+=$'\n'"  ${key#host }"; fi
    fi
  done
  if [[ -n ${have[$1]-} ]]; then return; fi
  if [[ $own == *:* ]]; then family=-6; fi
  while read -r line; do
    place_of "host route $line"
    if [[ $place == "$own" ]]; then foreign+=$'\n'"  route $line"; fi
  done < <(exec 9<&- && ip "$family" -o route show table all proto kernel exact "${own%%,*}" 2>/dev/null)
}

# require_ipv6: where new interfaces have no IPv6, the kernel takes no address of it. A new namespace has it all the same, unless it
# inherits from the machine (devconf_inherit_init_net; addrconf_init_net() of net/ipv6/addrconf.c).
require_ipv6() {
  local operation where dev own='' off='' inherits=0 key=net.ipv6.conf.default.disable_ipv6
  if [[ -e /proc/sys/net/ipv6/conf ]]; then
    { read -r off </proc/sys/net/ipv6/conf/default/disable_ipv6 && read -r inherits </proc/sys/net/core/devconf_inherit_init_net; } 2>/dev/null || true
    if [[ $off != 1 && "${have[*]}" != *" group $group "* ]]; then return; fi # no link of ours stands that could have it off
  fi
  for operation in "${todo[@]}"; do
    if [[ $operation != 'ip '*' address add '*:* ]]; then
      continue
    elif [[ -z $off ]]; then
      die 3 'this kernel has IPv6 switched off, and this lab has addresses of it; boot without ipv6.disable=1'
    fi
    where=${operation#ip } where=${where%% *} dev=${operation#* dev } dev=${dev%% *}
    if [[ -n ${have["$where link $dev"]-} && -z ${made_now["$where link $dev"]-} ]]; then # it stands
      # With an MTU below 1280, which goes up before, it has no such file.
      if [[ $where == host ]] && { read -r own <"/proc/sys/net/ipv6/conf/$dev/disable_ipv6"; } 2>/dev/null && [[ $own == 1 ]]; then
        die 3 "IPv6 is off for $dev on this machine, and this lab gives it an address; nothing was changed. To let it, then run this again:
  sysctl -w net/ipv6/conf/$dev/disable_ipv6=0"
      fi
      continue
    fi
    if [[ $off == 1 && ($where == host || $inherits == [13]) ]]; then
      die 3 "new interfaces have no IPv6 on this machine, and this lab gives one an address of it; nothing was changed. To let them, then run this again:
  sysctl -w $key=0"
    fi
  done
}

# place_of KEY: sets `place` to what tells a route from others: where it leads, its metric and its table.
place_of() {
  local to=${1#* route } metric='' table=''
  to=${to#blackhole } to=${to#unreachable } to=${to#prohibit }
  if [[ $1 == *' metric '* ]]; then metric=${1#* metric }; fi
  if [[ $1 == *' table '* ]]; then table=${1#* table }; fi
  place="${to%% *},${metric%% *},${table%% *}"
}

# A name that a reboot has left in /run/netns without a namespace behind it.
find_dead_names() {
  local name
  for name in "${namespaces[@]}"; do
    if [[ -z ${inode[$name]-} && -e /run/netns/$name ]]; then remove ip host "netns delete $name" "dead name: /run/netns/$name"; fi
  done
}

# require_link_types: the machine must know the types of the links that are to be made; ask_link_types: it is asked. Where no module of that name is loaded, the kernel is asked for
# a link with more queues than any may have: it looks for the type, loading its module, before it refuses that
# (rtnl_create_link() of net/core/rtnetlink.c).
ask_link_types() {
  local key type lines=''
  for key in "${!link_type[@]}"; do
    type=${link_type[$key]}
    if [[ -z ${want[$key]-} || " ${types_asked[*]} " == *" $type "* || -d /sys/module/$type ]]; then continue; fi
    types_asked+=("$type") lines+="link add netgen-probe numtxqueues 5000 type $type"$'\n'"link delete netgen-probe"$'\n'
  done
  if [[ -n $lines ]]; then exec {types_reply}< <(exec ip -force -batch - 9<&- <<<"${lines%?}" 2>&1); fi
}

require_link_types() {
  local type line number unknown=''
  if ((${#made_now[@]})); then ask_link_types; fi
  if [[ -z $types_reply ]]; then return; fi
  while IFS= read -r line; do
    number=${line#Command failed -:}
    if [[ $line == *'Unknown device type'* || $line == *'not supported'* ]]; then
      unknown=1
    elif [[ $line == 'Command failed '* && -n $unknown ]] && ((${#made_now[@]})); then
      type=${types_asked[number / 2]}
      die 3 "this kernel knows no links of type $type; on Debian or Ubuntu: apt-get install linux-modules-extra-$(uname -r), then modprobe $type"
    fi
  done <&"$types_reply"
  exec {types_reply}<&-
  types_reply=''
}
