#!/usr/bin/env bats
# publish: the checks of tutorials/05-publish.md, each with the commands that you would type. Run it as root, where the lab stands:
#   sudo bats verify.bats          or, without Bats:   sudo ./check.sh
# A check holds at its own step, so those of the step that stands are asked.
# OUTSIDE_ADDRESS (OUTSIDE_ADDRESS6), an address beyond this machine that answers, and OUTSIDE_NETNS, a namespace that has it, add those that look outside.
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

# The record of the lab tells the step that stands; without it nothing is checked, and nothing passes.
standing() {
  local steps=(server published) number
  read -r number _ </run/netgen/publish/lesson && echo "${steps[number - 1]}"
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

# beyond NAME...: skips a check that nobody has told the outside for.
beyond() {
  local name
  for name; do if [[ -z ${!name-} ]]; then skip "set $name"; fi; done
}

# The address of this machine for those outside.
machine() { ip -4 -o route get "${OUTSIDE_ADDRESS:-192.0.2.1}" | sed -n 's/.* src \([^ ]*\).*/\1/p'; }

# arrives host|NETNS COUNTERS COMMAND...: it works, and one of these counters of the kernel rises there.
arrives() {
  local was
  was=$(counted "$1" "$2")
  "${@:3}" || return
  if (($(counted "$1" "$2") == was)); then echo "$2 of $1 has not risen" && return 1; fi
}

counted() {
  if [[ $1 == host ]]; then nstat -asz; else ip netns exec "$1" nstat -asz; fi \
    | awk -v names="^($2)$" '$1 ~ names { n += $2 } END { print n + 0 }'
}

# tutorials/05-publish.md:36
@test "server: namespace2 reaches namespace1 tcp/80" {
  within 5 ip netns exec namespace2 timeout 2 bash -c '</dev/tcp/172.19.0.2/80'
}
@test "server: namespace3 reaches namespace1 tcp/80" {
  within 5 ip netns exec namespace3 timeout 2 bash -c '</dev/tcp/172.19.0.2/80'
}

# tutorials/05-publish.md:37
@test "server: namespace1 reaches outside" {
  beyond OUTSIDE_ADDRESS
  within 5 ip netns exec namespace1 ping -c 1 -W 1 "$OUTSIDE_ADDRESS"
}
@test "server: namespace2 reaches outside" {
  beyond OUTSIDE_ADDRESS
  within 5 ip netns exec namespace2 ping -c 1 -W 1 "$OUTSIDE_ADDRESS"
}
@test "server: namespace3 reaches outside" {
  beyond OUTSIDE_ADDRESS
  within 5 ip netns exec namespace3 ping -c 1 -W 1 "$OUTSIDE_ADDRESS"
}

# tutorials/05-publish.md:38
@test "server: namespace2 runs python3 -c ?from urllib.request import urlopen; print(urlopen(?http://172.19.0.2?).read().decode())?" {
  within 5 prints veth1 timeout -v 20 ip netns exec namespace2 python3 -c 'from urllib.request import urlopen; print(urlopen("http://172.19.0.2").read().decode())'
}

# tutorials/05-publish.md:43
@test "server: outside cannot reach namespace1 tcp/80" {
  beyond OUTSIDE_NETNS
  within 5 ip netns exec "$OUTSIDE_NETNS" ping -c 1 -W 1 "$(machine)" # outside can send
  within 5 timeout 2 bash -c '</dev/tcp/172.19.0.2/80'                # namespace1 answers
  fails 'refused|No route|unreachable|sending signal' ip netns exec "$OUTSIDE_NETNS" timeout -v 1 bash -c '</dev/tcp/172.19.0.2/80'
}

# tutorials/05-publish.md:71
@test "published: outside reaches namespace1 tcp/80 at host tcp/8080" {
  beyond OUTSIDE_NETNS
  within 5 arrives namespace1 TcpPassiveOpens ip netns exec "$OUTSIDE_NETNS" timeout 2 bash -c "</dev/tcp/$(machine)/8080"
}

# tutorials/05-publish.md:72
@test "published: host reaches namespace1 tcp/80 at host tcp/8080" {
  within 5 arrives namespace1 TcpPassiveOpens timeout 2 bash -c '</dev/tcp/172.19.0.1/8080'
}

# tutorials/05-publish.md:73
@test "published: outside cannot reach namespace2" {
  beyond OUTSIDE_NETNS
  within 5 ip netns exec "$OUTSIDE_NETNS" ping -c 1 -W 1 "$(machine)" # outside can send
  within 5 ping -c 1 -W 1 172.19.0.3                                  # namespace2 answers
  fails 'unreachable| 100% packet loss' ip netns exec "$OUTSIDE_NETNS" ping -c 1 -W 1 172.19.0.3
}

# tutorials/05-publish.md:74
@test "published: namespace2 cannot reach namespace1 tcp/80 at host tcp/8080" {
  within 5 ip netns exec namespace2 ping -c 1 -W 1 172.19.0.1 # namespace2 can send
  within 5 timeout 2 bash -c '</dev/tcp/172.19.0.1/8080'      # others are let in
  fails 'refused|No route|unreachable|sending signal' ip netns exec namespace2 timeout -v 1 bash -c '</dev/tcp/172.19.0.1/8080'
}

# tutorials/05-publish.md:75
@test "published: namespace3 reaches outside" {
  beyond OUTSIDE_ADDRESS
  within 5 ip netns exec namespace3 ping -c 1 -W 1 "$OUTSIDE_ADDRESS"
}
