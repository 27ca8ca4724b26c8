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
  fact+=("$2") fact_kind+=("$1") fact_where+=("$3") fact_command+=("$4") fact_step+=("$now") fact_line+=("${BASH_LINENO[-frame]}")
}

# take_away OBJECT
take_away() { if ((now <= until)); then want[$1]=''; fi; }

ip() {
  local where=host
  if [[ $1 == -n ]]; then where=$2 && shift 2; fi
  case "$1 $2" in
    'address add')
      if [[ $3 == *:* ]]; then six[$where]=1; fi
      ask address "$where address $3 dev $5" "$where" "$*"
      ;;
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

# read_route WORD...: sets `route` to what `facts` makes of this route.
read_route() {
  route="$* "
  case $route in
    *:*) route=${route/#default /::/0 } route=${route/\/128 / } route=${route/ metric 1024 / } ;;
    *) route=${route/#0.0.0.0\/0 /default } route=${route/\/32 / } ;;
  esac
  route=${route// weight 1 / }
  route=${route% }
}

need_uplink() {
  if ((${#uplink_names[@]} == 0)); then
    die 3 'this machine has no default route, so no way out; name the interface that leads there: UPLINK=eth0 ./setup.sh'
  fi
}
