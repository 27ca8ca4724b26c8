#!/usr/bin/env bats
# providers: the checks of tutorials/10-policy-routing.md, each with the commands that you would type. Run it as root, where the lab stands:
#   sudo bats verify.bats          or, without Bats:   sudo ./check.sh
# A check holds at its own step, so those of the step that stands are asked.
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

# The record of the lab tells the step that stands; without it nothing is checked, and nothing passes.
standing() {
  local steps=(one table inside) number
  read -r number _ </run/netgen/providers/lesson && echo "${steps[number - 1]}"
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

# fails PATTERN COMMAND...: it fails, and in that way: one that could not even begin has another reason.
fails() {
  local said
  if said=$("${@:2}" 2>&1); then printf '%s\n' "$said" 'it works, and should not' && return 1; fi
  printf '%s\n' "$said"
  [[ $said =~ $1 ]]
}

# prints PATTERN COMMAND...: it works, and a line of what it prints is like that; a run of blanks is one.
prints() {
  local said status=0
  said=$("${@:2}") || status=$?
  printf '%s\n' "$said"
  tr -s ' \t' ' ' <<<"$said" | grep -aqE -e "$1" && return "$status"
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

# tutorials/10-policy-routing.md:34
@test "one: desk reaches site via edge, isp1" {
  within 5 ip netns exec desk ping -c 1 -W 1 203.0.113.1
  within 5 prints '(10.0.1.1|10.0.2.1|198.51.100.1|198.51.100.5) .*(198.51.100.2|192.0.2.1) ' hops ip netns exec desk ping -n -c 1 -W 1 203.0.113.1
}

# tutorials/10-policy-routing.md:35
@test "one: phone reaches site via edge, isp1" {
  within 5 ip netns exec phone ping -c 1 -W 1 203.0.113.1
  within 5 prints '(10.0.1.1|10.0.2.1|198.51.100.1|198.51.100.5) .*(198.51.100.2|192.0.2.1) ' hops ip netns exec phone ping -n -c 1 -W 1 203.0.113.1
}

# tutorials/10-policy-routing.md:36
@test "one: phone reaches desk" {
  within 5 ip netns exec phone ping -c 1 -W 1 10.0.1.2
}

# tutorials/10-policy-routing.md:37
@test "one: isp2 reaches desk" {
  within 5 ip netns exec isp2 ping -c 1 -W 1 10.0.1.2
}

# tutorials/10-policy-routing.md:54
@test "table: desk reaches site via edge, isp1" {
  within 5 ip netns exec desk ping -c 1 -W 1 203.0.113.1
  within 5 prints '(10.0.1.1|10.0.2.1|198.51.100.1|198.51.100.5) .*(198.51.100.2|192.0.2.1) ' hops ip netns exec desk ping -n -c 1 -W 1 203.0.113.1
}

# tutorials/10-policy-routing.md:55
@test "table: phone reaches site via edge, isp2" {
  within 5 ip netns exec phone ping -c 1 -W 1 203.0.113.1
  within 5 prints '(10.0.1.1|10.0.2.1|198.51.100.1|198.51.100.5) .*(198.51.100.6|192.0.2.5) ' hops ip netns exec phone ping -n -c 1 -W 1 203.0.113.1
}

# tutorials/10-policy-routing.md:56
@test "table: edge has rule from guests table 102" {
  within 5 prints '^[0-9]+:.from 10.0.2.0/24 lookup 102 *$' ip -n edge rule show
}

# tutorials/10-policy-routing.md:57
@test "table: phone cannot reach desk" {
  fails ' 100% packet loss' ip netns exec phone ping -c 1 -W 1 10.0.1.2
}

# tutorials/10-policy-routing.md:96
@test "inside: phone reaches desk" {
  within 5 ip netns exec phone ping -c 1 -W 1 10.0.1.2
}

# tutorials/10-policy-routing.md:97
@test "inside: phone reaches site via edge, isp2" {
  within 5 ip netns exec phone ping -c 1 -W 1 203.0.113.1
  within 5 prints '(10.0.1.1|10.0.2.1|198.51.100.1|198.51.100.5) .*(198.51.100.6|192.0.2.5) ' hops ip netns exec phone ping -n -c 1 -W 1 203.0.113.1
}

# tutorials/10-policy-routing.md:98
@test "inside: desk reaches site via edge, isp1" {
  within 5 ip netns exec desk ping -c 1 -W 1 203.0.113.1
  within 5 prints '(10.0.1.1|10.0.2.1|198.51.100.1|198.51.100.5) .*(198.51.100.2|192.0.2.1) ' hops ip netns exec desk ping -n -c 1 -W 1 203.0.113.1
}

# tutorials/10-policy-routing.md:99
@test "inside: edge has rule to 10.0.0.0/16 priority 1000 table main" {
  within 5 prints '^1000:.from all to 10.0.0.0/16 lookup main *$' ip -n edge rule show
}
