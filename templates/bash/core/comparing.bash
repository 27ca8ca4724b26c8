# Comparing: what is missing, and what is changed. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- comparing: what is missing, changed, or there and not asked for -----------------------------

# need BY WHERE COMMAND [DRIFT]: something to do. What is missing in a missing namespace goes without saying.
need() {
  todo_by+=("$1") todo_where+=("$2") todo+=("$3") todo_fact+=("$entry")
  if [[ -n ${4-} && -n ${have["host netns $2"]-} ]]; then drift+=("$4"); fi
}

# remove BY WHERE COMMAND [DRIFT]: something to do before all that.
remove() {
  removal+=("$3") removal_by+=("$1") removal_where+=("$2")
  if [[ -n ${4-} ]]; then drift+=("$4"); fi
}

# fine: one more thing is as the lesson asks.
fine() { ok=$((ok + 1)) && state[entry]=ok; }

# known OBJECT: asked for now, or by a later step and not taken away by one up to now.
known() { [[ -n ${want[$1]-} || (-n ${later[$1]-} && -z ${want[$1]+gone}) ]]; }

# in_words WHERE: sets `at` to what tells people where.
in_words() {
  at=" in $1"
  if [[ $1 == host ]]; then at=''; fi
}

compare() {
  local key where command
  for entry in "${!fact[@]}"; do
    key=${fact[entry]}
    if [[ ${want[$key]-} != "$entry" ]]; then continue; fi
    where=${fact_where[entry]}
    case ${fact_kind[entry]} in
      address | netns | route)
        if [[ -n ${have[$key]-} ]]; then
          ok=$((ok + 1)) state[entry]=ok
        elif [[ -n ${have["host netns $where"]-} ]]; then
          in_words "$where"
          command=${fact_command[entry]/#netns add/namespace}
          need ip "$where" "${fact_command[entry]}" "missing: ${command/ add/}$at"
        else
          need ip "$where" "${fact_command[entry]}"
        fi
        ;;
      *)
        at=" in $where"
        if [[ $where == host ]]; then at=''; fi
        "compare_${fact_kind[entry]}" "$entry" "$key" "$where"
        ;;
    esac
  done
}

compare_link() {
  local key=$2 where=$3 peer=${link_peer[$2]-} why='' end
  if [[ -n ${have[$key]-} ]]; then
    look_at_link "$key" "$peer"
    if [[ -z $why ]]; then
      fine
      compare_defaults "$key"
      compare_given "$1" "$where" "${key##* }"
      return
    fi
  elif [[ -n $peer && -n ${have[$peer]-} ]]; then
    why='its other end is not where it belongs'
  fi
  made_now[$key]=1
  if [[ -z $why ]]; then
    make_link "$1" "$key"
    if [[ -n ${have["host netns $where"]-} ]]; then drift+=("missing: link ${key##* }$at"); fi
    return
  fi
  drift+=("changed: link ${key##* }$at, $why")
  for end in "$key" ${peer:+"$peer"}; do
    if [[ -n ${have[$end]-} ]]; then remove ip "${end%% *}" "link delete ${end##* }"; fi
    lose "$end"
  done
  make_link "$1" "$key"
}

# make_link ENTRY KEY
make_link() {
  need ip "${link_from[$2]}" "${fact_command[$1]}"
  if [[ -n ${link_naming[$2]-} ]]; then need ip "${2%% *}" "${link_naming[$2]}"; fi
}

# lose LINK: what goes when a link goes, with the links that it carries.
lose() {
  local key where=${1%% *} dev=${1##* }
  for key in "${!have[@]}"; do
    case "$key " in
      "$where link $dev " | "$where address "*" dev $dev " | "$where route "*" dev $dev "*) have[$key]='' ;;
      "$where sysctl /proc/sys/net/"*"/$dev/"*) have[$key]='' ;;
      *) ;;
    esac
  done
  for key in "${!link_words[@]}"; do
    if [[ ${link_from[$key]} == "$where" && "${link_words[$key]} " == *" link $dev "* && -n ${have[$key]-} ]]; then lose "$key"; fi
  done
}

