# Which program makes the lab's tables: the laws on machines that have other firewall programs than this one.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2164,SC2310,SC2312,SC2016 # names that other proofs set; errexit is on; text for other shells; questions stand in conditions; states in arguments

# with_programs PROGRAM...: from here on the scripts of this lab find these firewall programs and no other, `iptables` as
# the first of its kinds; this test finds all. In a watched run the same holds for the watchers.
with_programs() {
  local file name family end kind=''
  mkdir /mnt/programs /mnt/tools
  for file in /usr/sbin/* /usr/bin/*; do
    if [[ ! ${file##*/} =~ ^(nft|ip6?tables.*)$ ]]; then ln -sf "$file" /mnt/programs/; fi
  done
  for name; do
    if [[ $name == nft ]]; then
      ln -s "$(type -P nft)" /mnt/programs/nft
      continue
    fi
    kind=${kind:-${name#*-}}
    for family in ip ip6; do
      for end in '' -save -restore; do
        ln -sf "/usr/sbin/${family}tables-${name#*-}$end" "/mnt/programs/${family}tables-${name#*-}$end"
        ln -sf "/usr/sbin/${family}tables-$kind$end" "/mnt/programs/${family}tables$end"
      done
    done
  done
  for file in /mnt/programs/{nft,ip{,6}tables{,-nft,-legacy}{,-restore}}; do
    if [[ -e $file ]]; then ln -s "$here/tools/nft" "/mnt/tools/${file##*/}"; fi
  done
  for file in "$here"/tools/*; do
    if [[ ${file##*/} != nft && ${file##*/} != ip*tables* ]]; then ln -s "$file" "/mnt/tools/${file##*/}"; fi
  done
  mkdir /mnt/labs
  cp -r . /mnt/labs/lab
  cd /mnt/labs/lab
  sed -i "s|^export LC_ALL=C PATH=.*|&\\ncase \$PATH in $here/tools:*) PATH=/mnt/tools:/mnt/programs ;; *) PATH=/mnt/programs ;; esac|" setup.sh teardown.sh
  grep -q /mnt/programs setup.sh
  grep -q /mnt/programs teardown.sh
}

# on PROGRAMS MAKER FUNCTION [ARGUMENT...]: a law, where the machine has these programs and the lab is made by that one.
# iptables makes its table nat with the first rule and cannot take it away, so here it stands before.
on() {
  local -a programs
  read -ra programs <<<"$1"
  with_programs "${programs[@]}"
  if [[ $2 == iptables* ]]; then table_nat_stands "$2"; fi
  ./setup.sh --quiet >/dev/null
  made_by "$2"
  ./teardown.sh --quiet >/dev/null
  "${@:3}"
}

table_nat_stands() {
  local chain program
  for program in "$1" "ip6${1#ip}"; do
    for chain in PREROUTING OUTPUT POSTROUTING; do
      "$program" -t nat -A "$chain" -j RETURN
      "$program" -t nat -D "$chain" -j RETURN
    done
  done
}

# made_by PROGRAM: that program has made the lab's tables, and no other.
made_by() {
  same "$1" "$(own_tables | cut -d ' ' -f 1 | sort -u)"
}

# own_tables: each table or chain of a lab's, behind the program that shows it.
own_tables() {
  local name program
  for name in /proc/self/ns/net /run/netns/*; do
    nsenter --net="$name" nft list tables | sed -n 's/^table inet netgen_/nft &/p'
    for program in iptables-nft iptables-legacy; do
      nsenter --net="$name" "$program" -t nat -S | sed -n "s/^-N netgen-/$program &/p"
    done
  done
}

# Says at each port, to whoever dials it, which port that is and where the call comes from.
readonly echo_server='
import selectors, socket, sys
ports = selectors.DefaultSelector()
for kind, number in (word.split("/") for word in sys.argv[1:]):
    port = socket.socket(socket.AF_INET6, socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM)
    port.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    port.bind(("::", int(number)))
    if kind == "tcp": port.listen()
    ports.register(port, selectors.EVENT_READ, (kind, number))
print("ready", flush=True)
while True:
    for key, _ in ports.select():
        kind, number = key.data
        if kind == "tcp":
            call, caller = key.fileobj.accept()
            call.sendall(f"{number} {caller[0]}".encode())
            call.close()
        else:
            _, caller = key.fileobj.recvfrom(100)
            key.fileobj.sendto(f"{number} {caller[0]}".encode(), caller)'

# dial KIND ADDRESS PORT: prints the answer, or why there is none.
readonly dial='
import socket, sys
kind, address, number = sys.argv[1:]
family = socket.AF_INET6 if ":" in address else socket.AF_INET
call = socket.socket(family, socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM)
call.settimeout(2)
try:
    call.connect((address, int(number)))
    if kind == "udp": call.send(b"?")
    print(call.recv(100).decode())
except OSError as error:
    print(error)'

# serve NAMESPACE KIND/PORT...: from when this returns.
serve() {
  local line
  exec {line}< <(ip netns exec "$1" python3 -c "$echo_server" "${@:2}")
  servers+=("$!")
  read -r -u "$line"
}

# answers FROM KIND ADDRESS PORT TEXT
answers() {
  local said
  local -a there=(ip netns exec "$1")
  if [[ $1 == host ]]; then there=(); fi
  said=$("${there[@]}" python3 -c "$dial" "$2" "$3" "$4")
  # shellcheck disable=SC2053 # a pattern
  if [[ $said != $5 ]]; then
    printf '%s dials %s %s port %s: %s instead of %s\n' "$1" "$2" "$3" "$4" "$said" "$5"
    return 1
  fi
}

# The lab of tutorials/translations.md does what it says: who gets out with which address, and what is answered at which port.
translates() {
  local address from
  local -a servers=()
  ./setup.sh --quiet --until later >/dev/null
  # Until its link-local address is no longer tentative, a router asks for no neighbour on behalf of others.
  bash "$here/../../src/sandbox/settle.bash" gw outside pc srv
  serve srv tcp/{22,80,8000,8001,8002} udp/{5000,5001}
  serve outside tcp/7
  for address in 192.0.2.2 2001:db8:ffff::2; do
    for from in outside host; do
      answers "$from" tcp "$address" 7000 '8000 *'
      answers "$from" tcp "$address" 7001 '8001 *'
      answers "$from" tcp "$address" 7002 '8002 *'
      answers "$from" tcp "$address" 2222 '22 *'
      answers "$from" udp "$address" 5000 '5000 *'
      answers "$from" udp "$address" 5001 '5001 *'
    done
    answers outside tcp "$address" 8080 '80 *'
    answers outside tcp "$address" 8000 '*refused*'
    answers host tcp "$address" 8080 '*refused*' # published where the uplink leads in, and nowhere else
  done
  # Out with the address of the uplink, and out of the router with the address that its author gives.
  answers srv tcp 203.0.113.9 7 '7 ::ffff:192.0.2.2'
  answers srv tcp 2001:db8:ffff:9::9 7 '7 2001:db8:ffff::2'
  answers pc tcp 172.26.0.2 80 '80 ::ffff:172.26.0.9'
  kill "${servers[@]}"
}

# own_rules PROGRAM: what the lab has in the table nat, on the machine and in its namespaces.
own_rules() {
  local name program
  for name in /proc/self/ns/net /run/netns/*; do
    for program in "$1" "ip6${1#ip}"; do
      nsenter --net="$name" "$program" -t nat -S | sed -n "s|^.*netgen.*|${name##*/} $program &|p"
    done
  done
}

