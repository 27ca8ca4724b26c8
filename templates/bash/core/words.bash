# The words of the lesson: each writes down what its line asks for. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- the words of the lesson: each writes down what its line asks for ------------------------------

# These run once for each line, so they have few locals: one costs bash as much as four assignments. `where` is the place that the
# line is about. Patterns stand in the order in which they are likely.

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
  where=host
  if [[ $1 == -n ]]; then where=$2 && shift 2; fi
  case "$1 $2" in
    'link set')
      if [[ $4 == name ]]; then
        name_link "$where" "$3" "$5"
      else
        give "$where $3" "${@:4}"
        ask attributes "$where set $3 $entries" "$where" "$3" "$given_names"
      fi
      ;;
    'link add') link_add "$@" ;;
    'address add') ask address "$where address $3 dev $5" "$where" "$*" ;;
    'netns add') ask netns "host netns $3" host "$*" ;;
    'route add')
      read_route "${*:3}"
      if [[ $where == host ]]; then host_routes+=("host route $route"); fi
      ask route "$where route $route" "$where" "$*"
      ;;
    'netns exec') "$4" "$3" "${@:5}" ;;
    'address delete') take_away "$where address $3 dev $5" ;;
    'link delete') forget_link "$where" "$3" ;;
    'netns delete') forget_namespace "$3" ;;
    'route delete') read_route "${*:3}" && take_away "$where route $route" ;;
    *) die 70 "the lesson holds a command that this script cannot compare: ip $*" ;;
  esac
}

# link_add link add DEV [ATTRIBUTE...] type TYPE [WORD...] [peer name DEV [ATTRIBUTE...]]
link_add() {
  local place=$where given='' own='' command=$* dev=$3
  shift 3
  while [[ $1 != type ]]; do
    case $1 in
      netns) place=$2 && shift 2 ;;
      up) given+=' up' && shift ;;
      link) own+=" link $2" && shift 2 ;;
      *) given+=" $1 $2" && shift 2 ;;
    esac
  done
  link="$place link $dev"
  link_type[$link]=$2 link_from[$link]=$where && shift 2
  while (($#)) && [[ $1 != peer ]]; do own+=" $1" && shift; done
  link_words[$link]=$own
  # shellcheck disable=SC2086 # names and values of attributes hold no blanks
  give "$place $dev" $given
  ask link "$link" "$place" "$command" "$given_names"
  if (($#)); then peer_add "$@"; fi
}

# peer_add peer name DEV [ATTRIBUTE...]: the other end of `link`.
peer_add() {
  local place=$where given='' peer=$3
  shift 3
  while (($#)); do
    if [[ $1 == netns ]]; then place=$2; else given+=" $1 $2"; fi
    shift 2
  done
  link_peer[$link]="$place link $peer" link_type["$place link $peer"]=${link_type[$link]}
  # shellcheck disable=SC2086 # the same
  give "$place $peer" $given
  ask peer "$place link $peer" "$place" "$link" "$given_names"
}

# give LINK NAME VALUE...: attributes that a command gives a link; "up" and "down" stand for themselves. Sets `given_names`.
give() {
  given_to=$1 given_names='' && shift
  while (($#)); do
    case $1 in
      up | down) name=state value=$1 && shift ;;
      *) name=$1 value=$2 && shift 2 ;;
    esac
    given_names+=" $name"
    if ((now > until)); then
      later["$given_to $name"]=1
    else
      attribute["$given_to $name"]="$entries $value"
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
