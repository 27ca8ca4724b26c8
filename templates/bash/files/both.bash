# Files that are there, and where the notes of them end. A part of setup.sh and teardown.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# is_there PATH: a file, or a link that leads nowhere.
is_there() { [[ -e $1 || -L $1 ]]; }

# forget_files [run]: when the lab has no files any more, their folders go, and then the notes of them; /etc/netns with the last
# lab that has such notes there, whichever has made it. What is noted of that one when its last notes go stands in /run.
forget_files() {
  local name last='' no_notes=''
  if [[ $mode == run ]]; then
    for name in "${owns[@]}"; do
      name=${name#directory }
      if [[ $name == /etc/netns/* && -d $name ]]; then rmdir "$name" 2>/dev/null || pass_on "$name" || true; fi
    done
    if [[ -n ${noted['directory /etc/netns']-} && -d /etc/netns ]] && ! pass_on /etc/netns; then
      last=1
      if [[ ! -d $notes ]]; then no_notes=1 && mkdir -p "$notes"; fi
      printf '\ndirectory /etc/netns\n' >>"$notes/owns"
    fi
  fi
  if [[ -e $file_notes ]]; then "$@" rm -f "$file_notes"; fi
  if [[ -n $last ]]; then rmdir /etc/netns 2>/dev/null || true; fi
  if [[ -n $no_notes ]]; then rm -r "$notes"; fi
}

# pass_on FOLDER: a lab that has files in it, or its notes, takes it away when it goes. False if there is none.
pass_on() {
  local other
  for other in /etc/netns/.netgen-* /run/netgen/*/owns; do
    if [[ $other == "$file_notes" || $other == "$notes/owns" || ! -f $other ]]; then continue; fi
    if [[ $other == "$1/${other##*/}" || $'\n'$(<"$other") == *$'\n'"file $1/"* ]]; then
      printf '\ndirectory %s\n' "$1" >>"$other"
      return
    fi
  done
  return 1
}
