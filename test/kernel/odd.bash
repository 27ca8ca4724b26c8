# What a script meets on the machines of strangers. Each function is called in the folder of a lab's scripts.
# shellcheck shell=bash
# shellcheck disable=SC2154 # said is set by ends; states and questions in arguments

# stops STATUS TEXT COMMAND...: it ends so, and nothing has changed; but for usage, with one sentence and perhaps a recap.
stops() {
  local before
  before=$(state exact)
  ends "$@"
  same "after $*" "$before" "$(state exact)"
  if (($1 > 2)) && (($(sed '/ok=.*changed=/d; /^  /d' <<<"$said" | wc -l) != 1)); then printf 'not one sentence:\n%s\n' "$said" && return 1; fi
}

usage() {
  local first
  first=$(./setup.sh --list-steps | sed -n 1p)
  stops 2 usage ./setup.sh --nonsense
  stops 2 "$first" ./setup.sh --until nowhere
  stops 2 '' ./setup.sh --until
  stops 2 '' ./teardown.sh more
  stops 0 --until ./setup.sh --help
  stops 0 --dry-run ./teardown.sh --help
  stops 3 root setpriv --reuid 65534 ./setup.sh
  stops 3 bash sh ./setup.sh
  stops 3 bash sh ./teardown.sh
}

