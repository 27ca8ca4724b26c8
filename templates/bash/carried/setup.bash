# Links that an interface of another namespace carries. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- links that an interface of another namespace carries ------------------------------------------

# name_link WHERE OLD NAME: a link that was made from another namespace, under a name that nothing bears, gets its own.
name_link() {
  local old="$1 link $2" link="$1 link $3" n
  if ((now > until)); then
    unset "later[$old]"
    later[$link]=1
    return
  fi
  half_made[$old]=1
  n=${want[$old]}
  unset "want[$old]"
  want[$link]=$n fact[n]=$link link_naming[$link]="link set $2 name $3"
  link_type[$link]=${link_type[$old]} link_words[$link]=${link_words[$old]} link_from[$link]=${link_from[$old]}
  if [[ -n ${fact_given[n]} ]]; then given_to["$1 $3"]+=" @$n${fact_given[n]}"; fi
}
