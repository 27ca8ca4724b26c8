# Comparing: what is missing, and what is changed. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- comparing: what is missing, changed, or there and not asked for -----------------------------

# need BY WHERE COMMAND [DRIFT]: something to do. What is missing in a missing namespace goes without saying.
need() {
  todo+=("$3") todo_by+=("$1") todo_where+=("$2") todo_fact+=("$entry")
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
          fine
        else
          in_words "$where"
          command=${fact_command[entry]}
          need ip "$where" "$command" "missing: ${command/ add/}$at"
        fi
        ;;
      *)
        in_words "$where"
        "compare_${fact_kind[entry]}" "$entry" "$key" "$where"
        ;;
    esac
  done
}

compare_link() {
  local key=$2 where=$3 peer=${link_peer[$2]} why='' end
  if [[ -n ${have[$key]-} ]]; then
    look_at_link "$key" "$peer"
    if [[ -z $why ]]; then
      fine
      compare_defaults "$key"
      return
    fi
  elif [[ -n $peer && -n ${have[$peer]-} ]]; then
    why='its other end is not where it belongs'
  fi
  made_now[$key]=1
  if [[ -z $why ]]; then
    need ip "${link_from[$key]}" "${fact_command[$1]}" ''
    if [[ -n ${have["host netns $where"]-} ]]; then drift+=("missing: link ${key##* }$at"); fi
    return
  fi
  drift+=("changed: link ${key##* }$at, $why")
  for end in "$key" ${peer:+"$peer"}; do
    if [[ -n ${have[$end]-} ]]; then
      remove ip "${end%% *}" "link delete ${end##* }"
      lose "$end"
    fi
  done
  need ip "${link_from[$key]}" "${fact_command[$1]}"
}

# lose LINK: what goes when a link goes.
lose() {
  local key where=${1%% *} dev=${1##* }
  for key in "${!have[@]}"; do
    case "$key " in
      "$where link $dev " | "$where address "*" dev $dev " | "$where route "*" dev $dev "*) have[$key]='' ;;
      *) ;;
    esac
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

# compare_defaults LINK: what nobody asked for must be as it is on a new link.
compare_defaults() {
  local where=${1%% *} dev=${1##* } line=${have[$1]}
  if [[ $line == *' master '* ]] && ! spoken_of "$where $dev master"; then
    need ip "$where" "link set $dev nomaster" "changed: link $dev$at, is a port of something"
  fi
  if [[ $line == *[\<,]UP[,\>]* ]] && ! spoken_of "$where $dev state"; then
    need ip "$where" "link set $dev down" "changed: link $dev$at, is up"
  fi
  if [[ ${link_type[$1]} == veth && $line != *' mtu 1500 '* ]] && ! spoken_of "$where $dev mtu"; then
    need ip "$where" "link set $dev mtu 1500" "changed: link $dev$at, not mtu 1500"
  fi
}

spoken_of() { [[ -n ${attribute[$1]-} || -n ${later[$1]-} ]]; }

# The far end of a pair is made with the near one.
compare_peer() { if [[ -n ${have[$2]-} ]]; then compare_defaults "$2"; fi; }

compare_attributes() {
  local where=$3 dev=${fact_command[$1]%% *} made=${fact_command[$1]#* } line name value lacks=''
  line=${have["$where link $dev"]-}
  if [[ $made != /* && -n ${made_now[${made%%/*}]-} ]]; then return; fi
  # shellcheck disable=SC2086 # the names of attributes
  for name in ${made#*/}; do
    if [[ ${attribute_of["$where $dev $name"]-} != "$1" ]]; then continue; fi
    value=${attribute["$where $dev $name"]}
    case $name$value in
      stateup) [[ $line == *[\<,]UP[,\>]* ]] || lacks+=' up' ;;
      statedown) [[ -z $line || $line != *[\<,]UP[,\>]* ]] || lacks+=' down' ;;
      address*) [[ $line == *" link/ether $value "* ]] || lacks+=" address $value" ;;
      *) [[ "$line " == *" $name $value "* ]] || lacks+=" $name $value" ;;
    esac
  done
  if [[ -n $lacks ]]; then
    need ip "$where" "link set $dev$lacks" "${line:+changed: link $dev$at, not$lacks}"
  elif [[ $made == /* ]]; then
    fine
  fi
}

# Interfaces that the kernel itself puts into a new namespace when a tunnel module is loaded.
readonly born=' lo tunl0 gre0 gretap0 erspan0 ip_vti0 ip6_vti0 sit0 ip6tnl0 ip6gre0 '
