# What is there and not asked for, and what stops a run. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# What stands in the lab's namespaces and on its links, and nobody asks for. Where commands or processes of the author's
# work, it may be theirs, and is left alone.
find_extras() {
  local key where rest dev line
  for key in "${!have[@]}"; do
    where=${key%% *} rest=${key#* }
    if [[ -z ${have[$key]} || ${have[$key]} == automatic ]] || known "$key"; then continue; fi
    if [[ -n ${busy[$where]-} && $rest != table ]]; then continue; fi
    in_words "$where"
    case $rest in
      'link '*)
        dev=${rest#link }
        if [[ $born == *" $dev "* ]]; then continue; fi
        if [[ $where == host && ${have[$key]} != *" group $group "* ]]; then continue; fi
        remove ip "$where" "link delete $dev" "extra: link $dev$at"
        ;;
      'address '*)
        dev=${key##* }
        if ! known "$where link $dev" && [[ $dev != lo || $where == host ]]; then continue; fi
        remove ip "$where" "address delete ${rest#address }" "extra: $rest$at"
        ;;
      'route '*)
        dev=${key#* dev } dev=${dev%% *}
        if [[ $key == *' dev '* ]]; then
          if ! known "$where link $dev" && [[ $dev != lo || $where == host ]]; then continue; fi
        elif [[ $where == host && -z ${noted["$rest"]-} ]]; then
          continue
        fi
        remove ip "$where" "route delete ${rest#* : }" "extra: route ${rest#* : }$at"
        ;;
      table) remove tool "$where" "nft delete table inet $own_table" "extra: nft table inet $own_table$at" ;;
      *) ;;
    esac
  done
  find_extra_rules
  find_extra_notes
  for where in "${namespaces[@]}"; do
    if [[ -n ${inode[$where]-} ]] && ! known "host netns $where"; then
      remove ip host "netns delete $where" "extra: namespace $where"
    fi
  done
}

# Tagged rules of ours that no step asks for.
find_extra_rules() {
  local gate line rule
  for gate in "${!gates[@]}"; do
    while IFS= read -r line; do
      if [[ $gate == nft\ * && $line == *" comment \"netgen-$lab\" # handle "* ]]; then
        rule=${line##*$'\t'}
        if [[ -n ${wanted_rules["$gate ${rule% # handle *}"]-} ]]; then continue; fi
        remove tool host "nft delete rule ${gate#nft } handle ${rule##* }" "extra: $gate ${rule% # handle *}"
      elif [[ $line == "-A FORWARD "*" --comment netgen-$lab "* && -z ${wanted_rules["$gate ${line#-A }"]-} ]]; then
        remove tool host "$gate -D ${line#-A }" "extra: $gate ${line#-A }"
      fi
    done <<<"${gates[$gate]}"
  done
}

# Files, processes and settings that are noted as ours and that no step asks for any more.
find_extra_notes() {
  local note key where
  local -a keys
  for note in "${owns[@]}"; do
    key="host $note"
    case $note in
      'file '*) if [[ -e ${note#file } ]] && ! known "$key"; then remove file host "${note#file }" "extra: ${note#file }"; fi ;;
      'process '*)
        if [[ -e $notes/process-${note#process } ]] && ! known "$key"; then
          remove process host "${note#process }" "extra: process ${note#process }"
        fi
        ;;
      'command '*)
        if [[ -e $notes/command-${note#command } ]] && ! known "$key"; then
          remove command host "${note#command }" "extra: command ${note#command }"
        fi
        ;;
      *) ;;
    esac
  done
  for where in "${!watched[@]}"; do
    read -ra keys <<<"${watched[$where]}"
    for key in "${keys[@]}"; do
      if [[ -n ${want["$where sysctl $key"]+x} ]] && ! known "$where sysctl $key" && has_note "$where" "$key"; then
        in_words "$where"
        remove restore "$where" "$key" "extra: setting $key$at"
      fi
    done
  done
}

has_note() {
  if [[ $1 == host ]]; then [[ -e $before/${2//\//,}.netgen-$lab ]]; else [[ -s $notes/before-$1,${2//\//,} ]]; fi
}

# A foreign object of one of our names stops the run before the first change. This is judged on what was read, before
# anything is planned.
refuse_foreign() {
  local key name
  foreign=''
  for key in "${!want[@]}" "${!later[@]}"; do
    if [[ -n ${later[$key]-} || -n ${want[$key]} ]]; then
      case $key in
        'host link '*) if [[ "${have[$key]:- group $group }" != *" group $group "* ]]; then foreign+=$'\n'"  link ${key##* }"; fi ;;
        'host file '*)
          name=${key#host file }
          if [[ (-e $name || -L $name) && -z ${noted["file $name"]-} ]]; then foreign+=$'\n'"  file $name"; fi
          ;;
        'host route '*) foreign_route "$key" ;;
        *) ;;
      esac
    fi
  done
  for name in "${namespaces[@]}"; do
    if [[ -z ${inode[$name]-} ]]; then
      if [[ -e /run/netns/$name && -z ${noted["netns $name"]-} ]]; then foreign+=$'\n'"  /run/netns/$name"; fi
    elif ! ours "$name" && [[ "${have["$name link lo"]-} " != *" alias netgen:$lab "* ]]; then
      foreign+=$'\n'"  namespace $name"
    fi
  done
  if [[ -n $foreign ]]; then die 4 "in the way, and not made by this lab; nothing was changed:$foreign"; fi
}

# foreign_route KEY: a route of the machine to the same place by another way.
foreign_route() {
  local key
  for key in "${!have[@]}"; do
    if [[ ${key%% : *} == "${1%% : *}" && $key != "$1" && -z ${noted["${key#host }"]-} ]]; then
      foreign+=$'\n'"  route ${key#* : }"
    fi
  done
}

# A name that a reboot has left in /run/netns without a namespace behind it.
find_dead_names() {
  local name
  for name in "${namespaces[@]}"; do
    if [[ -z ${inode[$name]-} && -e /run/netns/$name ]]; then remove ip host "netns delete $name" "dead name: /run/netns/$name"; fi
  done
}

# The machine must know the types of the links that are to be made. Where no module of that name is loaded, one is tried
# in a namespace that is gone again at once.
require_link_types() {
  local key type answer
  local -A asked=()
  for key in "${!made_now[@]}"; do
    type=${link_type[$key]}
    if [[ -n ${asked[$type]-} || -d /sys/module/$type ]]; then continue; fi
    asked[$type]=1
    answer=$(unshare --net ip link add probe type "$type" 2>&1) || true
    if [[ $answer == *'Unknown device type'* || $answer == *'not supported'* ]]; then
      die 3 "this kernel knows no links of type $type; on Debian or Ubuntu: apt-get install linux-modules-extra-$(uname -r), then modprobe $type"
    fi
  done
}