# without_commands: each program that the header names under `needs`, away.
without_commands() {
  local name folder=/mnt/bin
  mkdir "$folder" /mnt/sbin
  # The scripts look into /usr/sbin by themselves.
  mount --bind /usr/sbin /mnt/sbin
  mount -t tmpfs none /usr/sbin
  ln -s /mnt/sbin/* /usr/bin/* "$folder" 2>/dev/null || true
  export PATH=$folder
  for name in awk flock ip nft; do
    if [[ ! -e $folder/$name ]]; then continue; fi
    mv "$folder/$name" /mnt/away
    stops_unseen 3 'apt-get install ' /bin/bash ./setup.sh
    mv /mnt/away "$folder/$name"
  done
}

# stops_unseen: where the machine cannot be looked at, for what looks at it is away.
stops_unseen() { ends "$@" && [[ ! -e /run/netgen ]]; }

run_is_not_writable() {
  mount -o remount,ro /run
  stops 3 /run ./setup.sh
  mount -o remount,rw /run
  touch /run/netgen
  stops 3 /run/netgen ./setup.sh
  rm /run/netgen
  mkdir /run/netgen
  touch "/run/netgen/$1"
  stops 3 "/run/netgen/$1" ./setup.sh
  stops 0 changed=0 ./teardown.sh
  rm -r /run/netgen
  head -c 1G /dev/zero >/run/filler 2>/dev/null || true
  mount -o "remount,size=$(du -sk /run | cut -f 1)k" /run
  ends 3 /run/netgen ./setup.sh
  rm /run/filler
  quietly ./teardown.sh
  quietly ./setup.sh
  ends 0 changed=0 ./setup.sh
}

# settings_are_not_writable: as in many containers.
settings_are_not_writable() {
  mount --bind /proc/sys /proc/sys
  mount -o remount,bind,ro /proc/sys
  stops 3 /proc/sys ./setup.sh
}

# same_names OTHER: a lab of the same names stands.
same_names() {
  take "$1"
  quietly "../$1/setup.sh"
  stops 4 "/mnt/labs/$1/teardown.sh" ./setup.sh
  [[ $said == *"lab ${1#??-} "* && $said == *' more'* ]]
  mv "../$1" ../away
  stops 4 "bash /run/netgen/${1#??-}/teardown.sh" ./setup.sh
  mv ../away "../$1"
  quietly "../$1/teardown.sh"
  quietly ./setup.sh
}

# subnet_is_routed PREFIX: by the LAN, or by a tunnel of the office.
subnet_is_routed() {
  ip route add "$1" via 192.0.2.1
  stops 4 eth0 ./setup.sh
  ip route delete "$1"
  ip address add "${1%.*}.200/24" dev ens192
  stops 4 ens192 ./setup.sh
  ip address delete "${1%.*}.200/24" dev ens192
  ip route add blackhole "$1"
  stops 4 "the route blackhole $1" ./setup.sh
  ip route delete blackhole "$1"
  quietly ./setup.sh
}

# routes_of_routers: that an advertised route would go is said before, with what keeps it.
routes_of_routers() {
  sysctl -qw net.ipv6.conf.eth0.accept_ra=1
  ip -6 route add default via 2001:db8:ffff::1 dev eth0 proto ra metric 512
  stops 4 net.ipv6.conf.eth0.accept_ra=2 ./setup.sh
  sysctl -qw net.ipv6.conf.eth0.accept_ra=2
  quietly ./setup.sh
  quietly ./teardown.sh
}

# route_cuts_off PREFIX: the lab ends what goes to a part of it, and the LAN has it.
route_cuts_off() {
  ip route add "$1" via 192.0.2.1
  stops 4 eth0 ./setup.sh
}

# port_is_taken PORT: a server of the machine, then another publication.
port_is_taken() {
  local server ports
  python3 -m http.server "$1" &>/dev/null &
  server=$!
  wait_until listens "$1"
  stops 4 "$1" ./setup.sh
  kill "$server"
  wait "$server" || true
  for ports in "$1" "{ 80, $1 }" "$1-$(($1 + 9))"; do
    nft "table ip nat { chain DOCKER { tcp dport $ports dnat to 172.17.0.2; }; chain PREROUTING { type nat hook prerouting priority dstnat; jump DOCKER; }; }"
    stops 4 "$1" ./setup.sh
    nft delete table ip nat
  done
  quietly ./setup.sh
}
listens() { ss -Hltn "sport = :$1" | grep -q .; }

# neighbours OTHER: two labs need the machine to forward; whoever goes last gives the value back.
neighbours() {
  local value before order
  take "$1"
  for value in 0 1; do
    for order in ". ../$1" "../$1 ."; do
      echo "$value" >/proc/sys/net/ipv4/ip_forward
      before=$(state)
      quietly ./setup.sh
      quietly "../$1/setup.sh"
      quietly "${order% *}/teardown.sh"
      same 'the other needs it' 1 "$(</proc/sys/net/ipv4/ip_forward)"
      ends 0 changed=0 "${order#* }/setup.sh"
      quietly "${order#* }/teardown.sh"
      same "the value before, $value" "$before" "$(state)"
    done
  done
}

# given_back: but not where somebody else has changed it, and Docker needs it.
given_back() {
  echo 0 >/proc/sys/net/ipv4/ip_forward
  quietly ./setup.sh
  ip link add docker0 up type bridge
  quietly ./teardown.sh
  same 'Docker is there' 1 "$(</proc/sys/net/ipv4/ip_forward)"
  ip link delete docker0
  echo 1 >/proc/sys/net/ipv4/ip_forward
  quietly ./setup.sh
  echo 0 >/proc/sys/net/ipv4/ip_forward
  quietly ./teardown.sh
  same 'changed meanwhile' 0 "$(</proc/sys/net/ipv4/ip_forward)"
}

# docker KIND: FORWARD drops by that kind of iptables, in both families, and with br_netfilter even what only crosses a bridge.
docker() {
  local before program
  for program in "iptables-$1" "ip6tables-$1"; do
    "$program" -P FORWARD DROP
    "$program" -A FORWARD -i docker0 -j ACCEPT
  done
  if [[ -e /proc/sys/net/bridge ]]; then
    sysctl -qw net.bridge.bridge-nf-call-iptables=1 net.bridge.bridge-nf-call-ip6tables=1
  else
    printf 'this kernel has no br_netfilter\n'
  fi
  before=$(state)
  quietly ./setup.sh
  stands
  ends 0 changed=0 ./setup.sh
  "iptables-$1" -D FORWARD 1
  ends 1 '' ./setup.sh --check
  quietly ./setup.sh
  [[ $said != *Warning* ]]
  ends 0 changed=0 ./setup.sh
  quietly ./teardown.sh
  same 'its rules' "$before" "$(state)"
}

# docker_comes: while the lab stands.
docker_comes() {
  quietly ./setup.sh
  iptables-nft -P FORWARD DROP
  ends 1 '' ./setup.sh --check
  quietly ./setup.sh
  stands
  quietly ./teardown.sh
}

# wall INTERFACE: a firewall that takes no rules from others is told of, with what would let the lab through.
wall() {
  nft 'table inet strict { chain forward { type filter hook forward priority 0; policy drop; }; }'
  stops 4 'inet strict' ./setup.sh
  nft "insert rule inet strict forward iifname \"$1\" accept; insert rule inet strict forward oifname \"$1\" accept"
  quietly ./setup.sh
  stands
  quietly ./teardown.sh
}

# made_anew NAMESPACE: deleted by somebody, and made again by hand: it is not the lab's.
made_anew() {
  quietly ./setup.sh
  ip netns delete "$1"
  wait_until is_settled
  ip netns add "$1"
  stops 4 "$1" ./setup.sh
  quietly ./teardown.sh
  same 'what was left' "$1"$'\noutside' "$(ip netns list | sed 's/ .*//' | sort)"
}

