# Settings of the kernel go back. A part of teardown.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

restore_sysctls() {
  local note name
  for note in "$before"/*".netgen-$lab"; do
    name=${note##*/} name=${name%".netgen-$lab"}
    give_back "${name//,//}"
  done
}
