# Comparing: what is missing, and what is changed. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- comparing: what is missing, changed, or there and not asked for -----------------------------

# need HOW WHERE COMMAND [DRIFT]: something to do. What is missing in a missing namespace goes without saying.
need() {
  todo+=("$1 $2 $3") todo_fact+=("$entry")
  if [[ -n ${4-} && -n ${have["host netns $2"]-} ]]; then drift+=("$4"); fi
}

# remove HOW WHERE COMMAND [DRIFT]: something to do before all that.
remove() {
  removal+=("$1 $2 $3")
  if [[ -n ${4-} ]]; then drift+=("$4"); fi
}

# remove_first WHERE COMMAND: a command of ip before all these, for the links that it names may go with them.
remove_first() { removal=("ip $1 $2" "${removal[@]}"); }

# fine: one more thing is as the lesson asks.
fine() { ok=$((ok + 1)) && state[entry]=ok; }

# not_fine: it was taken to be.
not_fine() { ok=$((ok - 1)) && unset "state[entry]"; }

# known OBJECT: asked for now, or by a later step and not taken away by one up to now.
known() { [[ -n ${want[$1]-} || (-n ${later[$1]-} && -z ${want[$1]+gone}) ]]; }

# in_words WHERE: sets `at` to what tells people where.
in_words() {
  at=" in $1"
  if [[ $1 == host ]]; then at=''; fi
}

# Each kind of entry has a function compare_KIND ENTRY OBJECT WHERE, but for those of which there is nothing to know but that
# they are there.
compare() {
  local key where dev peer far command mtu rest
  local -a early=() early_fact=()
  for entry in "${!fact[@]}"; do
    key=${fact[entry]}
    if [[ ${want[$key]-} != "$entry" ]]; then continue; fi
    where=${key%% *}
    case ${key#* } in
      address\ * | netns\ * | route\ *)
        if [[ -n ${have[$key]-} ]]; then
          ok=$((ok + 1)) state[entry]=ok rest=${key#* address }
          if [[ $rest != "$key" && -z ${have["$where connected ${rest%%/*} dev ${rest##* }"]-} ]]; then compare_connected "$key" "$where"; fi
        elif [[ -z ${have["host netns $where"]-} ]]; then
          todo+=("ip $where ${fact_command[entry]}") todo_fact+=("$entry")
        else
          in_words "$where"
          command=${fact_command[entry]/#netns add/namespace}
          need ip "$where" "${fact_command[entry]}" "missing: ${command/ add/}$at"
        fi
        ;;
      set\ *)
        if [[ -z ${have["host netns $where"]-}$given_twice ]]; then
          todo+=("ip $where ${fact_command[entry]}") todo_fact+=("$entry")
        else
          compare_set "$entry" "$key" "$where"
        fi
        ;;
      link\ *) compare_link "$entry" "$key" "$where" ;;
      *)
        command=${key#* } where=${works_in[$key]-$where}
        in_words "$where"
        "compare_${command%% *}" "$entry" "$key" "$where"
        ;;
    esac
  done
  todo=("${early[@]}" "${todo[@]}") todo_fact=("${early_fact[@]}" "${todo_fact[@]}")
}

# The rules that every namespace begins with (fib_default_rules_init() of net/ipv4/fib_rules.c, fib6_rules_net_init() of
# net/ipv6/fib6_rules.c). Where that of the main table is there, the others are taken to be.
compare_first_rules() {
  local where
  for where in "${standing[@]}"; do
    entry=${want["host netns $where"]-}
    if [[ -z $entry || -n ${busy[$where]-} ]]; then continue; fi
    if [[ -z ${have["$where rule 32766"]-} ]]; then need_first_rules "$where" ''; fi
    if [[ -z ${have["$where -6 rule 32766"]-} && " ${ipv6[*]} " == *" $where "* ]]; then need_first_rules "$where" -6; fi
  done
}

