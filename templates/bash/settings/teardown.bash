# Settings of the kernel go back. A part of teardown.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# Settings that are noted take sysctl to give back.
require_sysctl() {
  local -a notes_of_settings=("$before"/*".netgen-$lab")
  if ((${#notes_of_settings[@]})); then require_commands sysctl; fi
}

restore_sysctls() {
  local note name
  for note in "$before"/*".netgen-$lab"; do
    name=${note##*/} name=${name%".netgen-$lab"}
    give_back "${name//,//}"
  done
}
