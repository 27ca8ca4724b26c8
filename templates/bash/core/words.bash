# The words of the lesson: each writes down what its line asks for. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- the words of the lesson: each writes down what its line asks for ------------------------------

step() { now=$1 titles[now]=$2; }

# ask KIND OBJECT WHERE COMMAND [ATTRIBUTES]
ask() {
  if ((now > until)); then
    later[$2]=1
    return
  fi
  want[$2]=$entries
  fact[entries]=$2 fact_kind[entries]=$1 fact_where[entries]=$3 fact_command[entries]=$4 fact_step[entries]=$now fact_given[entries]=${5-}
  fact_line[entries++]=${BASH_LINENO[-frame]}
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
    'link set') if [[ $4 == name ]]; then name_link "$where" "$3" "$5"; else link_set "$where" "${@:3}"; fi ;;
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
  local from=$1 where=$1 dev=$4 command="${*:2}" words='' given='' peer='' peer_where=$1 peer_given='' key
  shift 4
  while [[ $1 != type ]]; do
    case $1 in
      netns) where=$2 && shift 2 ;;
      up) given+=' state up' && shift ;;
      link) words+=" link $2" && shift 2 ;;
      *) given+=" $1 $2" && shift 2 ;;
    esac
  done
  key="$where link $dev"
  link_type[$key]=$2 link_from[$key]=$from && shift 2
  while (($#)) && [[ $1 != peer ]]; do words+=" $1" && shift; done
  if (($#)); then
    peer=$3 && shift 3
    while (($#)); do
      if [[ $1 == netns ]]; then peer_where=$2; else peer_given+=" $1 $2"; fi
      shift 2
    done
    link_peer[$key]="$peer_where link $peer" link_type["$peer_where link $peer"]=${link_type[$key]}
  fi
  link_words[$key]=$words
  # shellcheck disable=SC2086 # names and values of attributes hold no blanks
  give "$where $dev" $given
  ask link "$key" "$where" "$command" "$given_names"
  if [[ -n $peer ]]; then
    # shellcheck disable=SC2086 # the same
    give "$peer_where $peer" $peer_given
    ask peer "$peer_where link $peer" "$peer_where" "$key" "$given_names"
  fi
}

# link_set WHERE DEV ATTRIBUTE...
link_set() {
  give "$1 $2" "${@:3}"
  ask attributes "$1 set $2 $entries" "$1" "$2" "$given_names"
}

# give LINK NAME VALUE...: attributes that a command gives a link; "up" and "down" stand for themselves. Sets `given_names`.
give() {
  local link=$1 name value
  given_names='' && shift
  while (($#)); do
    case $1 in
      up | down) name=state value=$1 && shift ;;
      *) name=$1 value=$2 && shift 2 ;;
    esac
    given_names+=" $name"
    if ((now > until)); then
      later["$link $name"]=1
    else
      attribute["$link $name"]=$value attribute_of["$link $name"]=$entries
    fi
  done
}

# read_route WORD...: sets `route` to what `facts` makes of this route.
read_route() {
  route="$* "
  case $route in
    *:*) route=${route/#default /::/0 } route=${route/\/128 / } route=${route/ metric 1024 / } ;;
    *) route=${route/#0.0.0.0\/0 /default } route=${route/\/32 / } ;;
  esac
  route=${route// weight 1 / } route=${route/ metric 0 / } route=${route/ table 254 / }
  route=${route/ table 255 / table local } route=${route/ table 253 / table default }
  route=${route% }
}

# A rule is about the uplinks: there must be one, by a name that means nothing else to nft or iptables.
need_uplink() {
  local name
  if ((${#uplink_names[@]} == 0)); then
    die 3 'this machine has no default route, so no way out; name the interface that leads there: UPLINK=eth0 ./setup.sh'
  fi
  for name in "${uplink_names[@]}"; do
    if [[ $name == *[^A-Za-z0-9_.@-]* ]]; then die 3 "the name of the uplink $name holds a character that no rule can name"; fi
  done
}
