# The lab's own tables. A part of setup.sh and teardown.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

listed='' rules=''

# require_maker PROGRAM: only what has made the tables that stand can change them, or take them away.
require_maker() {
  if ! type -P "$1" >/dev/null; then
    die 3 "$1 has made the firewall rules of this lab, and is gone; on Debian or Ubuntu: apt-get install ${package_of[$1]-iptables}"
  fi
}

# keep_own PROGRAM LINE...: adds to `listed` what is ours of what it lists. nft lists our table; iptables its whole table
# nat, and ours in it are our chains, what is in them, what leads to them, and whatever has our mark.
keep_own() {
  local line
  for line in "${@:2}"; do
    if [[ $1 == nft ]]; then
      listed+=$line$'\n'
    elif [[ "$line " == *" netgen-$group-"* || "$line " == *" --comment netgen-$lab "* ]]; then
      listed+="$1 $line"$'\n'
    fi
  done
}

# replace_rules PROGRAM LISTED TEXT: sets `rules` to what iptables-restore has to be told, so that in one transaction TEXT
# takes the place of what is listed; to nothing if there is neither.
replace_rules() {
  local line unused='' empty='' gone=''
  while IFS= read -r line; do
    if [[ $line != "$1 "* ]]; then continue; fi
    line=${line#"$1 "}
    case $line in
      '-N '*) empty+="-F ${line#-N }"$'\n' gone+="-X ${line#-N }"$'\n' ;;
      "-A netgen-$group-"*) ;;
      '-A '*) unused+="-D ${line#-A }"$'\n' ;;
      *) ;;
    esac
  done <<<"$2"
  rules=$unused$empty$gone${3#$'*nat\n'}
  if [[ -n $rules ]]; then rules=$'*nat\n'${rules%$'COMMIT\n'}$'COMMIT\n'; fi
}

# has_mark LISTED: somebody else's table may have the same name.
has_mark() { [[ $1 == *"comment \"$own_table\""* || $1 == *" --comment netgen-$lab "* ]]; }
