# Files below /etc/netns go. A part of teardown.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# Files in /etc/netns that are noted as ours, and the folders that were made for them.
delete_files() {
  local name
  for name in "${owns[@]}"; do
    if [[ $name == 'file '* ]] && is_there "${name#file }"; then run rm -f "${name#file }"; fi
  done
  forget_files run
}
