# Machines that others have had their hands on: what they have done is seen, lived with, or named; none of it is lost.
# shellcheck disable=SC2030,SC2031,SC2154 # names that Bats and the functions above give; each test has a shell of its own

bats_require_minimum_version 1.5.0
load ../lab/sandbox

setup_file() {
  local tutorials=$BATS_TEST_DIRNAME/../../tutorials
  build_labs "$BATS_TEST_DIRNAME/ways-out.md" "$BATS_TEST_DIRNAME/files.md" "$tutorials"/0{1-two-namespaces,2-bridge,3-masquerade,5-publish}.md
}

several_next_hops() {
  ip link add up1 type veth peer name o1 netns outside
  ip address add 198.51.100.2/24 dev up1
  ip link set up1 up
  ip -n outside link set o1 up
  ip route replace default nexthop via 192.0.2.1 dev up0 nexthop via 198.51.100.1 dev up1
  ./setup.sh --quiet
  [[ $(nft list table inet netgen_masquerade) == *'oifname { "up0", "up1" } masquerade'* ]]
  ./setup.sh --check
  ip nexthop add id 1 via 192.0.2.1 dev up0
  ip nexthop add id 2 via 198.51.100.1 dev up1
  ip nexthop add id 9 group 1/2
  ip route replace default nhid 9
  ./setup.sh --check
  ip -n namespace1 nexthop add id 1 dev veth1
  ip -n namespace1 nexthop add id 2 via 172.19.0.1 dev veth1
  ip -n namespace1 nexthop add id 9 group 1/2
  ip -n namespace1 route add 10.9.0.0/24 nhid 9
  ip -n namespace1 route add 10.9.1.0/24 nhid 1
  [[ $(./setup.sh --check || true) == *'extra: route 10.9.0.0/24 nhid 9 in namespace1'* ]]
  ./setup.sh --quiet
  ./setup.sh --check
}
@test 'a default route with several next hops: each is a way out' { in_lab 03-masquerade several_next_hops; }

until_keeps_accepts() {
  local before
  nft 'add table inet fw; add chain inet fw f { type filter hook forward priority 0; policy drop; }'
  ./setup.sh --quiet
  before=$(nft list table inet fw)
  [[ $before == *'iifname "up0" oifname "test-bridge" accept comment "netgen-bridge"'* ]]
  ./setup.sh --check --until 1
  ./setup.sh --until 1
  same "$(nft list table inet fw)" "$before"
  ip route delete default
  ip -6 route delete default
  ./setup.sh --until 1
  same "$(nft list table inet fw)" "$before"
}
@test '--until leaves the accepts of later steps in the firewalls of others' { in_lab 02-bridge until_keeps_accepts; }

without_ipv6() {
  local before status off=/proc/sys/net/ipv6/conf/default/disable_ipv6
  echo 1 >"$off"
  before=$(snapshot)
  status=0 && ./setup.sh --quiet 2>said || status=$?
  [[ $status == 3 && $(<said) == *'new interfaces have no IPv6'*sysctl\ -w\ net.ipv6.conf.default.disable_ipv6=0 ]]
  [[ $(snapshot) == "$before" ]]
  echo 0 >"$off"
  ./setup.sh --quiet
  echo 1 >"$off"
  ./setup.sh --check
  ip address delete 2001:db8:98::1/64 dev sw
  [[ $(./setup.sh --quiet) == *' changed=1 failed=0' ]]
  echo 1 >/proc/sys/net/ipv6/conf/sw/disable_ipv6
  status=0 && ./setup.sh --quiet 2>said || status=$?
  [[ $status == 3 && $(<said) == *'IPv6 is off for sw'*sysctl\ -w\ net/ipv6/conf/sw/disable_ipv6=0 ]]
  echo 0 >"$off"
  status=0 && ./setup.sh --quiet 2>said || status=$?
  [[ $status == 3 && $(<said) == *'IPv6 is off for sw'*sysctl\ -w\ net/ipv6/conf/sw/disable_ipv6=0 ]]
  ./teardown.sh --quiet
  # The settings of the lesson come after its addresses.
  sed -i '/^  sysctl -w net.ipv4.ip_forward=1$/ a sysctl -w net.ipv6.conf.default.disable_ipv6=0' setup.sh
  grep -q '^sysctl -w net.ipv6' setup.sh
  echo 1 >"$off"
  status=0 && ./setup.sh --quiet 2>said || status=$?
  [[ $status == 3 && $(<said) == *'new interfaces have no IPv6'* && $(snapshot) == "$before" ]]
}
@test 'new interfaces have no IPv6: said before the first change' { in_lab ways-out without_ipv6; }

