# Rules of ours in the gates. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- gates: firewalls of others that a forwarded packet has to pass --------------------------------

declare -A wanted_rules=() owner_of=()
later_uplinks='' # steps after --until speak of uplinks, and there are none by now

look_gates() { wanted_rules=() && find_gates; }

# accept_forward ipv4|ipv6 IN OUT [STATES]: where a firewall filters what is forwarded, a tagged accept of ours.
accept_forward() { each_uplink accept "$@"; }
forget_forward() { each_uplink forget "$@"; }

each_uplink() {
  local from to rule
  local -a froms=("$3") tos=("$4")
  if [[ "$3 $4" == *@uplink* ]]; then
    know_uplinks
    if ((now <= until)); then need_uplink; elif ((${#uplink_names[@]} == 0)); then later_uplinks=1; fi
  fi
  if [[ $3 == @uplink ]]; then froms=("${uplink_names[@]}"); fi
  if [[ $4 == @uplink ]]; then tos=("${uplink_names[@]}"); fi
  for from in "${froms[@]}"; do
    for to in "${tos[@]}"; do
      rule="host forward ${2#ipv} $from $to ${5-}"
      if [[ $1 == accept ]]; then ask "$rule"; else take_away "$rule"; fi
    done
  done
}

# gate_rules GATE FAMILY IN OUT STATES: sets `rules` to the rules of ours that this gate is to hold.
gate_rules() {
  local match family=4 tail="accept comment \"netgen-$lab\""
  rules=()
  case $1 in
    'nft ip '*) if [[ $2 == 6 ]]; then return; fi ;;
    'nft ip6 '*) if [[ $2 == 4 ]]; then return; fi ;;
    nft\ *) ;;
    *)
      if [[ $1 == ip6tables* ]]; then family=6; fi
      if [[ $family == "$2" ]]; then
        rules=("FORWARD -i $3 -o $4${5:+ -m conntrack --ctstate $5} -m comment --comment netgen-$lab -j ACCEPT")
      fi
      return
      ;;
  esac
  match="iifname \"$3\" oifname \"$4\""
  if [[ $1 == 'nft inet '* ]]; then match="meta nfproto ipv$2 $match"; fi
  rules=("$match $tail")
  if [[ -n $5 ]]; then rules=("$match ct state established,related $tail" "$match ct status dnat $tail"); fi
}

compare_forward() {
  local gate rule family from to states
  local -a rules
  if [[ -n $unseen ]]; then
    die 3 "rules of ip_tables may filter what this machine forwards, and no program here can show them; on Debian or Ubuntu: apt-get install $unseen"
  fi
  IFS=' ' read -r _ _ family from to states <<<"$2"
  for gate in "${!gates[@]}"; do
    gate_rules "$gate" "$family" "$from" "$to" "$states"
    if ((${#rules[@]})) && has_owner "$gate"; then
      require_trust "${gate#nft }" "$from" "$to"
      continue
    fi
    for rule in "${rules[@]}"; do
      wanted_rules["$gate $rule"]=1
      if [[ ${gates[$gate]} == *"$rule"* ]]; then
        fine
      elif [[ $gate == nft\ * ]]; then
        need tool host "nft insert rule ${gate#nft } $rule" "missing: $gate $rule"
      else
        need tool host "$gate -w -I $rule" "missing: $gate $rule"
      fi
    done
  done
}

# has_owner GATE: only the program that has made this table may change it (nft(8), "flags owner").
has_owner() {
  local table=${1#nft } chain=''
  if [[ $1 != nft\ * ]]; then return 1; fi
  table=${table% *}
  if [[ -z ${owner_of[$table]-} ]]; then
    # shellcheck disable=SC2086 # family and name
    while [[ $chain != $'\t'chain* ]] && IFS= read -r chain; do
      if [[ $chain == $'\tflags '*owner* ]]; then owner_of[$table]=one && break; fi
      owner_of[$table]=none
    done < <(nft list table $table 2>/dev/null)
  fi
  [[ ${owner_of[$table]-none} == one ]]
}

# require_trust TABLE-AND-CHAIN IN OUT: where nobody else may put a rule, the owner has to let us through. firewalld does
# so for what its zone "trusted" holds, and for the answers to it.
require_trust() {
  local own=$2
  if [[ " ${uplink_names[*]} " == *" $own "* ]]; then own=$3; fi
  if [[ $1 != 'inet firewalld '* ]]; then
    die 4 "the table ${1% *} filters what this machine forwards, and only the program that made it may let $own through"
  fi
  if [[ $(firewall-cmd --get-zone-of-interface="$own" 2>/dev/null || true) == trusted ]]; then
    fine
  else
    die 4 "firewalld rejects what this machine forwards, and takes no rules from others; nothing was changed. Let the lab through, then run this again:
  firewall-cmd --zone=trusted --add-interface=$own
  (undo: firewall-cmd --zone=trusted --remove-interface=$own)"
  fi
}

# want_later_rules: what a later step has added stays.
want_later_rules() {
  local gate key rule family from to states
  local -a rules
  for key in "${!later[@]}"; do
    if [[ $key != 'host forward '* ]]; then continue; fi
    IFS=' ' read -r _ _ family from to states <<<"$key"
    for gate in "${!gates[@]}"; do
      gate_rules "$gate" "$family" "$from" "$to" "$states"
      for rule in "${rules[@]}"; do wanted_rules["$gate $rule"]=1; done
    done
  done
}

# Tagged rules of ours that no step asks for.
extras_gates() {
  local gate line rule
  if [[ -n $later_uplinks ]]; then return; fi
  want_later_rules
  for gate in "${!gates[@]}"; do
    while IFS= read -r line; do
      if [[ $gate == nft\ * && $line == *" comment \"netgen-$lab\" # handle "* ]]; then
        rule=${line##*$'\t'}
        if [[ -n ${wanted_rules["$gate ${rule% # handle *}"]-} ]]; then continue; fi
        remove tool host "nft delete rule ${gate#nft } handle ${rule##* }" "extra: $gate ${rule% # handle *}"
      elif [[ $line == "-A FORWARD "*" --comment netgen-$lab "* && -z ${wanted_rules["$gate ${line#-A }"]-} ]]; then
        remove tool host "$gate -w -D ${line#-A }" "extra: $gate ${line#-A }"
      fi
    done <<<"${gates[$gate]}"
  done
}
