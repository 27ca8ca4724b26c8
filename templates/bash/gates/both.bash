# Gates: the firewalls of others that a forwarded packet has to pass. A part of setup.sh and teardown.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

declare -A gates=()
unseen='' # one that cannot be looked at, for its program is missing

# The firewalls that filter what the machine forwards, but for those with an empty chain that accepts. A packet must
# pass them all: an accept in a table of our own cannot overrule the drop of another. Rules of iptables are handled by
# its own program: a rule that nft puts there may be one that iptables can no longer read.
find_gates() {
  local line table='' chain='' family
  local -a lines
  gates=() unseen=''
  in_lines "$chains"
  for line in "${lines[@]}"; do
    case $line in
      'table '*) table=${line#table } table=${table% \{} ;;
      *'chain '*) chain=${line#*chain } chain=${chain% \{} ;;
      *'type filter hook forward '*)
        case "$table $chain" in
          'ip filter FORWARD') gate_of_iptables nft '' || gate_of_nft "$table" "$chain" ;;
          'ip6 filter FORWARD') gate_of_iptables nft 6 || gate_of_nft "$table" "$chain" ;;
          'inet netgen_'* | 'bridge '* | 'netdev '* | 'arp '*) ;;
          *) gate_of_nft "$table" "$chain" ;;
        esac
        ;;
      *) ;;
    esac
  done
  for family in '' 6; do
    if ! type -P nft >/dev/null; then gate_of_iptables nft "$family" || true; fi
    if legacy_has filter "$family" && ! gate_of_iptables legacy "$family" && [[ -z $iptables ]]; then unseen=iptables; fi
  done
}

# gate_of_iptables nft|legacy [6]: fails if there is no such program, or if it cannot read what stands there.
gate_of_iptables() {
  local rules
  program_of "$1" "$2"
  if [[ -z $iptables ]] || { [[ $1 == nft ]] && ! nft_has filter "$2"; }; then return 1; fi
  rules=$("$iptables" -w -S FORWARD 2>/dev/null) || return 1
  if [[ $rules != '-P FORWARD ACCEPT' ]]; then gates[$iptables]=$rules; fi
}

# gate_of_nft TABLE CHAIN: its rules stand between the line of the hook and the closing braces.
gate_of_nft() {
  local rules body
  rules=$(nft -a list chain "$1" "$2" 2>/dev/null) || true
  body=${rules#*policy *;} body=${body//[$' \t\n}']/}
  if [[ $rules == *'policy drop;'* || -n $body ]]; then gates["nft $1 $2"]=$rules; fi
}
