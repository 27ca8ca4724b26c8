# Tables that are the lab's own, by nft or by iptables. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- tables of the lab's own, by nft or by iptables ----------------------------------------------

declare -A table_text=()     # what nft reads
declare -A table_restore=()  # "WHERE FAMILY": what iptables-restore reads in place of that
declare -A tabled=()         # namespaces that have a table of the lab in some step
readonly each_uplink=@uplink # what stands for the uplinks in both
firewall='' restores6='' asked='' nft_trial='' nft_listing=''
declare -a listers=() # the commands that list the lab's tables

# nft [NAMESPACE] -f -, or nft [NAMESPACE] delete table inet NAME
nft() {
  local where=host input='' names
  if [[ $1 != -* && $1 != delete ]]; then where=$1 && shift; fi
  tabled[$where]=1
  if [[ $1 == delete ]]; then
    take_away "$where table"
    return
  fi
  IFS= read -rd '' input || true
  ask "$where table"
  if ((now > until)); then return; fi
  if [[ $input == *"$each_uplink"* ]]; then
    need_uplink
    printf -v names ', "%s"' "${uplink_names[@]}"
    input=${input//"$each_uplink"/"${names#, }"}
  fi
  table_text["$where table"]=$input
  table_restore["$where "]='' table_restore["$where 6"]=''
}

# iptables-restore [NAMESPACE] --noflush: the same table for a machine without nft.
iptables-restore() { note_restore '' "$@"; }
ip6tables-restore() { note_restore 6 "$@"; }

note_restore() {
  local where=host input=''
  if [[ $2 != -* ]]; then where=$2; fi
  IFS= read -rd '' input || true
  if ((now > until)); then return; fi
  # What stands is looked at; the lesson's own words for what stood in the step before are for those who type.
  while [[ $input == $'*nat\n-'[DFX]* ]]; do
    input=${input#*$'\n'} input=$'*nat\n'${input#*$'\n'}
  done
  if [[ $input == $'*nat\nCOMMIT\n' ]]; then return; fi
  table_restore["$where $1"]=$input restores6+=$1
}

# begin_tables: where nothing is noted, it is likely that nft has to make them, so its trial begins; where it has made that of
# the machine, it begins to list it.
begin_tables() {
  local note
  if ! type -P nft >/dev/null; then return; fi
  if [[ ${noted['table host']-} == nft ]]; then
    exec {nft_listing}< <(exec nft -s list table inet "$own_table" 9<&- 2>/dev/null)
    return
  fi
  if [[ -n $firewall ]]; then return; fi
  for note in "${owns[@]}"; do
    if [[ $note == 'table '* ]]; then return; fi
  done
  exec {nft_trial}< <(exec unshare --net nft --echo 'add table inet t; add chain inet t c { type nat hook postrouting priority srcnat; }' 9<&- 2>/dev/null)
}

# What makes the tables: what has made those that stand; else nft, if it can, unless this machine filters with nothing but
# the iptables that nft does not see; else iptables.
choose_firewall() {
  local line
  local -a order=(nft iptables iptables-legacy)
  for line in "${owns[@]}"; do
    if [[ $line == 'table '* ]]; then firewall=${noted[$line]}; fi
  done
  if [[ -n $firewall ]]; then
    require_maker "$firewall"
    return
  fi
  if filters_by_legacy; then order=(iptables-legacy nft iptables); fi
  for firewall in "${order[@]}"; do
    if ! translates "$firewall"; then continue; fi
    # The name iptables can be given to the other kind while the lab stands.
    if [[ $firewall == iptables ]] && line=iptables-$(kind_of iptables) && type -P "$line" >/dev/null; then firewall=$line; fi
    return
  done
  die 3 'translates addresses, and neither nft nor iptables can do that here; on Debian or Ubuntu: apt-get install nftables'
}

# translates PROGRAM: it is there, and the kernel lets it. Asked in a namespace that is gone again at once; nft --echo says what it has
# added. nft takes both families in one table since Linux 5.2.
translates() {
  type -P "$1" >/dev/null || return 1
  case $1 in
    nft) hear "$nft_trial" && nft_trial='' && [[ -n $heard ]] ;;
    *) unshare --net "$1" -w -t nat -S && { [[ -z $restores6 ]] || unshare --net "ip6${1#ip}" -w -t nat -S; } ;;
  esac &>/dev/null
}

