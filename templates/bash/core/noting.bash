# What is noted before the first change and after the last. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- noting ----------------------------------------------------------------------------------------

# Before the first change: the parts of this script that can leave something behind, and the names that this run is about to own.
write_down() {
  local feature name lines=''
  if [[ ! -d $notes || ! -d $before ]]; then mkdir -p "$notes" "$before"; fi
  for feature in "${features[@]}"; do
    if [[ -z ${noted["uses $feature"]-} ]] && declare -F "extras_$feature" >/dev/null; then lines+=$'\n'"uses $feature"$'\n'; fi
  done
  for name in "${namespaces[@]}"; do
    if [[ -n ${want["host netns $name"]-} && -z ${have["host netns $name"]-} ]]; then
      lines+=$'\n'"netns $name"$'\n' noted["netns $name"]=soon
    fi
  done
  for name in "${host_routes[@]}"; do
    if [[ -n ${want[$name]-} && -z ${have[$name]-} ]]; then lines+=$'\n'"${name#host }"$'\n'; fi
  done
  each_feature note
  printf '%s' "$lines" >>"$notes/owns"
}

# note_each KIND: the notes of what is to be done of this kind, as note_KIND prints them, to `lines`.
note_each() {
  local operation
  for operation in "${todo[@]}"; do
    if [[ $operation == "$1 "* ]]; then lines+=$("note_$1" "${operation#* * }")$'\n'; fi
  done
}

# After it: what the namespaces have become.
write_inodes() {
  local name lines=''
  mounted
  for name in "${namespaces[@]}"; do
    if [[ -n ${inode[$name]-} && ${noted["netns $name"]-} != "${inode[$name]}" ]]; then lines+=$'\n'"netns $name ${inode[$name]}"$'\n'; fi
  done
  printf '%s' "$lines" >>"$notes/owns"
}
