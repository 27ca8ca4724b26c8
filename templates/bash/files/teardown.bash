# Files below /etc/netns go. A part of teardown.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# Files in /etc/netns that are noted as ours, and the folders that were made for them.
delete_files() {
  local name below
  for name in "${owns[@]}"; do
    if [[ $name == 'file '* && (-e ${name#file } || -L ${name#file }) ]]; then run rm -f "${name#file }"; fi
  done
  if [[ $mode != run ]]; then return; fi
  for below in '/*' ''; do # those of namespaces are in the one of all
    for name in "${owns[@]}"; do
      # shellcheck disable=SC2053 # a pattern
      if [[ $name == "directory /etc/netns"$below && -d ${name#directory } ]]; then rmdir "${name#directory }" 2>/dev/null || pass_on "${name#directory }"; fi
    done
  done
}

# pass_on FOLDER: a lab that has files in it takes it away when it goes.
pass_on() {
  local other
  for other in /run/netgen/*/owns; do
    if [[ $other != "$notes/owns" && -r $other && $'\n'$(<"$other") == *$'\n'"file $1/"* ]]; then
      printf '\ndirectory %s\n' "$1" >>"$other"
      return
    fi
  done
}