# There are rules in ip_tables, and none in nf_tables but those of labs.
filters_by_legacy() {
  local family saved='' tables=''
  for family in '' 6; do
    iptables=''
    if legacy_has '*' "$family"; then program_of legacy "$family"; fi
    if [[ -n $iptables ]]; then saved+=$("$iptables-save"); fi
  done
  if [[ $saved != *$'\n-A '* && $saved != *' DROP ['* ]]; then return 1; fi
  if type -P nft >/dev/null; then tables=$(nft list tables | grep -v ' inet netgen_' || true); fi
  [[ -z $tables ]]
}

look_tables() {
  local line where='' lister=''
  if [[ -z $firewall ]]; then choose_firewall; fi
  # Also where the lesson had one before it was written again.
  for line in "${owns[@]}"; do
    if [[ $line == 'table '* ]]; then tabled[${line#table }]=1; fi
  done
  if [[ -n $nft_trial ]]; then exec {nft_trial}<&- && nft_trial=''; fi
  unset -f iptables-restore ip6tables-restore # the lesson is read, and they are the programs again
  listers=("$firewall -w -t nat -S" "ip6${firewall#ip} -w -t nat -S")
  if [[ $firewall == nft ]]; then listers=("nft -s list table inet $own_table"); fi
  ask_places print_listers '' "${standing[@]}"
  for line in "${answers[@]}"; do
    if [[ $line == '@ns '* ]]; then
      read -r _ where lister <<<"$line"
    else
      listed='' && keep_own "$lister" "$line"
      have["$where table"]+=$listed
    fi
  done
  if [[ -n ${tabled[host]-} && ($firewall != nft || $chains == *$'\n'"table inet $own_table {"*) ]]; then
    list_table host
    if [[ -n $listed ]]; then have['host table']=$listed; fi
  fi
  if [[ -n $nft_listing ]]; then exec {nft_listing}<&- && nft_listing=''; fi
}

print_listers() {
  local lister
  if [[ -z ${tabled[$1]-} ]]; then return; fi
  for lister in "${listers[@]}"; do
    asking+="echo '@ns $1 ${lister%% *}'"$'\n'"nsenter --net='/run/netns/$netns_path$1' $lister 2>/dev/null"$'\n'
  done
}

# list_table WHERE: sets `listed` to what stands there.
list_table() {
  local lister text iptables
  local -a words lines enter=()
  listed=''
  if [[ $1 != host ]]; then enter=(ip netns exec "$1"); fi
  for lister in "${listers[@]}"; do
    read -ra words <<<"$lister"
    # What is not there, an iptables that is asked for it may make. What nft has said before may have changed.
    iptables=${words[0]}
    case "$1 $lister" in
      'host ip6tables-legacy '*) legacy_has nat 6 || continue ;;
      'host iptables-legacy '*) legacy_has nat || continue ;;
      'host ip6tables-nft '*) chains='' nft_has nat 6 || continue ;;
      'host iptables-nft '*) chains='' nft_has nat || continue ;;
      *) ;;
    esac
    if [[ $1 == host && -n $nft_listing ]]; then
      hear "$nft_listing"
      text=$heard nft_listing=''
    else
      text=$("${enter[@]}" "${words[@]}" 2>/dev/null) || true
    fi
    in_lines "$text"
    keep_own "${words[0]}" "${lines[@]}"
  done
}

# name_table: sets `name` to what people know the lab's table by, and `command` to what makes it.
name_table() {
  name="nft table inet $own_table" command='nft -f -'
  if [[ $firewall != nft ]]; then name="$firewall chains netgen-$group-*" command="$firewall-restore -w --noflush"; fi
}

# A table on the machine is ours if it is noted, or has our mark.
refuse_tables() {
  local name command
  if [[ -z ${have["host table"]-} || -n ${noted["table host"]-} ]] || has_mark "${have["host table"]}"; then return; fi
  name_table
  foreign+=$'\n'"  $name"
}

extras_tables() {
  local key where name command
  name_table
  for key in "${!have[@]}"; do
    where=${key%% *}
    if [[ $key != *' table' || -z ${have[$key]} ]] || known "$key"; then continue; fi
    in_words "$where"
    if [[ $firewall == nft ]]; then command="nft delete table inet $own_table"; fi
    remove table "$where" "$command" "extra: $name$at"
  done
}

