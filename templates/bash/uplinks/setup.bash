# The interfaces that lead out of the machine. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- uplinks: the interfaces that lead out of the machine ------------------------------------------

uplinks_known=''

# know_uplinks: those that are named, else those of the default routes. The first word of the lesson that speaks of them waits for what
# the machine tells; the namespaces are being read meanwhile.
know_uplinks() {
  local dev key i
  if [[ -n $uplinks_known${uplink_names[*]-} || -z ${looking[*]-} ]]; then return; fi
  uplinks_known=1
  take_in "${looking[0]}" && learn && require_host
  looking=("${looking[@]:1}")
  if [[ -n ${UPLINK-} ]]; then
    IFS=', ' read -ra uplink_names <<<"$UPLINK"
    for dev in "${uplink_names[@]}"; do
      if [[ -z ${have["host link $dev"]-} ]]; then die 3 "UPLINK: this machine has no interface $dev"; fi
    done
  else
    for ((i = 0; i < ${#answers[@]}; i += 2)); do
      if [[ ${answers[i]} != 'host route '[d:]* ]]; then continue; fi
      key=${answers[i]}
      if [[ $key != 'host route default '* && $key != 'host route ::/0 '* || $key == *' table '* ]]; then continue; fi
      # There is more than one where the route has several next hops, or names a group of them.
      if [[ $key =~ \ nhid\ ([0-9]+) ]]; then key+=" ${have["host group of next hops ${BASH_REMATCH[1]}"]-}"; fi
      while [[ $key == *' dev '* ]]; do
        key=${key#* dev } dev=${key%% *}
        if [[ " ${uplink_names[*]} " != *" $dev "* && ${have["host link $dev"]-} != *" group $group "* ]]; then uplink_names+=("$dev"); fi
      done
    done
  fi
  if ((${#uplink_names[@]} > 1)); then mapfile -t uplink_names < <(printf '%s\n' "${uplink_names[@]}" | sort -u); fi
}

# A rule is about the uplinks: there must be one, by a name that means nothing else to nft or iptables.
need_uplink() {
  local name
  know_uplinks
  if ((${#uplink_names[@]} == 0)); then
    die 3 'this machine has no default route, so no way out; name the interface that leads there: UPLINK=eth0 ./setup.sh'
  fi
  for name in "${uplink_names[@]}"; do
    if [[ $name == *[^A-Za-z0-9_.@-]* ]]; then die 3 "the name of the uplink $name holds a character that no rule can name"; fi
  done
}