# need_first_rules NAMESPACE -6|'': those that are not there.
need_first_rules() {
  local listing rule
  local -a first_rules=('0 local' '32766 main')
  if [[ -z $2 ]]; then first_rules+=('32767 default'); fi
  listing=$'\n'$(command ip -n "$1" ${2:+"$2"} rule show)$'\n'
  in_words "$1"
  for rule in "${first_rules[@]}"; do
    if [[ $listing == *$'\n'"${rule% *}:"$'\t'"from all lookup ${rule#* }"[[:space:]]* ]]; then continue; fi
    need tool "$1" "ip ${2:+$2 }rule add priority ${rule% *} table ${rule#* } protocol kernel" "missing: rule $rule${2:+ of IPv6}$at"
  done
}

# What is set on a link.
compare_set() {
  dev=${2#* set } dev=${dev%% *} given=${fact_given[entry]} line=${have["$3 link $dev"]-}
  compare_given "$3"
  if [[ -n $given && -z $lacks ]]; then ok=$((ok + 1)) state[entry]=ok; fi
}

compare_link() {
  line=${have[$2]-} peer=${link_peer[$2]-} dev=${2##* } why=''
  if [[ -z $line && (-z $peer || -z ${have[$peer]-}) ]]; then
    make_link "$2"
    if [[ -n ${have["host netns $3"]-} ]]; then
      in_words "$3"
      drift+=("missing: link $dev$at")
    fi
    return
  fi
  if [[ -n $line ]]; then look_at_link "$2"; else why='its other end is not where it belongs'; fi
  if [[ -n $why ]]; then
    replace_link "$2"
    return
  fi
  ok=$((ok + 1)) state[entry]=ok given=${fact_given[entry]}
  compare_end "$2" "$3"
  if [[ -n $peer ]]; then
    line=$far dev=${peer##* } given=${far_given[entry]}
    compare_end "$peer" "${peer%% *}"
  fi
}

# replace_link LINK: one that is another than the one asked for goes with its other end, and is made anew.
replace_link() {
  in_words "${1%% *}"
  drift+=("changed: link $dev$at, $why")
  remove_link "$1"
  if [[ -n $peer ]]; then remove_link "$peer"; fi
  make_link "$1"
}

remove_link() {
  if [[ -n ${have[$1]-} ]]; then remove ip "${1%% *}" "link delete ${1##* }"; fi
  lose "$1"
}

make_link() {
  made_now[$1]=1
  todo+=("ip ${link_from[$1]} ${fact_command[entry]}") todo_fact+=("$entry")
  if [[ -n ${link_naming[$1]-} ]]; then need ip "${1%% *}" "${link_naming[$1]}"; fi
}

# lose LINK: what goes when a link goes, with the links that it carries. What stands by the name of one of those can be another.
lose() {
  local key where=${1%% *} dev=${1##* }
  for key in "${!have[@]}"; do
    case "$key " in
      "$where route "*:*" nexthop "*" dev $dev "*) # IPv6 keeps it by the other links (fib6_ifdown() of net/ipv6/route.c)
        if [[ -n ${have[$key]} ]]; then remove_first "$where" "route delete ${key#* route }"; fi
        have[$key]=''
        ;;
      "$where link $dev " | "$where address "*" dev $dev " | "$where route "*" dev $dev "*) have[$key]='' ;;
      "$where sysctl /proc/sys/net/"*"/$dev/"*) have[$key]='' ;;
      *) ;;
    esac
  done
  for key in "${!link_words[@]}"; do
    if [[ ${link_from[$key]} == "$where" && "${link_words[$key]} " == *" link $dev "* && ${have[$key]-} == *'\    '"${link_type[$key]} "* ]]; then lose "$key"; fi
  done
}

