#!/usr/bin/env bash
# house: takes away what setup.sh of this lab has made, and nothing else; if the record holds another version of this script, that runs in its place
#
#   removes  the network namespaces hall gate ann ben far annex
#            the process gate-1
if [ -z "${BASH_VERSION-}" ]; then echo "house: needs bash: bash $0" >&2 && exit 3; fi
set -euo pipefail +abfkmC +o posix
if compgen -A function >/dev/null; then for name in $(compgen -A function); do unset -f "$name"; done; fi # functions, options (above) and variables (below) of the caller's shell stay out
unset BASH_ENV CDPATH GLOBIGNORE IFS POSIXLY_CORRECT && shopt -u failglob nullglob nocasematch && export -n SHELLOPTS BASHOPTS
umask 022 && export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

readonly lab=house group=776967465 # links of the lab on this machine bear this number; those that bear it are deleted
readonly record=/run/netgen/$lab
mode=run changed=0 failed=1

# run COMMAND...: shows it, and runs it unless this is a dry run.
run() {
  changed=$((changed + 1)) && printf '%s\n' "$*"
  if [[ $mode == run ]]; then "$@" >/dev/null; fi
}

forget() { if [[ $mode == run ]]; then rm -rf "$@" || { failed=0 && exit 3; }; fi; } # 3: this machine cannot, which is no failed command

# runs NOTE: whether the process noted there is the one that has that number now; sets `number`.
runs() {
  read -r number begun <"$1" && read -r stat <"/proc/$number/stat" && [[ "${stat##*) } " =~ ^[^Z]\ ([^ ]+ ){18}"$begun " ]]
} 2>/dev/null

# Processes of the lab, with what they have started; after three seconds without asking.
stop_processes() {
  local note tries
  for note in "$record"/process-*; do
    if ! runs "$note"; then continue; fi
    run kill -- "-$number"
    for ((tries = 0; tries < 60; tries++)); do
      if [[ $mode != run ]] || ! runs "$note"; then continue 2; fi
      sleep 0.05
    done
    kill -KILL -- "-$number" 2>/dev/null || true # it may have ended just now
  done
}

# Links go all at once, by their mark, so that the kernel waits once; and before the namespaces, which it takes apart in its
# own time. A namespace that somebody has made since by the name of one of ours is left alone.
remove_links_and_namespaces() {
  local kind name names=() lines=() now not_ours=''
  while read -r kind name; do if [[ $kind == namespace ]]; then names+=("$name"); fi; done 2>/dev/null <"$record/names" || true
  if [[ -s $record/lesson && -e $record/was/namespaces ]]; then # the last to be noted
    now=$(stat -L -c '%n %i %.Z' "${names[@]/#//run/netns/}") || true
    if [[ $now != "$(<"$record/was/namespaces")" ]]; then not_ours=$(grep -vxFf "$record/was/namespaces" <<<"$now") || true; fi
  fi 2>/dev/null
  if [[ -n $(ip link show group "$group") ]]; then lines=("link delete group $group"); fi
  for name in "${names[@]}"; do
    if [[ $not_ours == *"/run/netns/$name "* ]]; then
      echo "$lab: left alone, for this lab has not made it: namespace $name" >&2
    elif [[ -e /run/netns/$name ]]; then
      lines+=("netns delete $name")
    fi
  done
  if ((${#lines[@]})); then changed=$((changed + ${#lines[@]})) && printf 'ip %s\n' "${lines[@]}"; fi
  if [[ $mode == run && ${#lines[@]} != 0 ]]; then local IFS=$'\n' && ip -force -batch - <<<"${lines[*]}"; fi
}

main() {
  if [[ -f $record/teardown.sh && $(<"$record/teardown.sh") == *$'\nmain "$@"' && ! (-f $0 && $(<"$0") == "$(<"$record/teardown.sh")") ]]; then
    exec bash "$record/teardown.sh" "$@" # what has made the lab knows it best
  fi
  while (($#)); do
    case $1 in
      --dry-run) mode=dry ;;
      --quiet) exec >/dev/null ;;
      --help) echo "usage: ${0##*/} [--dry-run] [--quiet] [--help]" && exit ;;
      *) echo "usage: ${0##*/} [--dry-run] [--quiet] [--help]" >&2 && exit 2 ;;
    esac
    shift
  done
  if ((EUID != 0)); then echo "$lab: needs root: sudo $0" >&2 && exit 3; fi
  # setup.sh hands its lock on when it calls this, and tells the end itself.
  if [[ ! /proc/self/fd/9 -ef /run ]]; then
    exec 6>&1 9</run && flock 9 # 6: for the last line, wherever a signal comes
    trap 'echo "$lab: ok=0 changed=$changed failed=$failed" >&6' EXIT
    trap 'exit 130' INT && trap 'exit 143' TERM HUP
  fi
  if [[ -d $record ]]; then
    if [[ $mode == run && -s $record/lesson ]]; then echo 'on its way out' >>"$record/lesson" || true; fi # what has been asked to end may still run
    stop_processes
    remove_links_and_namespaces
    forget "$record"
  fi
  if [[ -e /run/netgen ]]; then rmdir /run/netgen 2>/dev/null || true; fi
  failed=0
}

main "$@"