# at_once: two runs; one waits for the other, and both end well.
at_once() {
  local first=0 second=0
  ./setup.sh >/mnt/first 2>&1 &
  ./setup.sh >/mnt/second 2>&1 || second=$?
  wait "$!" || first=$?
  cat /mnt/first /mnt/second
  ((first == 0 && second == 0))
  grep -h ' changed=' /mnt/first /mnt/second | grep -q ' changed=0 '
  ends 0 changed=0 ./setup.sh
  quietly ./teardown.sh
}

# versions FROM TO: an edited script makes its lab anew; as `bash <(...)` it works as well.
versions() {
  local whole
  quietly bash <(cat setup.sh)
  whole=$(state)
  ends 0 changed=0 ./setup.sh
  sed "s/$1/$2/" setup.sh >/mnt/other.sh
  cp /mnt/other.sh other-setup.sh
  ends 1 '' bash other-setup.sh --check
  quietly bash "$PWD/setup.sh"
  same 'nothing of the other version' "$whole" "$(state)"
}

# failing EDIT WORDS [CHANGED]: a line that fails is told of with its tutorial and not counted, and the next run mends it.
failing() {
  local whole before
  before=$(state)
  quietly ./setup.sh
  whole=$(state)
  quietly ./teardown.sh
  cp setup.sh whole.sh
  sed -i -E "$1" setup.sh
  ends 1 "$2" ./setup.sh
  [[ ${said##*$'\n'} == *" changed=${3-}"*' failed=1' && $said == *.md:[0-9]* ]]
  mv whole.sh setup.sh
  quietly ./setup.sh
  same 'mended' "$whole" "$(state)"
  quietly ./teardown.sh
  same 'taken away' "$before" "$(state)"
}

# hasty: set up right after a teardown, again and again.
hasty() {

  for _ in {1..10}; do
    quietly ./setup.sh
    ends 0 changed=0 ./setup.sh
    ./teardown.sh >/dev/null
  done

}

# daemons NAMESPACE GATEWAY DEV: what a daemon of the lab learns is no drift.
daemons() {
  local protocol number=0
  quietly ./setup.sh
  for protocol in bird zebra ospf ra dhcp; do
    number=$((number + 1))
    ip -n "$1" route add "10.250.$number.0/24" via "$2" proto "$protocol"
  done
  ip -n "$1" address add 10.249.0.1/24 dev "$3" valid_lft 3600 preferred_lft 3600
  ends 0 changed=0 ./setup.sh --check
  ip -n "$1" route add 10.248.0.0/24 via "$2"
  ends 1 10.248.0.0 ./setup.sh --check
}

# advertised NAMESPACE PREFIX DEV: a router advertises the prefix of an address that is written, so the route to it gets an end.
advertised() {
  quietly ./setup.sh
  ip -n "$1" address add "${2/%::*/::99}/64" dev "$3" valid_lft 3600 preferred_lft 3600
  ip -n "$1" -6 route change "$2" dev "$3" proto kernel metric 256 expires 3600
  ends 0 changed=0 ./setup.sh --check
}

# lacks TYPE: this kernel knows no links of that type. In a batch the type has a name that no kernel knows.
lacks() {
  local real
  real=$(type -P ip)
  mkdir /mnt/bin
  # shellcheck disable=SC2016 # for the stand-in
  printf '#!/bin/bash\nif [[ " $* " == *" -batch "* ]]; then exec %q "$@" < <(sed "s/type %s/type no-such-type/"); fi\nexec %q "${@/#%s/no-such-type}"\n' \
    "$real" "$1" "$real" "$1" >/mnt/bin/ip
  chmod +x /mnt/bin/ip
  PATH=/mnt/bin:$PATH stops 3 "$1" ./setup.sh
}

# translates_not: this kernel has no chains that translate.
translates_not() {
  mkdir /mnt/bin
  # shellcheck disable=SC2016 # for the stand-in
  printf '#!/bin/bash\nexec %q "${@/type nat hook postrouting/type route hook forward}"\n' "$(type -P nft)" >/mnt/bin/nft
  chmod +x /mnt/bin/nft
  PATH=/mnt/bin:$PATH stops 3 'modprobe nft_masq' ./setup.sh
}

# process TEXT: starts in a folder of the lab, with a clean environment, and holds no lock.
process() {
  local number
  SECRET_OF_READER=1 ./setup.sh >/dev/null
  wait_until is_settled
  number=$(processes | awk -v text="$1" 'index($0, text) { print $1; exit }')
  [[ -n $number && $(readlink "/proc/$number/cwd") == /run/netgen/* ]]
  same 'what it has of the caller' '' "$(tr '\0' '\n' <"/proc/$number/environ" | grep SECRET || true)"
  same 'the lock' '' "$(find "/proc/$number/fd" -lname /run)"
  cut_short "$number"
  kill -KILL "$number"
  wait_until test ! -e "/proc/$number"
  ends 1 '' ./setup.sh --check
  quietly ./setup.sh
  ends_late "$(processes | awk -v text="$1" 'index($0, text) { print $1; exit }')"
  same 'its processes' '' "$(processes)"
}

# ends_late NUMBER: it ends by itself just before teardown would end it by force.
ends_late() {
  kill -STOP "$1"
  wait_until grep -q '^State:.T' "/proc/$1/status"
  # shellcheck disable=SC2016 # for the stand-in
  printf '#!/bin/bash\necho >>/mnt/slept\nif (($(wc -l </mnt/slept) == 60)); then kill -KILL -- "-%s"; while [[ -e /proc/%s ]]; do :; done; fi\n' "$1" "$1" >/mnt/bin/sleep
  PATH=/mnt/bin:$PATH quietly ./teardown.sh
}

# cut_short NUMBER: a teardown that is killed as soon as it waits for that process: it still runs, and the lab does not stand any more.
cut_short() {
  kill -STOP "$1"
  wait_until grep -q '^State:.T' "/proc/$1/status"
  mkdir /mnt/bin
  # shellcheck disable=SC2016 # for the stand-in
  printf '#!/bin/bash\nkill -KILL "$PPID"\n' >/mnt/bin/sleep
  chmod +x /mnt/bin/sleep
  PATH=/mnt/bin:$PATH ends 137 '' ./teardown.sh
  ends 1 'half made' ./setup.sh --check
}

# traced: what a shell tells of its own work is not part of the record, and its settings are the script's.
traced() {
  quietly bash -x ./setup.sh
  ends 0 changed=0 ./setup.sh
  quietly ./teardown.sh
  echo 'IFS=: && set -f' >/mnt/settings
  BASH_ENV=/mnt/settings quietly ./setup.sh
  ends 0 changed=0 ./setup.sh
}

# uplinks: by name, several, none, one that is not there.
uplinks() {
  stops 3 nosuch0 env UPLINK=nosuch0 ./setup.sh
  UPLINK=eth0,ens192 ./setup.sh >/dev/null
  [[ $(nft list ruleset) == *ens192* ]]
  UPLINK=eth0,ens192 ends 0 changed=0 ./setup.sh
  quietly ./teardown.sh
  ip route delete default
  ip -6 route delete default
  stops 3 UPLINK ./setup.sh
}

# strange_environment: functions and options that the caller's shell has exported.
strange_environment() {
  quietly env CDPATH=/ 'GLOBIGNORE=*' BASH_ENV=/dev/null 'BASH_FUNC_ip%%=() { false; }' 'BASH_FUNC_command%%=() { false; }' SHELLOPTS=noglob ./setup.sh
  stands
  quietly env 'GLOBIGNORE=*' 'BASH_FUNC_ip%%=() { false; }' ./teardown.sh
}

# loose_umask: nobody else may write what root runs later, and the names of the lab are for all to read.
loose_umask() {
  local mask
  for mask in 000 077; do
    (umask "$mask" && quietly ./setup.sh)
    same "others may write, umask $mask" '' "$(find /run/netgen /etc/netns -perm /022 ! -type l)"
    same "others may not read, umask $mask" '' "$(find /etc/netns ! -perm -o=r)"
    (umask "$mask" && quietly ./teardown.sh)
  done
}

# ended_at_the_end: a signal comes while the kernel is asked for what stands, with what is printed on its way to a file of the record.
ended_at_the_end() {
  local said status=0
  mkdir /mnt/ending
  # shellcheck disable=SC2016 # for the other shell
  printf '#!/bin/bash\nif [[ " $* " == *" -force -batch "* ]]; then kill -TERM "$PPID"; fi\nexec %q "$@"\n' "$(type -P ip)" >/mnt/ending/ip
  chmod +x /mnt/ending/ip
  # shellcheck disable=SC2034 # ended_well reads it
  said=$(PATH=/mnt/ending:$PATH ./setup.sh 2>&1) || status=$?
  ended_well
  quietly ./setup.sh
  stands
}