# look_at_link LINK: sets `why`, if it is another than the one asked for. Each end says which is the other one, by its number, which
# another namespace can have given as well, or by its name.
look_at_link() {
  why=''
  if [[ $line != *'\    '"${link_type[$1]} "* ]]; then why="it is no ${link_type[$1]}"; fi
  if [[ -n ${link_words[$1]-} ]]; then look_at_words "$1"; fi
  if [[ -z $peer ]]; then return; fi
  far=${have[$peer]-}
  if [[ -z $far ]]; then
    why='its other end is not where it belongs'
  elif [[ (${line#* } != "if${far%% *} <"* && ${line#* } != "${peer##* } <"*) || (${far#* } != "if${line%% *} <"* && ${far#* } != "${1##* } <"*) ]]; then
    why="its other end is another than ${peer##* }"
  elif [[ $line == *' link-netns in:'* ]]; then
    look_at_far_place "${peer%% *}"
  fi
}

# look_at_far_place WHERE: a place may have several names, links among them.
look_at_far_place() {
  local place=${line#* link-netns in:} here=/run/netns/$1
  place=${place%% *}
  if [[ $1 == host ]]; then here=/proc/self/ns/net; fi
  if [[ $place != "$1" && ! /run/netns/$place -ef $here ]]; then why="its other end is in $place"; fi
}

look_at_words() {
  local i
  local -a words
  read -ra words <<<"${link_words[$1]}"
  for ((i = 0; i + 1 < ${#words[@]}; i += 2)); do
    if [[ ${words[i]} != link && $line != *" ${words[i]} ${words[i + 1]} "* ]]; then why="not ${words[i]} ${words[i + 1]}"; fi
  done
}

# first_mtu LINK: sets `mtu` to that of such a link when it is new, or to nothing if it is not known. What a link takes from the one that
# carries it is in the lesson, but where that is as new.
first_mtu() {
  local carrier
  mtu=''
  if [[ ${link_type[$1]} == veth ]]; then mtu=1500; fi
  if [[ ${link_words[$1]-} != ' link '* ]]; then return; fi
  carrier=${link_words[$1]# link } carrier=${carrier%% *}
  if [[ -n ${want["${link_from[$1]} link $carrier"]-} && ${given_to["${link_from[$1]} $carrier"]-} != *' mtu '* ]]; then
    first_mtu "${link_from[$1]} link $carrier"
  fi
}

# compare_end LINK WHERE: one end of a link, of which `line` is known: what nobody asked for must be as it is on a new link.
compare_end() {
  # Up to a step before it is plugged into something, it stands by itself.
  if [[ $line == *' master '* && ${given_to["$2 $dev"]-} != *' master '* ]]; then differs "$2" nomaster 'is a port of something'; fi
  if [[ $line == *,NOARP* ]]; then differs "$2" 'arp on' 'answers nobody who asks for its address'; fi
  if [[ $line == *' state up '* && "${given_to["$2 $dev"]-}${given_later["$2 $dev"]-}" != *' state '* ]]; then differs "$2" down 'is up'; fi
  if [[ ($line != *' mtu 1500 '* || -n ${link_words[$1]-}) && ${given_to["$2 $dev"]-} != *' mtu '* ]]; then
    compare_mtu "$1" "$2"
  fi
  if [[ -n $given ]]; then compare_given "$2"; fi
}

compare_mtu() {
  first_mtu "$1"
  if [[ -n $mtu && $line != *" mtu $mtu "* ]]; then differs "$2" "mtu $mtu" "not mtu $mtu"; fi
}

# differs WHERE ATTRIBUTE TEXT: of the link `dev`.
differs() {
  in_words "$1"
  need ip "$1" "link set $dev $2" "${3:+changed: link $dev$at, $3}"
}

# compare_given WHERE: those of the attributes `given` that this entry gives the link `dev`, and no later one.
compare_given() {
  local place=$1 later_given=${given_to["$1 $dev"]-}
  lacks='' later_given=${later_given#*" @$entry "}
  if [[ $later_given == *' @'* ]]; then drop_overtaken "${later_given#*' @'} "; fi
  # shellcheck disable=SC2086 # names and values of attributes hold no blanks
  set -- $given
  while (($#)); do
    if [[ $line != *" $1 $2 "* ]]; then
      if [[ $1 != state ]]; then lacks+=" $1"; fi
      lacks+=" $2"
    fi
    shift 2
  done
  if [[ -n $lacks ]]; then differs "$place" "${lacks# }" "${line:+not$lacks}"; fi
}

# drop_overtaken ATTRIBUTES: leaves of `given` what these do not give anew.
drop_overtaken() {
  local later_given=$1
  # shellcheck disable=SC2086 # as above
  set -- $given
  given=''
  while (($#)); do
    if [[ $later_given != *" $1 "* ]]; then given+=" $1 $2"; fi
    shift 2
  done
}

# Interfaces that the kernel itself puts into a new namespace when a tunnel module is loaded.
readonly born=' tunl0 gre0 gretap0 erspan0 ip_vti0 ip6_vti0 sit0 ip6tnl0 ip6gre0 '
