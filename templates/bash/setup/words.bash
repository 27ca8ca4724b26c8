# The words of the lesson: each writes down what its line asks for. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- the words of the lesson: each writes down what its line asks for ------------------------------

step() { now=$1 titles[now]=$2; }

# ask KIND OBJECT WHERE COMMAND
ask() {
  if ((now > until)); then
    later[$2]=1
    return
  fi
  want[$2]=${#fact[@]}
  fact+=("$2") fact_kind+=("$1") fact_where+=("$3") fact_command+=("$4") fact_step+=("$now")
}

# take_away OBJECT
take_away() { if ((now <= until)); then want[$1]=''; fi; }

ip() {
  local where=host
  if [[ $1 == -n ]]; then where=$2 && shift 2; fi
  case "$1 $2" in
    'address add') ask address "$where address $3 dev $5" "$where" "$*" ;;
    'address delete') take_away "$where address $3 dev $5" ;;
    'link add') link_add "$where" "$@" ;;
    'link set') link_set "$where" "$where" '' "${@:3}" ;;
    'link delete') forget_link "$where" "$3" ;;
    'netns add') ask netns "host netns $3" host "$*" ;;
    'netns delete') forget_namespace "$3" ;;
    'netns exec') "$4" "$3" "${@:5}" ;;
    'route add') read_route "${@:3}" && ask route "$where route $route" "$where" "$*" ;;
    'route delete') read_route "${@:3}" && take_away "$where route $route" ;;
    *) die 70 "the lesson holds a command that this script cannot compare: ip $*" ;;
  esac
}

# link_add FROM link add DEV [ATTRIBUTE...] type TYPE [WORD...] [peer name DEV [ATTRIBUTE...]]
link_add() {
  local from=$1 where=$1 dev=$4 command="${*:2}" key peer='' peer_dev='' peer_where=host
  local -a attributes=() peer_attributes=() words=()
  shift 4
  while [[ $1 != type ]]; do
    case $1 in
      netns) where=$2 && shift 2 ;;
      up | down) attributes+=("$1") && shift ;;
      link) words+=(link "$2") && shift 2 ;;
      *) attributes+=("$1" "$2") && shift 2 ;;
    esac
  done
  key="$where link $dev"
  link_type[$key]=$2 && shift 2
  while (($#)) && [[ $1 != peer ]]; do words+=("$1") && shift; done
  if (($#)); then
    peer_dev=$3 peer_where=$from && shift 3
    while (($#)); do
      if [[ $1 == netns ]]; then peer_where=$2; else peer_attributes+=("$1" "$2"); fi
      shift 2
    done
    peer="$peer_where link $peer_dev"
    link_type[$peer]=${link_type[$key]}
  fi
  link_words[$key]=${words[*]} link_peer[$key]=$peer link_from[$key]=$from
  ask link "$key" "$where" "$command"
  if [[ -n $peer ]]; then ask peer "$peer" "$peer_where" "$key"; fi
  link_set "$where" "$from" "$key" "$dev" "${attributes[@]}"
  if [[ -n $peer ]]; then link_set "$peer_where" "$from" "$key" "$peer_dev" "${peer_attributes[@]}"; fi
}

# link_set WHERE FROM MADE DEV [ATTRIBUTE...]: MADE is the link whose creating command carries these, if one does.
link_set() {
  local where=$1 made=$3 dev=$4 names='' name value
  shift 4
  while (($#)); do
    case $1 in
      up | down) name=state value=$1 && shift ;;
      *) name=$1 value=$2 && shift 2 ;;
    esac
    names+=" $name"
    if ((now > until)); then
      later["$where $dev $name"]=1
    else
      attribute["$where $dev $name"]=$value attribute_of["$where $dev $name"]=${#fact[@]}
    fi
  done
  if [[ -n $names ]]; then ask attributes "$where set $dev $now ${#fact[@]}" "$where" "$dev $made/$names"; fi
}

# A link takes its peer, its addresses and its routes along.
forget_link() {
  local key peer=${link_peer["$1 link $2"]-}
  if ((now > until)); then return; fi
  for key in "${!want[@]}"; do
    case "$key " in
      "$1 link $2 " | "$1 address "*" dev $2 " | "$1 route "*" dev $2 "* | "$1 set $2 "*) want[$key]='' ;;
      "$1 sysctl net."*".${2//./\/}."*) unset "want[$key]" ;; # nothing to give back: the setting goes with the link
      *) ;;
    esac
  done
  for key in "${!attribute[@]}"; do
    if [[ $key == "$1 $2 "* ]]; then unset "attribute[$key]"; fi
  done
  if [[ -z $peer ]]; then peer=$(other_end "$1 link $2"); fi
  link_peer["$1 link $2"]=''
  if [[ -n $peer && -n ${want[$peer]-} ]]; then forget_link "${peer%% *}" "${peer##* }"; fi
}

# other_end LINK: the link that was made with this one as its peer.
other_end() {
  local key
  for key in "${!link_peer[@]}"; do
    if [[ ${link_peer[$key]} == "$1" ]]; then printf '%s' "$key"; fi
  done
}

forget_namespace() {
  local key
  if ((now > until)); then return; fi
  for key in "${!want[@]}"; do
    if [[ -n ${want[$key]-} && $key == "$1 link "* ]]; then forget_link "$1" "${key##* }"; fi
  done
  for key in "${!want[@]}"; do
    if [[ $key == "$1 "* || $key == "host netns $1" ]]; then want[$key]=''; fi
  done
  for key in "${!fact[@]}"; do
    if [[ ${fact_where[key]} == "$1" ]]; then want[${fact[key]}]=''; fi
  done
}

# read_route WORD...: sets `route` to the family, what tells the route from others, a colon, and the words of `ip route`.
# It reads what the lesson says and what `ip -d route show` prints to the same text.
read_route() {
  local known=${route_seen[$*]-} asked="$*" family=4 type='' to hops='' rest='' metric='' table=''
  if [[ -n $known ]]; then
    route=$known
    return
  fi
  case $1 in
    unicast) shift ;;
    blackhole | unreachable | prohibit | local | broadcast | multicast | anycast | throw) type=$1 && shift ;;
    *) ;;
  esac
  to=$1 && shift
  while (($#)); do
    case $1 in
      nexthop) hops+=' nexthop' && shift ;;
      via | dev) if [[ -z $type ]]; then hops+=" $1 $2"; fi && if [[ $1$2 == via*:* ]]; then family=6; fi && shift 2 ;;
      weight) if [[ $2 != 1 ]]; then hops+=" $1 $2"; fi && shift 2 ;;
      src) rest+=" src $2" && shift 2 ;;
      metric) metric=$2 && shift 2 ;;
      table) table=$2 && shift 2 ;;
      pref) family=6 && shift 2 ;;
      proto | scope | error) shift 2 ;;
      *) shift ;;
    esac
  done
  if [[ $to == *:* ]]; then family=6; fi
  case $family$to in
    6default) to=::/0 ;;
    40.0.0.0/0) to=default ;;
    4*/32) to=${to%/32} ;;
    6*/128) to=${to%/128} ;;
    *) ;;
  esac
  if [[ $metric == 0 || $family$metric == 61024 ]]; then metric=''; fi
  if [[ $table == main || $table == 254 ]]; then table=''; fi
  rest+=${metric:+ metric $metric}${table:+ table $table}
  route="$family $to${table:+ table $table}${metric:+ metric $metric} : ${type:+$type }$to$hops$rest"
  route_seen[$asked]=$route
}