# ask_table WHERE: sets `asked` to the program and what it is to read.
ask_table() {
  local family name out line
  if [[ $firewall == nft ]]; then
    asked=nft$'\n'${table_text["$1 table"]}
    return
  fi
  asked=$firewall$'\n'
  for family in '' 6; do
    rules=${table_restore["$1 $family"]}
    for_each_uplink
    table_restore["$1 $family"]=$rules
    asked+=$rules
  done
}

# A line of `rules` that names the uplinks, once for each.
for_each_uplink() {
  local line name out=''
  if [[ $rules != *"$each_uplink"* ]]; then return; fi
  while IFS= read -r line; do
    if [[ $line != *"$each_uplink"* ]]; then
      out+=$line$'\n'
    else
      for name in "${uplink_names[@]}"; do out+=${line//"$each_uplink"/"$name"}$'\n'; done
    fi
  done <<<"${rules%$'\n'}"
  rules=$out
}

# A table is replaced whole, unless the kernel lists it as it did when this very text was loaded.
compare_table() {
  local where=$3 was='' name command now_listed=${have[$2]-}
  ask_table "$where"
  name_table
  if [[ -e $notes/table-$where ]]; then IFS= read -rd '' was <"$notes/table-$where" || true; fi
  if [[ -n $now_listed && $was == "$asked$now_listed" ]]; then
    fine
    return
  fi
  if [[ -z $now_listed ]]; then
    need table "$where" "$command" "missing: $name$at"
  elif [[ $was != "$asked"* ]]; then
    need table "$where" "$command" "changed: $name$at"
  else
    was=${was#"$asked"}
    need table "$where" "$command" "changed: $name$at$(lines_without missing "$was" "$now_listed")$(lines_without extra "$now_listed" "$was")"
  fi
}

# lines_without WORD LINES OTHERS: prints each line that is not among the others, behind that word.
lines_without() {
  local line
  while IFS= read -r line; do
    if [[ $'\n'$3 != *$'\n'"$line"$'\n'* ]]; then printf ', %s: %s' "$1" "${line##*$'\t'}"; fi
  done <<<"${2%$'\n'}"
}

do_table() {
  if [[ $mode == run && ${noted["table $1"]-} != "$firewall" ]]; then printf '\ntable %s %s\n' "$1" "$firewall" >>"$notes/owns"; fi
  if [[ $firewall == nft ]]; then load_nft "$1"; else load_iptables "$1" "${table_restore["$1 "]}" "${table_restore["$1 6"]}"; fi
  if [[ $mode != run ]]; then return; fi
  ask_table "$1" && list_table "$1"
  printf '%s%s' "$asked" "$listed" >"$notes/table-$1"
}

take_table() {
  if [[ $mode == run ]]; then rm -f "$notes/table-$1"; fi
  if [[ $firewall == nft ]]; then do_tool "$1" "$2"; else load_iptables "$1" '' ''; fi
}

# load_nft WHERE: the words that take away the table before are left out where there is none: the kernel waits for all its readers, 10
# to 20 ms, when it deletes one (nf_tables_commit() of net/netfilter/nf_tables_api.c).
load_nft() {
  local text=${table_text["$1 table"]}
  if [[ -z ${have["$1 table"]-} ]]; then text=${text#*$'\n'delete\ table\ *$'\n'}; fi
  show_in "$1" "nft -f - <<'NFT'"$'\n'"${text}NFT"
  if [[ $mode != run ]]; then return; fi
  try_in "$1" nft -f - <<<"$text"
}

# load_iptables WHERE TEXT TEXT6
load_iptables() {
  local program text=$2
  for program in "$firewall" "ip6${firewall#ip}"; do
    replace_rules "$program" "${have["$1 table"]-}" "$text"
    text=$3
    if [[ -z $rules ]]; then continue; fi
    show_in "$1" "$program-restore -w --noflush <<'IPTABLES'"$'\n'"${rules}IPTABLES"
    if [[ $mode != run ]]; then continue; fi
    try_in "$1" "$program-restore" -w --noflush <<<"$rules"
  done
}
