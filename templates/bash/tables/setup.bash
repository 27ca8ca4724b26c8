# Tables of nft that are the lab's own. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- tables of nft -------------------------------------------------------------------------------

declare -A table_text=() table_define=() # what nft reads, and what it is given with -D
declare -A tabled=()                     # namespaces that have a table of the lab in some step

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
  table_text["$where table"]=$rules_text table_define["$where table"]=$define
  ask table "$where table" "$where" 'nft -f -'
}

look_tables() {
  local line where listed
  ask_namespaces print_table
  for line in "${answers[@]}"; do
    if [[ $line == '@ns '* ]]; then
      where=${line#@ns }
    else
      have["$where table"]+=${have["$where table"]+$'\n'}$line
    fi
  done
  if [[ -z ${tabled[host]-} ]]; then return; fi
  listed=$(nft -s list table inet "$own_table" 2>/dev/null) || true
  if [[ -n $listed ]]; then have['host table']=$listed; fi
}

print_table() {
  if [[ -n ${tabled[$1]-} ]]; then
    printf "echo '@ns %s'\nnsenter --net='/run/netns/%s' nft -s list table inet '%s' 2>/dev/null\n" "$1" "$1" "$own_table"
  fi
}

extras_tables() {
  local key where
  for key in "${!have[@]}"; do
    where=${key%% *}
    if [[ $key != *' table' || -z ${have[$key]} ]] || known "$key"; then continue; fi
    in_words "$where"
    remove tool "$where" "nft delete table inet $own_table" "extra: nft table inet $own_table$at"
  done
}

# The lab's own table is replaced whole, unless the kernel lists it as it did when this very text was loaded.
compare_table() {
  local where=$3 listed=${have[$2]-} was='' asked line
  asked=${table_define[$2]}$'\n'${table_text[$2]}
  if [[ -e $notes/table-$where ]]; then IFS= read -rd '' was <"$notes/table-$where" || true; fi
  if [[ -n $listed && $was == "$asked$listed" ]]; then
    ok=$((ok + 1))
    return
  fi
  need table "$where" "${fact_command[$1]}" "$([[ -n $listed ]] && echo changed || echo missing): nft table inet $own_table$at"
  if [[ -z $listed || $was != "$asked"* ]]; then return; fi
  while IFS= read -r line; do
    [[ $'\n'$listed$'\n' == *$'\n'"$line"$'\n'* ]] || drift+=("missing: nft ${line##*$'\t'}$at")
  done <<<"${was#"$asked"}"
  while IFS= read -r line; do
    [[ $'\n'$was$'\n' == *$'\n'"$line"$'\n'* ]] || drift+=("extra: nft ${line##*$'\t'}$at")
  done <<<"$listed"
}

do_table() {
  local define=${table_define["$1 table"]} rules_text=${table_text["$1 table"]} command=nft
  if [[ -n $define ]]; then command+=" -D $(quoted "$define")"; fi
  show "$(there "$1")$command -f - <<'NFT'"$'\n'"${rules_text}NFT"
  if [[ $mode != run ]]; then return; fi
  flush
  if [[ $1 == host ]]; then
    nft ${define:+-D "$define"} -f - <<<"$rules_text"
    printf '%s\n%s%s' "$define" "$rules_text" "$(nft -s list table inet "$own_table")" >"$notes/table-$1"
  else
    ip netns exec "$1" nft ${define:+-D "$define"} -f - <<<"$rules_text"
    printf '%s\n%s%s' "$define" "$rules_text" "$(ip netns exec "$1" nft -s list table inet "$own_table")" >"$notes/table-$1"
  fi
}
