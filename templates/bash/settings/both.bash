# Settings of the kernel (sysctl): where they are, and giving them back. A part of setup.sh and teardown.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

path=''              # what sysctl_path has found
declare -a others=() # what read_others has found

# /proc/sys/net/ipv4/conf/eth0.10/rp_filter from net.ipv4.conf.eth0/10.rp_filter: dots and slashes change places.
sysctl_path() {
  local swapped=${1//./$'\n'}
  swapped=${swapped//\//.}
  path=/proc/sys/${swapped//$'\n'//}
}

# has_asked NOTE VALUE: the lab has asked for that value, now or at another step; a run that was killed may have left either.
has_asked() {
  local -a words
  while read -ra words || ((${#words[@]})); do
    if [[ ${words[*]} == "$2" ]]; then return; fi
  done 2>/dev/null <"$1"
  return 1
}

# give_back KEY: a setting of the machine goes back when the last lab that needs it goes, unless somebody else has
# changed it since. A lab that has noted no value yet has set none: it was killed before.
give_back() {
  local note=$before/${1//\//,} old='' now='' path other needed=''
  local -a words
  sysctl_path "$1"
  for other in "$note".netgen-*; do
    if [[ -s $other && $other != "$note.netgen-$lab" ]]; then needed=1; fi
  done
  if [[ -z $needed && -e $note ]]; then
    { read -r old <"$note" && read -r now <"$path"; } || true
    read -ra words <<<"$now" && now=${words[*]}
    read -ra words <<<"$old" && old=${words[*]}
    if [[ -z $old ]]; then
      :
    elif [[ $now == "$old" ]]; then
      # Either it was given back before, and somebody may have changed the others since; or it has never been another.
      has_asked "$note.netgen-$lab" "$old" || { read_others "$note" && give_back_others "$old" given-back; }
    elif ! has_asked "$note.netgen-$lab" "$now"; then
      say "$1 stays $now: somebody else has set it"
    elif [[ $1 == net.ipv4.ip_forward && $old == 0 && -e /sys/class/net/docker0 ]]; then
      say "$1 stays $now: Docker came after this lab and needs it"
    else
      read_others "$note"
      run sysctl -qw "$1=$old"
      give_back_others "$old"
    fi
    run rm -f "$note" "$note.netgen-$lab"
  else
    run rm -f "$note.netgen-$lab"
  fi
}

# read_others NOTE: sets `others` to what the kernel has set along with this setting: KEY=BEFORE HELD, the value from before and the one that it
# has now. Of an interface that is gone there is nothing to give back.
read_others() {
  local line held
  others=()
  while IFS= read -r line; do
    if [[ $line == *=* && -e /proc/sys/${line%=*} ]] && read -r held <"/proc/sys/${line%=*}"; then others+=("$line $held"); fi
  done <"$1"
}

# give_back_others VALUE [given-back]: those that are not as the kernel makes them along with this value, but for what somebody has
# set to that since: before it goes back, or, where it has been given back before, after.
give_back_others() {
  local line held made
  for line in "${others[@]}"; do
    held=${line#* } line=${line% *} made=$1
    if [[ $line == */accept_redirects=* ]]; then made=$((1 - $1)); fi
    if [[ ${line##*=} == "$made" ]]; then
      continue
    elif [[ -z ${2-} && $held == "$made" ]]; then
      say "${line%=*} stays $held: somebody else has set it"
    elif [[ -z ${2-} || $held == "$made" ]]; then
      run sysctl -qw "$line"
    fi
  done
}