# typed_by_hand PROGRAM: whoever types the lesson, with the commands for a machine without nft, has after each step the
# rules that setup.sh makes.
typed_by_hand() {
  local number
  local -a typed=() steps
  type_lesson "$1" </dev/null
  typed+=("$(own_rules "$1")")
  ./teardown.sh --quiet >/dev/null
  same '' "$(own_rules "$1")"
  steps_of_lab
  for number in "${!steps[@]}"; do
    ./setup.sh --quiet --until "$((number + 1))" >/dev/null
    [[ -n ${typed[number + 1]} ]]
    same "${typed[number + 1]}" "$(own_rules "$1")"
  done
}

# type_lesson PROGRAM: the commands of the lesson themselves; `typed` gets the rules before each step.
# shellcheck disable=SC2034,SC2317 # the lesson uses them
type_lesson() {
  local maker=$1 each_uplink=up0 uplink=up0
  step() { typed+=("$(own_rules "$maker")"); }
  accept_forward() { :; } # nothing filters here
  restore_sysctl() { :; }
  nft() { cat >/dev/null; }
  iptables-restore() { "$maker-restore" "$@"; }
  ip6tables-restore() { "ip6${maker#ip}-restore" "$@"; }
  ip() {
    case "$* " in
      'netns exec '*' nft '*) nft ;;
      'netns exec '*' iptables-restore '*) command ip netns exec "$3" "$maker-restore" "${@:5}" ;;
      'netns exec '*' ip6tables-restore '*) command ip netns exec "$3" "ip6${maker#ip}-restore" "${@:5}" ;;
      *) command ip "$@" ;;
    esac
  }
  eval "$(sed -n '/^lesson() {$/,/^# ====/p' setup.sh)"
  lesson >/dev/null
  unset -f ip nft iptables-restore ip6tables-restore
}