disabled_at_boot() {
  local before status=0
  before=$(snapshot)
  mkdir none
  mount --bind none /proc/sys/net/ipv6
  ./setup.sh --quiet 2>said || status=$?
  umount /proc/sys/net/ipv6
  [[ $status == 3 && $(<said) == *ipv6.disable=1* ]]
  [[ $(snapshot) == "$before" ]]
}
@test 'a kernel without IPv6: said before the first change' { in_lab files disabled_at_boot; }

named_tables() {
  local names
  mkdir -p /etc/iproute2
  for names in '100 isp.a\n' '100 isp' '0x64 isp\n' '100 i+s@p:1\n'; do
    # shellcheck disable=SC2059 # with a line break, or without
    printf "$names" >/etc/iproute2/rt_tables
    ./setup.sh --quiet
    [[ $(./setup.sh) == *' changed=0 failed=0' ]]
    ip route delete 10.97.0.0/24 table 100
    [[ $(./setup.sh --check || true) == *'missing: route 10.97.0.0/24 via 10.98.0.2 dev sw table 100'* ]]
    ./teardown.sh --quiet
  done
}
@test 'tables of routes by whatever name the machine gives them' { in_lab ways-out named_tables; }

told_otherwise() {
  local line
  ./setup.sh --quiet
  ip -n ns1 nexthop add id 10 via 172.20.0.9 dev veth0
  for line in 'rule add iif nosuch0 lookup 100 priority 50' 'rule add goto 99 priority 51' 'route add 10.9.0.0/24 nhid 10' \
    '-6 route add 2001:db8:9::/64 dev veth0 expires 300'; do
    # shellcheck disable=SC2086 # the words of a command
    ip -n ns1 $line
    same "$(./setup.sh --quiet)" 'two-namespaces: ok=9 changed=1 failed=0'
    ./setup.sh --check
  done
}
@test 'what ip tells in other words than it takes is taken away all the same' { in_lab 01-two-namespaces told_otherwise; }

comes_not_right() {
  local status=0 said
  ./setup.sh --quiet
  ip -n ns1 rule add from 10.254.0.0/16 lookup 100 priority 50
  mkdir /run/bin
  # shellcheck disable=SC2016 # for the script
  printf '%s\n' '#!/bin/sh' 'case "$*" in *-force*) cat >/dev/null ;; *) PATH=${PATH#*:} exec ip "$@" ;; esac' >/run/bin/ip
  chmod +x /run/bin/ip
  said=$(PATH=/run/bin:$PATH ./setup.sh 2>&1 >/dev/null) || status=$?
  same "$status" 1
  same "$said" 'two-namespaces: does not come right, and would not in another run:
  extra: rule priority 50 from 10.254.0.0/16 lookup 100 proto unspec in ns1'
}
@test 'what cannot be taken away is named, and is no success' { in_lab 01-two-namespaces comes_not_right; }

# stops STATUS WORDS COMMAND...: so, and before the first change.
stops() {
  local before status=0 said
  before=$(snapshot)
  said=$("${@:3}" 2>&1 >/dev/null) || status=$?
  same "$status" "$1"
  [[ $said == *"$2"* ]] || { printf '%s\n' "$said" && false; }
  same "$(snapshot)" "$before"
}

# shellcheck disable=SC2034 # in_lab reads it
shared=(stops)

other_names() {
  ip link add eth7 type veth peer name p7
  ip link property add dev eth7 altname sw
  stops 4 '  link eth7, by its other name sw' ./setup.sh
}
@test 'another name of an interface is foreign too' { in_lab ways-out other_names; }

connected_routes() {
  ip link add eth7 type veth peer name p7
  ip address add 10.99.0.7/24 dev eth7
  ip link set eth7 up
  stops 4 '  route 10.99.0.0/24 dev eth7' ./setup.sh
}
@test 'a route that the kernel has made with an address is foreign too' { in_lab ways-out connected_routes; }