# sysctl [NAMESPACE] -w KEY=VALUE
sysctl() {
  local where=host
  if [[ $1 != -w ]]; then where=$1 && shift; fi
  watched[$where]+=" ${2%%=*}"
  if ((now <= until)); then argument["$where sysctl ${2%%=*}"]=${2#*=}; fi
  ask sysctl "$where sysctl ${2%%=*}" "$where" "sysctl -w $2"
}

# restore_sysctl WHERE KEY
restore_sysctl() {
  restorable["$1 $2"]=1
  take_away "$1 sysctl $2"
}

# nft [NAMESPACE] [-D uplink=SET] -f -, or nft [NAMESPACE] delete table inet NAME
nft() {
  local where=host define='' rules_text=''
  if [[ $1 != -* && $1 != delete ]]; then where=$1 && shift; fi
  tabled[$where]=1
  if [[ $1 == delete ]]; then
    take_away "$where table"
    return
  fi
  if [[ $1 == -D ]]; then define=$2; fi
  IFS= read -rd '' rules_text || true
  if ((now > until)); then
    later["$where table"]=1
    return
  fi
  if [[ $define == 'uplink=' ]]; then need_uplink; fi
  text["$where table"]=$rules_text argument["$where table"]=$define
  ask table "$where table" "$where" 'nft -f -'
}

# accept_forward ipv4|ipv6 IN OUT [STATES]: where a firewall filters what is forwarded, a tagged accept of ours.
accept_forward() { each_uplink accept "$@"; }
forget_forward() { each_uplink forget "$@"; }

each_uplink() {
  local from to rule
  local -a froms=("$3") tos=("$4")
  forwards=1
  if [[ "$3 $4" == *@uplink* ]] && ((now <= until)); then need_uplink; fi
  if [[ $3 == @uplink ]]; then froms=("${uplink_names[@]}"); fi
  if [[ $4 == @uplink ]]; then tos=("${uplink_names[@]}"); fi
  for from in "${froms[@]}"; do
    for to in "${tos[@]}"; do
      rule="host forward ${2#ipv} $from $to ${5-}"
      if [[ $1 == accept ]]; then ask forward "$rule" host ''; else take_away "$rule"; fi
    done
  done
}

need_uplink() {
  if ((${#uplink_names[@]} == 0)); then
    die 3 'this machine has no default route, so no way out; name the interface that leads there: UPLINK=eth0 ./setup.sh'
  fi
}

# write_file PATH TEXT
write_file() {
  if ((now <= until)); then text["host file $1"]=$2; fi
  ask file "host file $1" host "$1"
}
remove_file() { take_away "host file $1"; }

# start_process ID WHERE COMMAND: a process in the foreground of its own session, found again by pid and start time.
start_process() {
  busy[$2]=1
  if ((now <= until)); then text["host process $1"]=$3; fi
  ask process "host process $1" "$2" "$3"
}
end_process() { take_away "host process $1"; }

# run_once ID WHERE COMMAND [unless COMMAND] [undo COMMAND]: run unless `unless` succeeds or it is noted as done.
run_once() {
  local key="host command $1" where=$2
  busy[$where]=1
  # The undo of a command takes it away.
  if [[ -n ${want["host command ${1#undo-}"]-} && $1 == undo-* ]]; then
    take_away "host command ${1#undo-}"
    return
  fi
  if ((now <= until)); then
    text[$key]=$3 argument["$key unless"]='' argument["$key undo"]=''
    shift 3
    while (($#)); do argument["$key $1"]=$2 && shift 2; done
  fi
  ask command "$key" "$where" ''
}
