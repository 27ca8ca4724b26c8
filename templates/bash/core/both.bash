# What setup.sh and teardown.sh share. A part of setup.sh and teardown.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# Packages that hold the commands, where the names differ.
readonly -A package_of=(
  [flock]=util-linux [ip]=iproute2 [nft]=nftables [nsenter]=util-linux [ping]=iputils-ping [setsid]=util-linux
  [sysctl]=procps
)

say() { [[ -n $quiet ]] || printf '%s\n' "$1"; }
die() { printf '%s: %s\n' "$lab" "$2" >&2 && exit "$1"; }

# Missing commands are named all at once, with the one command that installs them.
require_commands() {
  local command packages=''
  local -a missing=()
  for command in "$@"; do
    if ! type -P "$command" >/dev/null; then
      missing+=("$command")
      [[ " $packages " == *" ${package_of[$command]-$command} "* ]] || packages+=" ${package_of[$command]-$command}"
    fi
  done
  if ((${#missing[@]})); then die 3 "needs ${missing[*]}; on Debian or Ubuntu: apt-get install$packages"; fi
}

# The namespaces mounted by name, each with its inode: a name may be given again, an inode is not.
mounted() {
  local line name
  local -a lines
  mapfile -t lines </proc/self/mountinfo
  inode=()
  for line in "${lines[@]}"; do
    if [[ $line == *' net:['*' /run/netns/'* ]]; then
      line=${line#* net:} name=${line#* /run/netns/}
      inode[${name%% *}]=${line%% *}
    fi
  done
}

# What this lab has noted as its own, oldest first: lines are only ever appended, the last one about a name counts.
# "netns NAME" is written before the namespace is made, "netns NAME INODE" after.
recall() {
  local word name number
  noted=() owns=()
  if [[ ! -e $notes/owns ]]; then return; fi
  while read -r word name number; do
    if [[ -z $word ]]; then continue; fi
    if [[ -z ${noted["$word $name"]-} ]]; then owns+=("$word $name"); fi
    noted["$word $name"]=${number:-soon}
  done <"$notes/owns"
}

# Ours: noted and not made yet, or noted with this very inode.
ours() { [[ ${noted["netns $1"]-} == soon || ${noted["netns $1"]-none} == "${inode[$1]-}" ]]; }
