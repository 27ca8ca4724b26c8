# Times the forms of a star in turn, and prints a line for each run: what was done, how long it took in microseconds, and how many
# processes were started.
# Usage, as root or in a user namespace of one's own: rounds.bash FOLDER NAMESPACES ROUNDS NAIVE
# FOLDER holds batch.sh, naive.sh, read.sh, floor.sh, setup.sh and teardown.sh. NAIVE is "naive", or "" to leave that out.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2312 # EPOCHREALTIME of bash 5; questions
set -euo pipefail
export LC_ALL=C

# The machine of the benchmark: an empty /run, and an uplink that leads nowhere.
prepare() {
  mount -t tmpfs run /run
  mkdir /run/netns
  mount -t sysfs sysfs /sys
  ip -batch - <<'IP'
link set lo up
link add up0 type veth peer name far0
address add 192.0.2.2/24 dev up0
link set far0 up
link set up0 up
route add default via 192.0.2.1
IP
  echo 0 >/proc/sys/net/ipv4/ip_forward
}

# timed WHAT COMMAND...: it must succeed. Processes are numbered in order in a namespace of their own (proc(5), loadavg).
timed() {
  local from to first last status=0
  read -r _ _ _ _ first </proc/loadavg
  from=$EPOCHREALTIME
  "${@:2}" >"$folder/out" 2>&1 || status=$?
  to=$EPOCHREALTIME
  read -r _ _ _ _ last </proc/loadavg
  if ((status != 0)); then
    printf '%s of %s namespaces ended with %s:\n' "$1" "$count" "$status" >&2
    tail -n 20 "$folder/out" >&2
    exit 1
  fi
  printf '%s %s %s\n' "$1" "$((${to/./} - ${from/./}))" "$((last - first))"
}

# What a form has made, without what the kernel makes up: the first form says what it is, the others must agree.
made() {
  local text netns
  text=$(
    ip -br link show master hub | wc -l
    {
      ip -4 -br address show dev hub
      for netns in h1 "h$count"; do
        ip -n "$netns" -4 -br address show
        ip -n "$netns" route show
      done
    } | sed -E 's/@if[0-9]*//; s/ +(UP|DOWN|LOWERLAYERDOWN|UNKNOWN) +/ /; s/ linkdown//; s/ +/ /g' # the kernel notices the carrier later
    cat /proc/sys/net/ipv4/ip_forward
    nft list ruleset | grep -c 'ip saddr 10.0.0.0/16 oifname "up0" masquerade' || true # a count of 0 is an answer
  )
  wanted=${wanted:-$text}
  if [[ $text != "$wanted" ]]; then
    printf '%s makes another lab than the form before it:\n%s\ninstead of\n%s\n' "$1" "$text" "$wanted" >&2
    exit 1
  fi
}

# A namespace is taken apart after its name is gone, by one thread of the kernel that takes all at a time which wait for it
# (cleanup_net of net/core/net_namespace.c). When the end of a cable into a namespace deleted now has gone, the others that
# waited are being taken apart with it; a second one is taken after they are done.
wait_until_gone() {
  local turn
  for turn in 1 2; do
    ip -batch - <<IP
netns add last$turn
link add last$turn type veth peer name far netns last$turn
netns delete last$turn
IP
    while [[ -e /sys/class/net/last$turn ]]; do read -rt 0.005 <>"$folder/never" || true; done
  done
}

plain_round() {
  timed batch bash "$folder/batch.sh"
  made batch
  timed read bash "$folder/read.sh"
  timed floor bash "$folder/floor.sh"
  wait_until_gone
}

naive_round() {
  timed naive bash "$folder/naive.sh"
  made naive
  bash "$folder/floor.sh"
  wait_until_gone
}

netgen_round() {
  timed setup "$folder/setup.sh" --quiet
  made setup
  timed again "$folder/setup.sh" --quiet
  timed check "$folder/setup.sh" --check --quiet
  timed teardown "$folder/teardown.sh" --quiet
  wait_until_gone
}

main() {
  local round
  folder=$1 count=$2 wanted=''
  prepare
  mkfifo "$folder/never"
  for ((round = 0; round < $3; round++)); do
    plain_round
    if [[ -n $4 ]]; then naive_round; fi
    netgen_round
  done
}

main "$@"
