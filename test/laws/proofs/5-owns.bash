# Law 5: what somebody else has made under a name of ours stops the run before its first change, and is left as it is.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2310,SC2312 # names that other proofs set; questions; states stand in arguments

# names_of_lab: what the lab makes on the machine, one a line: kind, a blank, name. Read from the machine, with the lab on it.
names_of_lab() {
  local group
  group=$(sed -n 's/^readonly .*group=\([0-9]*\).*/\1/p' setup.sh)
  ip netns list | sed 's/ .*//; /^outside$/d; s/^/netns /'
  ip -o link show group "$group" | sed -E 's/^[0-9]+: ([^:@]+).*/link \1/'
  ip -o -4 route show proto boot | awk '!/^default/ { print "route", $0 }'
  ip -o -6 route show proto boot | awk '!/^default/ { print "route", $0 }'
  nft list tables | sed 's/^table /table /'
  find /etc/netns -type f ! -name '.netgen-*' -printf 'file %p\n' 2>/dev/null || true
}

# make_foreign KIND NAME: somebody else's of that name, other than the lab would make it. Sets `undo`.
make_foreign() {
  case $1 in
    netns) ip netns add "$2" && undo="ip netns delete $2" ;;
    link) ip link add "$2" link up0 type macvlan && undo="ip link delete $2" ;;
    bridge) ip link add "$2" up type bridge && undo="ip link delete $2" ;;
    veth) ip link add "$2" type veth peer name elsewhere0 && undo="ip link delete $2" ;;
    route) ip route add "${2%% *}" via 192.0.2.1 && undo="ip route delete ${2%% *} via 192.0.2.1" ;;
    table) nft "add table $2; add chain $2 mine" && undo="nft delete table $2" ;;
    file)
      if [[ ! -d ${2%/*} ]]; then undo="rm -r ${2%/*}"; else undo="rm $2"; fi
      if [[ ! -d /etc/netns ]]; then undo='rm -r /etc/netns'; fi
      mkdir -p "${2%/*}" && printf 'mine\n' >"$2"
      ;;
    *) return 1 ;;
  esac
}

# taken_name AT_FIRST KIND NAME MODE...: the name is taken by something foreign of that kind, on a machine that is AT_FIRST.
taken_name() {
  local kind=$2 name=$3 first_name=${3##* } undo before mode
  if [[ $kind == route ]]; then first_name=${name%% *}; fi
  printf 'foreign: %s %s\n' "$kind" "$name"
  make_foreign "$kind" "$name"
  before=$(state exact)
  for mode in "${@:4}"; do
    fails 4 ./setup.sh "$mode"
    [[ $output == *"$first_name"* ]]
    same "$before" "$(state exact)"
  done
  ./teardown.sh --quiet >/dev/null
  same "$before" "$(state exact)"
  bash -euc "$undo"
  same "$1" "$(state exact)"
}

# foreign_stops: each name that the lab uses, taken by something foreign.
foreign_stops() {
  local kind name at_first
  local -a names
  at_first=$(state exact)
  ./setup.sh --quiet >/dev/null
  mapfile -t names < <(names_of_lab)
  ./teardown.sh --quiet >/dev/null
  same "$at_first" "$(state exact)"
  ((${#names[@]} > 0))
  for name in "${names[@]}"; do
    kind=${name%% *} name=${name#* }
    for kind in "$kind" $(if [[ $kind == link ]]; then echo bridge veth; fi); do taken_name "$at_first" "$kind" "$name" --quiet --check --dry-run; done
  done
}

# delete_and_make_anew NAMESPACE: under its old inode, the hardest case, unless somebody else has taken that: the kernel gives
# the lowest one that is free (ida_alloc_max of proc_alloc_inum, fs/proc/generic.c).
delete_and_make_anew() {
  local inode try
  inode=$(stat -Lc %i "/run/netns/$1")
  ip netns delete "$1"
  settle
  for ((try = 1; try <= 50; try++)); do
    sleep 0.05 # the inode is free when all of the namespace is taken apart
    ip netns add "filler$try"
    if [[ $(stat -Lc %i "/run/netns/filler$try") == "$inode" ]]; then
      touch "/run/netns/$1"
      mount --bind "/run/netns/filler$try" "/run/netns/$1"
      break
    fi
  done
  ip netns list | sed -n 's/^\(filler[0-9]*\).*/\1/p' | xargs -n 1 ip netns delete
  if [[ ! -e /run/netns/$1 ]]; then ip netns add "$1"; fi
  settle
}

# A namespace that somebody has deleted and made anew is theirs; the rest of the lab is taken down.
made_anew() {
  local name before
  ./setup.sh --quiet >/dev/null
  name=$(ip netns list | sed 's/ .*//; /^outside$/d' | head -n 1)
  delete_and_make_anew "$name"
  before=$(state exact)
  fails 4 ./setup.sh
  [[ $output == *"$name"* ]]
  same "$before" "$(state exact)"
  [[ $(./teardown.sh) == *"$name"* ]]
  ip netns exec "$name" true
  ip netns delete "$name"
}

# A link or a table of the lab that somebody has deleted and made anew, without our mark.
link_made_anew() {
  local name before
  ./setup.sh --quiet >/dev/null
  name=$(names_of_lab | sed -n 's/^link //p' | head -n 1)
  ip link delete "$name"
  settle
  ip link add "$name" link up0 type macvlan
  before=$(state exact)
  fails 4 ./setup.sh
  [[ $output == *"$name"* ]]
  same "$before" "$(state exact)"
  ./teardown.sh --quiet >/dev/null
  ip link show "$name" >/dev/null
}
