#!/usr/bin/env bats
# office: the checks of tutorials/15-dhcp-dns.md, each with the commands that you would type. Run it as root, where the lab stands:
#   sudo bats verify.bats          or, without Bats:   sudo ./check.sh
# A check holds at its own step, so those of the step that stands are asked.
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

# The record of the lab tells the step that stands; without it nothing is checked, and nothing passes.
standing() {
  local steps=(1 visitor) number
  read -r number _ </run/netgen/office/lesson && echo "${steps[number - 1]}"
}

setup() {
  local step
  step=$(standing)
  if [[ $BATS_TEST_DESCRIPTION != "$step: "* ]]; then skip "step $step stands"; fi
}

# within SECONDS COMMAND...: it works, or begins to before so many seconds are over.
within() {
  local end=$((SECONDS + $1)) said
  until said=$("${@:2}" 2>&1); do
    if ((SECONDS >= end)); then printf '%s\n' "$said" && return 1; fi
    sleep 0.2
  done
}

# prints PATTERN COMMAND...: it works, and a line of what it prints is like that; a run of blanks is one.
prints() {
  local said status=0
  said=$("${@:2}") || status=$?
  printf '%s\n' "$said"
  tr -s ' \t' ' ' <<<"$said" | grep -aqE -e "$1" && return "$status"
}

# prints_lines PATTERN COMMAND...: it works, and among what it prints are such lines; a run of blanks is one.
prints_lines() {
  local said status=0
  said=$("${@:2}") || status=$?
  printf '%s\n' "$said"
  [[ $'\n'$(tr -s ' \t' ' ' <<<"$said")$'\n' =~ $1 ]] && return "$status"
}

# address host|NETNS DEV 4|6 global|link: the one that the interface has got.
address() {
  local -a there=(-n "$1")
  if [[ $1 == host ]]; then there=(); fi
  ip "${there[@]}" -o "-$3" address show dev "$2" scope "$4" | sed -n 's/.* inet6\? \([^ /]*\).*/\1/p; q'
}

# hops PING...: who has the packets after one hop, after two, and so on.
hops() {
  local hop said from='From ([0-9a-f.:]+) .*exceeded'
  for hop in {1..30}; do
    if said=$("$@" -t "$hop" 2>&1) || [[ ! $said =~ $from ]]; then break; fi
    printf '%s ' "${BASH_REMATCH[1]}"
  done
  printf '\n%s\n' "$said"
}

# tutorials/15-dhcp-dns.md:44
@test "1: eva has address 10.15.0.0/24 within 20s" {
  within 20 prints inet ip -n eva address show to 10.15.0.0/24
}

# tutorials/15-dhcp-dns.md:45
@test "1: tom has address 10.15.0.0/24 within 20s" {
  within 20 prints inet ip -n tom address show to 10.15.0.0/24
}

# tutorials/15-dhcp-dns.md:46
@test "1: eva has route default via box within 20s" {
  within 20 prints 'via 10.15.0.1 dev eth0 ' ip -n eva route show default
}

# tutorials/15-dhcp-dns.md:47
@test "1: eva resolves shop.office to shop" {
  within 5 prints '^(10.15.0.10) ' ip netns exec eva getent -s dns ahosts shop.office
}

# tutorials/15-dhcp-dns.md:48
@test "1: tom resolves shop.office to shop" {
  within 5 prints '^(10.15.0.10) ' ip netns exec tom getent -s dns ahosts shop.office
}

# tutorials/15-dhcp-dns.md:49
@test "1: tom reaches shop" {
  within 5 ip netns exec tom ping -c 1 -W 1 10.15.0.10
}

# tutorials/15-dhcp-dns.md:50
@test "1: eva reaches far via box" {
  within 5 ip netns exec eva ping -c 1 -W 1 10.15.1.2
  within 5 prints '(10.15.0.1|10.15.1.1) ' hops ip netns exec eva ping -n -c 1 -W 1 10.15.1.2
}

# tutorials/15-dhcp-dns.md:51
@test "1: shop reaches far via box" {
  within 5 ip netns exec shop ping -c 1 -W 1 10.15.1.2
  within 5 prints '(10.15.0.1|10.15.1.1) ' hops ip netns exec shop ping -n -c 1 -W 1 10.15.1.2
}

# tutorials/15-dhcp-dns.md:52
@test "1: host runs ls /run/netgen/office/dhcp" {
  within 5 prints_lines $'\n ?bound ?\n ?deconfig ?\n ?renew ?\n' timeout -v 20 ls /run/netgen/office/dhcp
}

# tutorials/15-dhcp-dns.md:73
@test "visitor: kim has address 10.15.0.0/24 within 20s" {
  within 20 prints inet ip -n kim address show to 10.15.0.0/24
}

# tutorials/15-dhcp-dns.md:74
@test "visitor: eva resolves kim to kim" {
  within 5 prints inet ip -n kim -4 address show dev eth0 scope global -tentative
  within 5 prints "^($(address kim eth0 4 global)) " ip netns exec eva getent -s dns ahosts kim
}

# tutorials/15-dhcp-dns.md:75
@test "visitor: eva reaches kim" {
  within 5 prints inet ip -n kim -4 address show dev eth0 scope global -tentative
  within 5 ip netns exec eva ping -c 1 -W 1 "$(address kim eth0 4 global)"
}