advertised_routes() {
  ip -6 route delete default
  ip -6 route add default via 2001:db8:ffff::1 dev up0 proto ra
  sysctl -qw net.ipv6.conf.up0.accept_ra=1
  stops 3 'sysctl -w net/ipv6/conf/up0/accept_ra=2' ./setup.sh
  stops 3 'has advertised on up0' ./setup.sh --check
  sysctl -qw net/ipv6/conf/up0/accept_ra=2
  ./setup.sh --quiet
  sysctl -qw net/ipv6/conf/up0/accept_ra=1
  ./setup.sh --check # it forwards by now: nothing more can be lost
  ./teardown.sh --quiet
}
@test 'a default route from router advertisements is not lost by forwarding' { in_lab ways-out advertised_routes; }

held_lock() {
  local holder
  hold() { # until the script has waited for it
    flock /run/xtables.lock sleep 2 &
    holder=$!
    until ! flock --nonblock /run/xtables.lock true; do sleep 0.02; done
  }
  iptables-legacy -P FORWARD DROP
  hold
  ./setup.sh --quiet
  wait "$holder"
  same "$(iptables-legacy -S FORWARD | grep -c netgen-masquerade)" 3
  hold
  ./setup.sh --check
  wait "$holder"
  hold
  ./teardown.sh --quiet
  wait "$holder"
  same "$(iptables-legacy -S)" $'-P INPUT ACCEPT\n-P FORWARD DROP\n-P OUTPUT ACCEPT'
}
@test 'iptables waits for whoever holds its lock' {
  [[ -n $(type -P iptables-legacy) ]]
  in_lab 03-masquerade held_lock
}

short_path() {
  nft 'add table inet fw; add chain inet fw f { type filter hook forward priority 0; policy drop; }'
  local before
  before=$(snapshot)
  PATH=/usr/local/bin:/usr/bin:/bin ./setup.sh --quiet
  PATH=/usr/local/bin:/usr/bin:/bin ./teardown.sh --quiet
  same "$(snapshot)" "$before"
}
@test 'su leaves /usr/sbin out of PATH' { in_lab 03-masquerade short_path; }

