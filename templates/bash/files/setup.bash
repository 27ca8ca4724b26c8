# Files below /etc/netns. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- files ---------------------------------------------------------------------------------------

declare -A content=()     # what each file is to hold
declare -A folder_told=() # those that are printed as made

# write_file PATH TEXT
write_file() {
  if ((now <= until)); then content["host file $1"]=$2; fi
  ask "host file $1"
}
remove_file() { take_away "host file $1"; }

refuse_files() {
  local key file
  for key in "${!want[@]}" "${!later[@]}"; do
    file=${key#host file }
    if [[ $key == 'host file '* && -n ${later[$key]-}${want[$key]-} && -z ${noted["file $file"]-} ]] && is_there "$file"; then
      foreign+=$'\n'"  file $file"
    fi
  done
}

extras_files() {
  local note
  local -a left_there
  for note in "${owns[@]}"; do
    if [[ $note == 'file '* ]] && is_there "${note#file }" && ! known "host $note"; then remove file host "${note#file }" "extra: ${note#file }"; fi
  done
  # A run that was killed has left them, or the folder that had held them.
  if has_files; then return; fi
  if [[ -e $file_notes ]]; then
    remove file host "$file_notes" "extra: $file_notes"
  elif [[ -n ${noted['directory /etc/netns']-} && -d /etc/netns ]]; then
    left_there=(/etc/netns/* /etc/netns/.netgen-*)
    if ((${#left_there[@]} == 0)); then remove file host "$file_notes" 'extra: /etc/netns'; fi
  fi
}

# has_files: one of the lab's is there, or is to be.
has_files() {
  local each
  for each in "${owns[@]}" "${todo[@]}"; do
    case $each in
      'file host '*) return ;;
      'file '*) if is_there "${each#file }"; then return; fi ;;
      *) ;;
    esac
  done
  return 1
}

# What files need of this script is noted with them: it outlives /run as they do. The folder of all has to be there before it can hold
# its note, so that is in /run first.
note_files() {
  local lines=''
  note_each file
  if [[ -z $lines ]]; then return; fi
  if [[ ! -d /etc/netns ]]; then
    printf '\ndirectory /etc/netns\n' >>"$notes/owns"
    (umask 022 && mkdir /etc/netns)
  fi
  printf '\nuses files\n%s' "$lines" >>"$file_notes"
}

# What is written down before the file is made: the folders that it needs, if they are ours, and itself.
note_file() {
  local folder
  for folder in /etc/netns "${1%/*}"; do
    if [[ ! -d $folder || -n ${noted["directory $folder"]-} ]]; then printf '\ndirectory %s\n' "$folder"; fi
  done
  printf '\nfile %s\n' "$1"
}

# Over a file that is there ip binds that of the node, and over no other (ip-netns(8)).
compare_file() {
  local file=${2#host file } held=''
  if ! is_there "$file"; then
    if [[ ! -e /etc/${file##*/} ]]; then lacks_file "/etc/${file##*/}"; fi
    need file host "$file" "missing: $file"
    return
  fi
  if [[ -f $file ]]; then IFS= read -rd '' held <"$file" || true; fi
  if [[ $held == "${content[$2]}" && ! -L $file ]]; then fine; else need file host "$file" "changed: $file"; fi
}

lacks_file() {
  local mend="touch $1"
  if [[ -L $1 ]]; then mend="install -D -m 644 /dev/null $(readlink -m "$1")"; fi # what it leads to, and the folders there
  die 3 "this machine has no $1, and a node sees a file of its own only in the place of one that is there; nothing was changed. To let it, then run this again:
  $mend"
}

# type_file PATH: sets `typed` to what a person would type.
type_file() { quote "${content["host file $1"]}" && typed="printf '%s' $quoted >$1"; }

do_file() {
  local typed folder=${2%/*}
  # What a link leads to is somebody else's.
  if [[ -L $2 ]]; then run rm "$2"; fi
  if [[ ! -d $folder && -z ${folder_told[$folder]-} ]]; then folder_told[$folder]=1 && show "mkdir -p $folder"; fi
  type_file "$2" && show "$typed"
  if [[ $mode != run ]]; then return; fi
  # Every user of the node reads it, whoever has set the lab up.
  (umask 022 && mkdir -p "$folder" && printf '%s' "${content["host file $2"]}" >"$2")
}

# take_file host PATH: with the folder that was made for it, if nothing else is in it; with the last one go the notes.
take_file() {
  if [[ $2 == "$file_notes" ]]; then
    forget_files run
    return
  fi
  run rm -f "$2"
  if [[ $mode != run ]]; then return; fi
  if [[ -n ${noted["directory ${2%/*}"]-} ]]; then rmdir "${2%/*}" 2>/dev/null || true; fi
  if ! has_files; then forget_files; fi
}
