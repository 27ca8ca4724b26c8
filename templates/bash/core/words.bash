# The words of the lesson: each writes down what its line asks for. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- the words of the lesson: each writes down what its line asks for ------------------------------

# These run once for each line. Bash copies a function when it calls it, so they are short, and have few locals and few words:
# `where` is the place that the line is about.

readonly -A verbs=(
  ['address add']=address_add ['link add']=link_add ['link set']=link_set ['netns add']=netns_add ['route add']=route_add
  ['address delete']=address_delete ['link delete']=link_delete ['netns delete']=netns_delete ['route delete']=route_delete
  ['netns exec']=netns_exec
)

step() { now=$1 titles[now]=$2 begins[now]=$entries; }

ip() {
  where=host
  if [[ $1 == -n ]]; then where=$2 && shift 2; fi
  "${verbs["$1 $2"]-no_verb}" "$@"
}

no_verb() { die 70 "the lesson holds a command that this script cannot compare: ip $*"; }
address_add() { ask "$where address $3 dev $5" "$*"; }
address_delete() { take_away "$where address $3 dev $5" && leaves_later "$where address $3 dev $5"; }
link_delete() { forget_link "$where" "$3"; }
netns_add() { ask "host netns $3" "$*"; }
netns_delete() { forget_namespace "$3"; }
netns_exec() { "$4" "$3" "${@:5}"; }
route_delete() { read_route "${*:3}" && take_away "$where route $route"; }

route_add() {
  route=${*:3}
  if [[ $route == *[:/]* || $route == *' '[mtw]* ]]; then read_route "$route"; fi # there may be more than one way to say it
  if [[ $where == host ]]; then host_routes+=("host route $route"); fi
  ask "$where route $route" "$*"
}

# ask OBJECT [COMMAND]: an object is named by where it lives, its kind, and a name.
ask() {
  if ((now > until)); then
    later[$1]=1
  else
    want[$1]=$entries fact[entries]=$1 fact_command[entries]=${2-}
    fact_line[entries++]=${BASH_LINENO[-frame]}
  fi
}

# take_away OBJECT
take_away() { if ((now <= until)); then want[$1]=''; fi; }

# leaves_later ADDRESS: a step after --until takes it away. What later steps give that interface would stand beside it then.
leaves_later() { if ((now > until)) && [[ -n ${want[$1]-} ]]; then readdressed["${1%% *} ${1##* }"]=1; fi; }

# link_set link set DEV ATTRIBUTE..., or link set DEV name DEV
link_set() {
  if [[ $4 == name ]]; then
    name_link "$where" "$3" "$5"
  else
    give "$where $3" " ${*:4}"
    fact_given[entries]=$given
    ask "$where set $3 $entries" "$*"
  fi
}

# link_add link add DEV [link DEV] [netns WHERE] [ATTRIBUTE...] type TYPE [WORD...] [peer name DEV [netns WHERE] [ATTRIBUTE...]]
link_add() {
  local place=$where near=" ${*:4}" own='' peer='' type
  type=${near#*' type '} near=${near%%' type '*}
  if [[ $type == *' peer name '* ]]; then peer=${type#*' peer name '} type=${type%%' peer name '*}; fi
  if [[ $4 == link ]]; then own=" link $5" near=${near#"$own"}; fi
  if [[ $near == ' netns '* ]]; then place=${near#' netns '} place=${place%% *} near=${near#" netns $place"}; fi
  if [[ $type == *' '* ]]; then own+=" ${type#* }" type=${type%% *}; fi
  link="$place link $3"
  # A later step can make another link of this name.
  if ((now <= until)) || [[ -z ${link_type[$link]-} ]]; then
    link_type[$link]=$type link_from[$link]=$where
    if [[ -n $own${link_words[$link]-} ]]; then link_words[$link]=$own; fi
  fi
  if [[ -n $peer ]]; then peer_add "$peer" "$type"; fi
  give "$place $3" "$near"
  fact_given[entries]=$given
  ask "$link" "$*"
}

# peer_add "DEV [netns WHERE] [ATTRIBUTE...]" TYPE: the other end of `link`.
peer_add() {
  local place=$where near=$1 dev=${1%% *} end
  near=${near#"$dev"}
  if [[ $near == ' netns '* ]]; then place=${near#' netns '} place=${place%% *} near=${near#" netns $place"}; fi
  end="$place link $dev"
  if ((now <= until)); then
    link_peer[$link]=$end link_type[$end]=$2 want[$end]=$entries
  else
    link_type[$end]=${link_type[$end]-$2} later[$end]=1
  fi
  give "$place $dev" "$near"
  far_given[entries]=$given
}

# give "WHERE DEV" ATTRIBUTES: what a command gives a link; "up" and "down", which come last, are the values of "state". Sets `given`
# to " NAME VALUE" for each; no name is a value of another, for ip takes no interface of such a name.
give() {
  given=${2/% up/ state up} given=${given/% down/ state down}
  if [[ -z $given ]]; then return; fi
  if ((now > until)); then
    given_later[$1]+=$given
  else
    given_twice+=${given_to[$1]+1} given_to[$1]+=" @$entries$given"
  fi
}

# read_route ROUTE: sets `route` to what `facts` makes of it.
read_route() {
  route="$1 "
  case $route in
    *:*) route=${route/#default /::/0 } route=${route/\/128 / } route=${route/ metric 1024 / } ;;
    *) route=${route/#0.0.0.0\/0 /default } route=${route/\/32 / } ;;
  esac
  route=${route// weight 1 / } route=${route/ metric 0 / } route=${route/ table 254 / }
  route=${route/ table 255 / table local } route=${route/ table 253 / table default }
  route=${route% }
}
