# Links and namespaces that a later step takes away, with all that goes with them. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- what a later step takes away ----------------------------------------------------------------

# A link takes its peer, its addresses and its routes along, and the links that it carries.
forget_link() {
  local key peer=${link_peer["$1 link $2"]-}
  if ((now > until)); then
    if [[ -n ${want["$1 link $2"]-} ]]; then link_leaves_later "$1" "$2"; fi
    return
  fi
  for key in "${!want[@]}"; do
    case "$key " in
      "$1 link $2 " | "$1 address "*" dev $2 " | "$1 route "*" dev $2 "* | "$1 set $2 "*) want[$key]='' ;;
      "$1 sysctl net."*".${2//./\/}."*) unset "want[$key]" ;; # nothing to give back: the setting goes with the link
      *) ;;
    esac
  done
  unset "given_to[$1 $2]"
  if [[ -z $peer ]]; then peer=$(other_end "$1 link $2"); fi
  link_peer["$1 link $2"]='' link_naming["$1 link $2"]=''
  if [[ -n $peer && -n ${want[$peer]-} ]]; then forget_link "${peer%% *}" "${peer##* }"; fi
  each_carried forget_link "$1" "$2"
}

# each_carried FUNCTION WHERE DEV: calls it for each link that this one carries, with its place and its name.
each_carried() {
  local key
  for key in "${!link_words[@]}"; do
    if [[ ${link_from[$key]} == "$2" && "${link_words[$key]} " == *" link $3 "* && -n ${want[$key]-} ]]; then "$1" "${key%% *}" "${key##* }"; fi
  done
}

# other_end LINK: the link that was made with this one as its peer.
other_end() {
  local key
  for key in "${!link_peer[@]}"; do
    if [[ ${link_peer[$key]} == "$1" ]]; then printf '%s' "$key"; fi
  done
}

# link_leaves_later WHERE DEV [far]: a step after --until takes the link away, and with it what it carries and its other end.
link_leaves_later() {
  local key peer
  for key in "${!want[@]}"; do
    if [[ "$key " == "$1 address "*" dev $2 " ]]; then leaves_later "$key"; fi
  done
  each_carried link_leaves_later "$1" "$2"
  if [[ -n ${3-} ]]; then return; fi
  peer=${link_peer["$1 link $2"]-}
  if [[ -z $peer ]]; then peer=$(other_end "$1 link $2"); fi
  if [[ -n $peer && -n ${want[$peer]-} ]]; then link_leaves_later "${peer%% *}" "${peer##* }" far; fi
}

forget_namespace() {
  local key
  for key in "${!want[@]}"; do
    if [[ -n ${want[$key]-} && $key == "$1 link "* ]]; then forget_link "$1" "${key##* }"; fi
  done
  if ((now > until)); then return; fi
  for key in "${!want[@]}"; do
    if [[ $key == "$1 "* || $key == "host netns $1" ]]; then want[$key]=''; fi
  done
  for key in "${!works_in[@]}"; do
    if [[ ${works_in[$key]} == "$1" && -n ${want[$key]-} ]]; then want[$key]=''; fi
  done
}