# look_at_link KEY PEER: sets why, if the link is another than the one asked for.
look_at_link() {
  local line=${have[$1]} far='' i
  local -a words
  if [[ "$line " != *'\    '"${link_type[$1]} "* ]]; then why="it is no ${link_type[$1]}"; fi
  if [[ -n ${link_words[$1]} ]]; then
    read -ra words <<<"${link_words[$1]}"
    for ((i = 0; i + 1 < ${#words[@]}; i += 2)); do
      if [[ ${words[i]} != link && "$line " != *" ${words[i]} ${words[i + 1]} "* ]]; then why="not ${words[i]} ${words[i + 1]}"; fi
    done
  fi
  if [[ -z $2 ]]; then return; fi
  far=${have[$2]-}
  if [[ -z $far ]]; then
    why='its other end is not where it belongs'
  elif [[ "${line#* }" != "if${far%% *} <"* && "${line#* }" != "${2##* } <"* ]]; then
    why="its other end is another than ${2##* }"
  fi
}

# first_mtu LINK: sets `mtu` to that of such a link when it is new (that of what carries it), or to nothing if it is not known.
first_mtu() {
  local carrier
  mtu=''
  if [[ ${link_type[$1]} == veth ]]; then mtu=1500; fi
  if [[ ${link_words[$1]-} != ' link '* ]]; then return; fi
  carrier=${link_words[$1]# link } carrier=${carrier%% *}
  if [[ -n ${want["${link_from[$1]} link $carrier"]-} ]]; then mtu=${attribute["${link_from[$1]} $carrier mtu"]-x 1500} mtu=${mtu#* }; fi
}

# compare_defaults LINK: what nobody asked for must be as it is on a new link.
compare_defaults() {
  local where=${1%% *} dev=${1##* } line=${have[$1]} mtu
  first_mtu "$1"
  if [[ $line == *' master '* ]] && ! spoken_of "$where $dev master"; then
    need ip "$where" "link set $dev nomaster" "changed: link $dev$at, is a port of something"
  fi
  if [[ $line == *[\<,]UP[,\>]* ]] && ! spoken_of "$where $dev state"; then
    need ip "$where" "link set $dev down" "changed: link $dev$at, is up"
  fi
  if [[ -n $mtu && $line != *" mtu $mtu "* ]] && ! spoken_of "$where $dev mtu"; then
    need ip "$where" "link set $dev mtu $mtu" "changed: link $dev$at, not mtu $mtu"
  fi
}

spoken_of() { [[ -n ${attribute[$1]-} || -n ${later[$1]-} ]]; }

# The far end of a pair is made with the near one.
compare_peer() {
  if [[ -n ${made_now[${fact_command[$1]}]-} ]]; then return; fi
  compare_defaults "$2"
  compare_given "$1" "$3" "${2##* }"
}

compare_attributes() {
  local planned=${#todo[@]}
  compare_given "$1" "$3" "${fact_command[$1]}"
  if ((${#todo[@]} == planned)); then fine; fi
}

# compare_given ENTRY WHERE DEV: the attributes that this entry gives the link, and no later one.
compare_given() {
  line=${have["$2 link $3"]-} lacks=''
  # shellcheck disable=SC2086 # the names of attributes
  for name in ${fact_given[$1]}; do
    value=${attribute["$2 $3 $name"]-}
    if [[ $value != "$1 "* ]]; then continue; fi
    value=${value#* }
    case $name$value in
      stateup) [[ $line == *[\<,]UP[,\>]* ]] || lacks+=' up' ;;
      statedown) [[ -z $line || $line != *[\<,]UP[,\>]* ]] || lacks+=' down' ;;
      address*) [[ $line == *" link/ether $value "* ]] || lacks+=" address $value" ;;
      *) [[ "$line " == *" $name $value "* ]] || lacks+=" $name $value" ;;
    esac
  done
  if [[ -n $lacks ]]; then need ip "$2" "link set $3$lacks" "${line:+changed: link $3$at, not$lacks}"; fi
}

# Interfaces that the kernel itself puts into a new namespace when a tunnel module is loaded.
readonly born=' lo tunl0 gre0 gretap0 erspan0 ip_vti0 ip6_vti0 sit0 ip6tnl0 ip6gre0 '
