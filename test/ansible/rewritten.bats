#!/usr/bin/env bats
# A lesson that is written again while its lab stands: the role of the new one takes away what only the old one had, or says that it
# cannot. And what stands in the way of a route.
# shellcheck disable=SC1091,SC2016,SC2154,SC2312 # the files stand beside this one; expressions of sed; the first sets labs; pipes end in a question

# Three lessons of one name: as it was, with less of everything, and without those parts; each with its outputs in a folder of its own.
setup_file() {
  source "$BATS_TEST_DIRNAME/../lab/sandbox.bash"
  source "$BATS_TEST_DIRNAME/roles.bash"
  local lesson=$BATS_TEST_DIRNAME/tutorials/rewritten.md root=$BATS_FILE_TMPDIR
  mkdir "$root"/{less,bare}
  sed 's/, sleep 1001//; s/, resolv.conf: y//; s/, blackhole 10.67.0.0\/16//; /w-2/d' "$lesson" >"$root/less/rewritten.md"
  sed '/^    [a-z]/{/gateway/!d}; /^      - /d; /^  host:/d; /^links:/,/^```/!b; /^```/q' "$lesson" >"$root/bare/rewritten.md"
  sed '/\/run\/d/d' "$BATS_TEST_DIRNAME/tutorials/ids.md" >"$root/less/ids.md"
  build_roles "$root"/less/{rewritten,ids}.md && mv "$labs" "$root/of-less"
  build_roles "$root/bare/rewritten.md" && mv "$labs" "$root/of-bare"
  build_roles "$lesson" "$BATS_TEST_DIRNAME"/tutorials/{leaving,ids}.md "$BATS_TEST_DIRNAME/../runtime/turning.md"
}

setup() {
  source "$BATS_TEST_DIRNAME/../lab/sandbox.bash"
  source "$BATS_TEST_DIRNAME/roles.bash"
}

with_less() {
  local made
  "$BATS_FILE_TMPDIR/of-less/rewritten/setup.sh" --quiet
  made=$(snapshot)
  "$BATS_FILE_TMPDIR/of-less/rewritten/teardown.sh" --quiet
  rewritten/setup.sh --quiet
  export ANSIBLE_COLLECTIONS_PATH=$BATS_FILE_TMPDIR/of-less
  changes some rewritten
  [[ ! -e /run/w-2 && ! -e /etc/netns/w1/resolv.conf && $(pgrep -c sleep) == 1 ]]
  same "$(ip route show type blackhole)" 'blackhole 10.66.0.0/16 '
  changes 0 rewritten
  "$BATS_FILE_TMPDIR/of-less/rewritten/setup.sh" --check
  same "$made" "$(snapshot)"
}
@test "with less of everything: what only the old lesson had goes" { in_box with_less; }

without_parts() {
  local before
  before=$(snapshot)
  rewritten/setup.sh --quiet
  export ANSIBLE_COLLECTIONS_PATH=$BATS_FILE_TMPDIR/of-bare
  refuses rewritten 'another version of it has made it'
  refuses rewritten 'another version of it has made it' --extra-vars rewritten_state=absent
  [[ -e /run/w-1 && -e /etc/netns/w1/resolv.conf ]]
  "$BATS_FILE_TMPDIR/of-bare/rewritten/teardown.sh" --quiet
  same "$before" "$(snapshot)"
}
@test "without the parts that made them: refused before the first change, also by absent" { in_box without_parts; }

by_turns() {
  local before made
  before=$(snapshot)
  changes some rewritten
  made=$(snapshot)
  rewritten/setup.sh --check
  rewritten/teardown.sh --quiet
  same "$before" "$(snapshot)"
  rewritten/setup.sh --quiet
  same "$made" "$(snapshot)"
  changes 0 rewritten
  changes some rewritten --extra-vars rewritten_state=absent
  same "$before" "$(snapshot)"
}
@test "routes of the machine and what a process reads: made by one way, taken down by the other" { in_box by_turns; }

in_the_way() {
  rewritten/setup.sh --quiet
  ip -n w1 route replace default via 10.50.0.9
  changes some rewritten
  rewritten/setup.sh --check
  ip route delete blackhole 10.66.0.0/16
  ip route add 10.66.0.0/16 via 192.0.2.1
  refuses rewritten 'route 10.66.0.0/16 via 192.0.2.1 dev up0'
}
@test "what stands in the place of a route goes, where processes work too; on the machine it is refused" { in_box in_the_way; }

# What a process says is no note of another one; a route by a next hop of its own; the commands of the old lesson, the last first.
odd_ones() {
  changes some ids
  changes 0 ids
  verifies ids
  [[ -e /run/netgen/ids/process-a-1.log ]]
  ip -n process-a nexthop add id 1 via 10.0.0.2 dev eth0
  ip -n process-a route del 10.78.0.0/16
  ip -n process-a route add 10.78.0.0/16 nhid 1
  changes some ids
  changes 0 ids
  ids/setup.sh --check
  export ANSIBLE_COLLECTIONS_PATH=$BATS_FILE_TMPDIR/of-less
  changes some ids
  [[ -e /run/keep && ! -e /run/d ]]
  changes 0 ids
}
@test "names that are words of the notes, next hops of their own, commands that stand on each other" { in_box odd_ones; }

# A setting of a bridge of the lab, which goes back in a later step: by the role, by the script, and by both in turn.
own_settings() {
  own() { cat /proc/sys/net/ipv4/conf/br9/proxy_arp; }
  turning/setup.sh --quiet
  same "$(own)" 0
  turning/teardown.sh --quiet
  changes some turning --extra-vars turning_until=turned
  same "$(own)" 1
  changes some turning
  same "$(own)" 0
  turning/setup.sh --check
  changes 0 turning
  turning/setup.sh --quiet --until turned
  same "$(own)" 1
  changes some turning
  same "$(own)" 0
  turning/setup.sh --check
  changes some turning --extra-vars turning_until=turned
  turning/setup.sh --quiet
  same "$(own)" 0
  changes 0 turning
}
@test "a setting of a bridge of the lab goes back, whoever has set it" { in_box own_settings; }

# The labs rewritten and leaving have files both, and the first one makes the folder for all.
one_folder() {
  local before
  before=$(snapshot)
  changes some rewritten
  changes some leaving --extra-vars leaving_until=full
  changes some rewritten --extra-vars rewritten_state=absent
  changes 0 leaving --extra-vars leaving_until=full
  changes some leaving --extra-vars leaving_state=absent
  same "$before" "$(snapshot)"
}
@test "two labs with files: the folder of both goes with the last" { in_box one_folder; }

# A run that was killed has left notes and no file; then the scripts left them, and the role takes them away.
notes_alone() {
  leaving/setup.sh --quiet --until full
  rm -r /etc/netns/a
  changes some leaving
  [[ ! -e /etc/netns ]]
  changes 0 leaving
  leaving/setup.sh --check
}
@test "notes of files without a file go where no step has one" { in_box notes_alone; }