# each_rule_missed PROGRAM: a rule of the lab that is lost, one after the other, is named by --check, alone, and put back
# by one change; so is one that was added.
each_rule_missed() {
  local program whole line count=0
  ./setup.sh --quiet >/dev/null
  whole=$(state)
  for program in "$1" "ip6${1#ip}"; do
    while IFS= read -r line; do
      # shellcheck disable=SC2086 # the words of a rule
      "$program" -t nat -D ${line#-A }
      names_one "missing: $program $line"
      count=$((count + 1))
    done < <("$program" -t nat -S | grep -e '^-A .*netgen-')
    line=$("$program" -t nat -S | sed -n 's/^-N \(netgen-.*-out\)$/\1/p')
    "$program" -t nat -A "$line" -j RETURN
    names_one "extra: $program -A $line -j RETURN"
    "$program" -t nat -I PREROUTING -i lo -m comment --comment netgen-translations -j ACCEPT
    names_one "extra: $program -A PREROUTING -i lo -m comment --comment netgen-translations -j ACCEPT"
    same "$whole" "$(state)"
  done
  ((count > 20))
}

names_one() {
  fails 1 ./setup.sh --check
  if [[ $output != *"$1"* || $(grep -cE '^(missing|changed|extra)' <<<"$output") != 1 ]]; then
    printf 'not named, or not alone: %s\n%s\n' "$1" "$output"
    return 1
  fi
  changes 1 ./setup.sh
  ./setup.sh --check >/dev/null
}

# several_uplinks PROGRAM: a rule that names the uplink is there for each of them, and nothing is left of one that goes.
several_uplinks() {
  local rules name
  ip link add up1 type veth peer name far1
  ip link set up1 up
  UPLINK=up1,up0 ./setup.sh --quiet >/dev/null
  rules=$(own_rules "$1")
  for name in up0 up1; do
    same 2 "$(grep -c -- "-s .* -o $name -j MASQUERADE" <<<"$rules")"
    same 2 "$(grep -c -- "-i $name .*--dport 8080" <<<"$rules")"
  done
  UPLINK=up1,up0 changes 0 ./setup.sh
  UPLINK=up0 changes 1 ./setup.sh
  same '' "$(own_rules "$1" | grep up1 || true)"
  UPLINK=up0 ./setup.sh --check >/dev/null
}

# foreign_chain PROGRAM: a chain of our name that another has made stops the run before the first change, and is left alone.
foreign_chain() {
  local name before
  name=netgen-$(sed -n 's/^readonly .*group=\([0-9]*\).*/\1/p' setup.sh)-in
  "$1" -t nat -N "$name"
  "$1" -t nat -A "$name" -j RETURN
  before=$(state exact)
  fails 4 ./setup.sh
  [[ $output == *"$1 chains ${name%-in}-*"* ]]
  same "$before" "$(state exact)"
  ./teardown.sh --quiet >/dev/null
  same "$before" "$(state exact)"
}

# marks_alone PROGRAM: without the notes, the rules are found by their marks.
marks_alone() {
  local before during
  restore_nothing
  before=$(state)
  ./setup.sh --quiet >/dev/null
  during=$(own_tables)
  rm -r /run/netgen
  ./setup.sh --quiet >/dev/null
  same "$during" "$(own_tables)"
  rm -r /run/netgen
  ./teardown.sh --quiet >/dev/null
  same "$before" "$(state)"
}

# chosen PROGRAMS COMMANDS PROGRAM: where these programs are and this was done, that one makes the tables. It stays with
# it when the machine comes to filter with another one; the next lab goes by how the machine is then.
chosen() {
  local other=iptables-legacy
  local -a programs
  read -ra programs <<<"$1"
  with_programs "${programs[@]}"
  bash -euc "$2"
  ./setup.sh --quiet >/dev/null
  made_by "$3"
  nft delete table ip filter 2>/dev/null || true
  nft delete table inet wall 2>/dev/null || true
  iptables-legacy -P FORWARD DROP
  if [[ $3 == iptables-legacy ]]; then other=nft && nft add table inet wall; fi
  ./setup.sh --quiet >/dev/null
  made_by "$3"
  ./setup.sh --check >/dev/null
  ./teardown.sh --quiet >/dev/null
  same '' "$(own_tables)"
  if [[ " $1 " == *" $other "* ]]; then
    ./setup.sh --quiet >/dev/null
    made_by "$other"
    ./teardown.sh --quiet >/dev/null
  fi
}

# plain_name KIND: a program that is called iptables and nothing else, as before version 1.8.
plain_name() {
  with_programs "iptables-$1"
  rm /mnt/programs/ip{,6}tables-{nft,legacy}* 2>/dev/null || true
  "iptables-$1" -P FORWARD DROP
  ./setup.sh --quiet >/dev/null
  made_by "iptables-$1"
  "iptables-$1" -S FORWARD | grep -q -- '--comment netgen-'
  changes 0 ./setup.sh
  ./teardown.sh --quiet >/dev/null
  same '' "$(own_tables)"
  same '-P FORWARD DROP' "$("iptables-$1" -S FORWARD)"
}

# maker_gone: the program that has made the tables is gone: that is said, with its package, and nothing is changed.
maker_gone() {
  local during
  ./setup.sh --quiet >/dev/null
  during=$(state exact)
  rm /mnt/programs/nft
  fails 3 ./setup.sh
  [[ $output == *'apt-get install nftables'* ]]
  same "$during" "$(state exact)"
  ln -s "$(type -P nft)" /mnt/programs/nft
  changes 0 ./setup.sh
}

# no_program: exit 3 with the package of the better one, and nothing is changed.
no_program() {
  local before
  before=$(state exact)
  with_programs
  fails 3 ./setup.sh
  [[ $output == *'needs nft'*'apt-get install nftables'* ]]
  same "$before" "$(state exact)"
  changes 0 ./teardown.sh
}

# blind: what no program can show may keep all from passing.
blind() {
  local before
  with_programs nft
  iptables-legacy -P FORWARD DROP
  before=$(state exact)
  fails 3 ./setup.sh
  [[ $output == *'rules of ip_tables may filter what this machine forwards'*'apt-get install iptables'* ]]
  same "$before" "$(state exact)"
  changes 0 ./teardown.sh
}

# kernel_cannot: nft is there, and the kernel does nothing of what it asks.
kernel_cannot() {
  local before
  with_programs
  printf '#!/bin/sh\necho "Error: Could not process rule: Operation not supported" >&2\nexit 1\n' >/mnt/programs/nft
  chmod +x /mnt/programs/nft
  before=$(state exact)
  fails 3 ./setup.sh
  [[ $output == *'translates addresses'* ]]
  same "$before" "$(state exact)"
}

# kernel_half: nft is there, the kernel does nothing of what it asks, and iptables can.
kernel_half() {
  with_programs iptables-legacy
  printf '#!/bin/sh\nexit 1\n' >/mnt/programs/nft
  chmod +x /mnt/programs/nft
  ./setup.sh --quiet >/dev/null
  made_by iptables-legacy
  changes 0 ./setup.sh
}

# behind COMMANDS LOST: these make a firewall that drops what the machine forwards. The lab of 05-publish is reached all the
# same, and nobody else; a rule of its own that is lost is named and put back; and the firewall is in the end as before.
behind() {
  local before
  bash -euc "$1"
  sysctl -qw net.bridge.bridge-nf-call-iptables=1 2>/dev/null || true
  before=$(state)
  ./setup.sh --quiet >/dev/null
  ./setup.sh --check >/dev/null
  changes 0 ./setup.sh
  ip netns exec namespace3 ping -qc1 -W2 172.19.0.2 >/dev/null
  ip netns exec namespace3 ping -qc1 -W2 203.0.113.9 >/dev/null
  # The server of the lab needs its time to begin.
  wait_until ip netns exec namespace2 bash -c 'exec 5<>/dev/tcp/172.19.0.2/80' 2>/dev/null
  ip netns exec outside bash -c 'exec 5<>/dev/tcp/192.0.2.2/8080 && printf "GET / HTTP/1.0\r\n\r\n" >&5 && read -r -t 3 line <&5 && [[ $line == *200* ]]'
  ip -n outside route add 172.19.0.0/24 via 192.0.2.2
  fails 1 ip netns exec outside ping -qc1 -W1 172.19.0.3
  ip -n outside route del 172.19.0.0/24
  bash -euc "$2"
  fails 1 ./setup.sh --check
  [[ $output == *missing:* ]]
  changes 1 ./setup.sh
  ./setup.sh --check >/dev/null
  ./teardown.sh --quiet >/dev/null
  same "$before" "$(state)"
}
