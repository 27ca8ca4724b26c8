# The lab's own tables go. A part of teardown.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# The tables of the machine, whatever has made them; those of the namespaces go with these.
delete_tables() {
  local maker=${noted["table host"]-} kind family
  if [[ $chains == *$'\n'"table inet $own_table {"* ]]; then
    if [[ $maker == nft ]] || has_mark "$(nft list table inet "$own_table" 2>/dev/null)"; then
      run_aside nft delete table inet "$own_table"
    else
      foreign+=" nft table inet $own_table"
    fi
  fi
  # Where there are notes, they say whether to look for more.
  if [[ -e $notes/owns && ($maker == nft || -z $maker) ]]; then return; fi
  for kind in nft legacy; do
    for family in '' 6; do
      if [[ $kind == legacy ]] && ! legacy_has nat "$family"; then continue; fi
      program_of "$kind" "$family"
      if [[ -z $iptables ]]; then continue; fi
      if [[ $kind == nft ]] && ! nft_has nat "$family"; then continue; fi
      delete_chains "$iptables"
    done
  done
}

# delete_chains PROGRAM
delete_chains() {
  local standing
  local -a lines
  standing=$("$1" -w -t nat -S 2>/dev/null) || true
  in_lines "$standing"
  listed='' && keep_own "$1" "${lines[@]}"
  replace_rules "$1" "$listed" ''
  if [[ -z $rules ]]; then return; fi
  if [[ -z $maker ]] && ! has_mark "$listed"; then
    foreign+=" chains netgen-$group-* of $1"
    return
  fi
  run_as "$1-restore -w --noflush <<'IPTABLES'"$'\n'"${rules}IPTABLES" restore_rules "$1"
}

# The programs of iptables fail with statuses that mean something else here.
restore_rules() { "$1-restore" -w --noflush <<<"$rules" || return 1; }