# iptables 1.8.4, as Ubuntu 20.04 has it, makes the table that it is to list.
makes_what_it_lists() {
  local family before
  mkdir /mnt/bin
  for family in '' 6; do
    printf '%s\n' '#!/bin/sh' 'case " $* " in' '*" -t nat -S"*) table=nat ;;' '*" -S"*) table=filter ;;' '*) table= ;;' 'esac' \
      "if [ -n \"\$table\" ]; then nft add table ip$family \$table; fi" "exec $(type -P "ip${family}tables-nft") \"\$@\"" >"/mnt/bin/ip${family}tables-nft"
  done
  chmod +x /mnt/bin/*
  before=$(nft list tables)
  PATH=/mnt/bin:$PATH ./teardown.sh
  same "$(nft list tables)" "$before"
  PATH=/mnt/bin:$PATH ./setup.sh --quiet
  PATH=/mnt/bin:$PATH ./setup.sh --check
  PATH=/mnt/bin:$PATH ./teardown.sh
  same "$(nft list tables)" "$before"
}
@test 'an iptables that makes the table it is to list' { in_lab 03-masquerade makes_what_it_lists; }

lost_maker() {
  ./setup.sh --quiet
  printf '\ntable host nosuchtables\n' >>/run/netgen/masquerade/owns
  stops 3 'nosuchtables has made the firewall rules of this lab, and is gone' ./teardown.sh
}
@test 'teardown wants what has made the firewall rules' { in_lab 03-masquerade lost_maker; }

half_given_back() {
  local before
  sysctl -qw net.ipv4.conf.all.accept_redirects=0 net.ipv4.conf.up0.forwarding=1
  before=$(snapshot)
  ./setup.sh --quiet
  mkdir /run/bin
  # shellcheck disable=SC2016 # for the script
  printf '%s\n' '#!/bin/sh' 'PATH=${PATH#*:} sysctl "$@"; kill -KILL $PPID' >/run/bin/sysctl
  chmod +x /run/bin/sysctl
  PATH=/run/bin:$PATH ./teardown.sh --quiet && return 1
  rm -r /run/bin
  ./teardown.sh --quiet
  same "$(snapshot)" "$before"
  same "$(sysctl -n net.ipv4.conf.all.accept_redirects net.ipv4.conf.up0.forwarding)" $'0\n1'
}
@test 'teardown killed between a setting and what the kernel sets along with it' { in_lab 05-publish half_given_back; }

ended_by_itself() {
  ./setup.sh --quiet
  read -r pid _ <"$(find /run/netgen/publish -name 'process-*' | head -n 1)"
  kill -KILL -- "-$pid"
  until [[ ! -e /proc/$pid ]]; do sleep 0.02; done
  [[ $(./teardown.sh --dry-run) != *kill* ]]
  [[ $(./teardown.sh) != *kill* ]]
}
@test 'a process that has ended by itself is not ended' { in_lab 05-publish ended_by_itself; }

linked_file() {
  printf 'precious\n' >/etc/victim
  ./setup.sh --quiet
  ln -sf /etc/victim /etc/netns/namespace1/resolv.conf
  [[ $(./setup.sh --check || true) == *'changed: /etc/netns/namespace1/resolv.conf'* ]]
  ./setup.sh --quiet
  same "$(</etc/victim)" precious
  [[ ! -L /etc/netns/namespace1/resolv.conf ]]
  ./setup.sh --check
  ln -sf /etc/no-such-file /etc/netns/namespace1/resolv.conf
  ./teardown.sh --quiet
  [[ ! -e /etc/no-such-file && ! -e /etc/netns ]]
}
@test 'a file of the lab that leads to one of the machine: that one is left alone' { in_lab files linked_file; }

says_something() {
  ./setup.sh --json 2>said | node -e 'JSON.parse(require("node:fs").readFileSync(0, "utf8"))'
  same "$(<said)" hello
  ./teardown.sh --json 2>said | node -e 'JSON.parse(require("node:fs").readFileSync(0, "utf8"))'
  same "$(<said)" goodbye
  [[ $(./setup.sh) == *$'\n'hello$'\n'* ]]
  same "$(./teardown.sh --quiet 2>/dev/null | wc -l)" 1
}
no_such_file() {
  local before
  before=$(snapshot)
  rm /etc/resolv.conf
  status=0
  said=$(./setup.sh --quiet 2>&1) || status=$?
  same "$status" 3
  [[ $said == *'this machine has no /etc/resolv.conf'*$'\n  touch /etc/resolv.conf\n'* ]]
  same "$(snapshot)" "$before"
  ln -s ../run/no-such/resolver/stub.conf /etc/resolv.conf
  status=0
  said=$(./setup.sh --quiet 2>&1) || status=$?
  same "$status" 3
  grep '^  ' <<<"$said" >mend
  same "$(<mend)" '  install -D -m 644 /dev/null /run/no-such/resolver/stub.conf'
  bash ./mend
  ./setup.sh --quiet
  ./teardown.sh --quiet
  rm -r /run/no-such /etc/resolv.conf
  touch /etc/resolv.conf
  ./setup.sh --quiet
  [[ $(ip netns exec namespace1 cat /etc/resolv.conf) == 'nameserver 10.9.1.1'* ]]
}
@test 'a file of a node in the place of one that the machine does not have' { in_lab files no_such_file; }

readable_by_all() {
  umask 077
  ./setup.sh --quiet
  same "$(stat -c '%a %n' /etc/netns /etc/netns/namespace1 /etc/netns/namespace1/resolv.conf)" '755 /etc/netns
755 /etc/netns/namespace1
644 /etc/netns/namespace1/resolv.conf'
  ip netns exec namespace1 setpriv --reuid 65534 --regid 65534 --clear-groups cat /etc/resolv.conf
}
@test 'a file of a node can be read by everybody in it, whatever the umask' { in_lab files readable_by_all; }

@test 'what commands of the author print is no part of the answer' { in_lab files says_something; }

posix() {
  POSIXLY_CORRECT=1 ./setup.sh --quiet
  POSIXLY_CORRECT=1 ./setup.sh --check
  POSIXLY_CORRECT=1 ./teardown.sh --quiet
}
@test 'where programs are to do as POSIX says' { in_lab 05-publish posix; }

# odd_shell NAME=VALUE...: in the environment of the script.
odd_shell() {
  local before
  before=$(snapshot)
  env "$@" bash ./setup.sh --quiet
  same "$(env "$@" bash ./setup.sh --quiet)" "$(./setup.sh --quiet)"
  [[ $(./setup.sh --quiet) == *' changed=0 failed=0' ]]
  env "$@" bash ./teardown.sh --quiet
  same "$(snapshot), $(sysctl -n net.ipv4.ip_forward)" "$before, 0"
}
# A python3 that is a script and uses a variable that is not set, as version managers have it.
odd_python() {
  mkdir /mnt/bin
  # shellcheck disable=SC2016 # for that script
  printf '#!/bin/bash\necho $no_such_variable\nexec %q "$@"\n' "$(readlink -f "$(type -P python3)")" >/mnt/bin/python3
  chmod +x /mnt/bin/python3
  PATH=/mnt/bin:$PATH odd_shell "$@"
}
shared+=(odd_shell)
@test 'a shell whose options are exported' { in_lab 03-masquerade odd_shell SHELLOPTS=noglob:noclobber:allexport:keyword:monitor BASHOPTS=failglob:nocasematch:localvar_inherit; }
@test 'a shell whose options are exported, and programs that are shell scripts' {
  in_lab 05-publish odd_python SHELLOPTS=braceexpand
}
@test 'a shell that has exported functions by the names of programs' {
  in_lab 03-masquerade odd_shell BASH_FUNC_{ip,nft,sysctl,flock,rm,mkdir,sh,sed,type,kill,unshare}%%='() { echo "would run $*"; return 1; }'
}

# The kernel soon gives the number of a namespace that has gone to another one.
inode_again() {
  local tries before='' last=''
  ./setup.sh --quiet
  for ((tries = 0; tries < 50; tries++)); do
    before=$(grep '^netns ns1 ' /run/netgen/two-namespaces/owns | tail -n 1)
    ip netns delete ns1
    sleep "0.$((1 + tries % 9))"
    ./setup.sh --quiet >/dev/null
    last=$(grep '^netns ns1' /run/netgen/two-namespaces/owns | tail -n 1)
    [[ $last == 'netns ns1 ['*']' ]]
    if [[ $last == "$before" ]]; then return; fi
  done
  return 1
}
@test 'a namespace that is made again is noted with its inode, also where that is the same' { in_lab 01-two-namespaces inode_again; }

# The values before are noted line by line, in more than one write(2).
note_cut_off() {
  local along=/proc/sys/net/ipv4/conf/up0/forwarding note=/run/netgen/.before/net.ipv4.ip_forward setup
  echo 0 >/proc/sys/net/ipv4/ip_forward
  echo 1 >"$along"
  # While they are being noted, nothing says yet that they are.
  mkdir -p /run/netgen/.before
  mkfifo "$note"
  setsid ./setup.sh --quiet &
  setup=$!
  until [[ -e $note.netgen-masquerade ]]; do sleep 0.02; done
  sleep 0.1
  [[ ! -s $note.netgen-masquerade ]]
  kill -KILL -- "-$setup"
  wait "$setup" || true
  rm "$note"
  printf '0\nnet/ipv4/conf/all/accept_redirects=0\nnet/ipv4/con' >"$note"
  ./setup.sh --quiet
  same "$(<"$along")" 1
  ./teardown.sh --quiet
  same "$(<"$along"), $(</proc/sys/net/ipv4/ip_forward)" '1, 0'
  [[ ! -e /run/netgen ]]
}
@test 'killed while the values before are noted: they are noted again, and go back' { in_lab 03-masquerade note_cut_off; }

# Another lab was killed before it had noted what it sets: it has set nothing.
other_killed() {
  local forward=/proc/sys/net/ipv4/ip_forward other=/run/netgen/.before/net.ipv4.ip_forward.netgen-bridge way
  for way in ../02-bridge/teardown.sh ../02-bridge/setup.sh; do
    echo 0 >"$forward"
    ./setup.sh --quiet
    : >"$other"
    ./teardown.sh --quiet
    same "$(<"$forward")" 0
    "$way" --quiet
    ../02-bridge/teardown.sh --quiet
    same "$(<"$forward")" 0
    [[ ! -e /run/netgen ]]
  done
}
@test 'another lab was killed before it had set anything: what this one has set goes back' { in_lab 03-masquerade other_killed; }
