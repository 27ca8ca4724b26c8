# Scripts with one thing broken: the test of that point must fail, and say what is wrong. It shows that the tests beside this file can fail.
# shellcheck disable=SC2154,SC2016 # names that Bats gives; text of scripts

load suite
setup_file() {
  link_lessons
  build_labs "$root/src/kinds/sysctl/sysctl.md"
}

# noticed DESCRIPTION LAB SCRIPT EDIT WORDS FUNCTION [ARGUMENT...]
noticed() { bats_test_function --description "$1" --tags '' -- mutant "${@:2}"; }

@test "without a fault nothing is noticed" {
  run ! mutant 02-bridge setup.sh 's/^set -euo/set -eu -o/' '' tells
}

noticed "again: the record is never believed" 02-bridge setup.sh 's/^  why=\$\(differences\)$/  why=broken/' 'broken' lives
noticed "again: the link is made anew each time" 02-bridge setup.sh 's/^  failed=0$/  command ip link set test-bridge down up; command ip link add x$RANDOM type bridge; failed=0/' 'not the same' lives
noticed "checks: one of them does not hold" 02-bridge setup.sh '/^  ip -n namespace3 link set veth5 up$/d' 'failed' lives
noticed "steps: the second step does nothing" 02-bridge setup.sh 's/^step_gateway\(\) \{$/&\n  return/' 'failed' lives
noticed "steps: an earlier one does not come back" 02-bridge setup.sh 's/\(\(stands_at > until\)\)/false/' 'not the same: back to step' lives
noticed "down: the namespaces stay" 01-two-namespaces teardown.sh 's/^ .*lines\+=\("netns delete.*/      :/' 'not the same: after the teardown' works
noticed "down: the links stay" 02-bridge teardown.sh 's/^ .*lines=\("link delete group.*/  :/' 'not the same: after the teardown' works
noticed "down: the table stays" 03-masquerade teardown.sh 's/run nft delete table/: &/' 'netgen_masquerade' works
noticed "down: the setting does not go back" 02-bridge teardown.sh 's/^( +)run sysctl -w .*/\1:/' 'ip_forward' works
noticed "down: the record stays" 02-bridge teardown.sh 's/^ +forget "\$record"$/    :/' '/run/netgen' works
noticed "down: a process stays" 05-publish teardown.sh 's/^ +stop_processes$/    :/' 'http.server' works
noticed "dry run: a command is not told" 02-bridge setup.sh 's/^run\(\) \{$/&\n  if [[ $mode != run ]]; then return; fi/' 'changed=' tells
noticed "dry run: it changes something" 02-bridge setup.sh 's/\[\[ \$mode == run \]\]; then begin; fi/true; then begin; fi/' '/run/netgen' tells
noticed "foreign: nothing is refused" 02-bridge setup.sh 's/^    refuse$/    :/' 'status' refuses
noticed "foreign: refused after the first change" 02-bridge setup.sh 's/^    refuse$/    touch \/run\/too-early; refuse/' '/run/too-early' refuses
noticed "foreign: the subnet of others" 02-bridge setup.sh 's/^( +)in_the_way=\("\$\(if .*/\1:/' 'docker0' refuses
noticed "foreign: teardown takes it" 02-bridge teardown.sh 's/^  if \[\[ -d \$record \]\]; then$/  ip netns delete namespace1 2>\/dev\/null; ip netns delete namespace2 2>\/dev\/null; ip netns delete namespace3 2>\/dev\/null\n&/' ./teardown.sh refuses
noticed "killed: a half made lab passes for whole" 02-bridge setup.sh 's/^ +why=.half made.*/    return/; s/^  write names/  write lesson "1 1" "x"\n&/' status struck KILL 3
noticed "killed: the record goes first" 02-bridge teardown.sh 's/^  if \[\[ -d \$record \]\]; then$/&\n    mv "$record" \/mnt\/gone; mkdir "$record"; cp \/mnt\/gone\/names "$record"; rm -r \/mnt\/gone; if ((RANDOM % 2)); then forget "$record"; fi/' '' struck KILL 8
noticed "killed: the value before is noted after the change" sysctl setup.sh 's/^    if \[\[ ! -s \$kept\/\.value \]\]; then (.*); fi$/    command sysctl -qw "$2"; sleep 0; command mkdir -p \/run\/x; rmdir \/run\/x; if [[ ! -s $kept\/.value ]]; then \1; fi/' 'ip_forward' struck KILL 40
noticed "drift: what is new is not seen" 02-bridge setup.sh 's/count\[line\]\) print \(/count[line] > 0) print (/' 'status 0, not 1' drifts
noticed "drift: what is gone is not seen" 02-bridge setup.sh 's/count\[line\]\) print \(/count[line] < 0) print (/' 'status 0, not 1' drifts
noticed "drift: --check mends" 02-bridge setup.sh 's/if \[\[ -n \$why && \$mode == check \]\]; then/& command ip netns delete namespace1 2>\/dev\/null;/' 'not the same: --check' drifts 3
noticed "Docker: nobody is let through" 03-masquerade setup.sh 's/^iptables\(\) .*/iptables() { :; }/' 'failed' docker nft
noticed "Docker: its coming is not seen" 03-masquerade setup.sh 's/^    for name in "\$\{iptables_variants\[@\]\}"; do echo "packets.*/    :/' 'status 0' docker_comes
noticed "two labs: the first that goes takes the setting along" sysctl teardown.sh 's/^  if \[\[ \$\{notes\[\*\]\} != .*/  :/' 'the other needs it' neighbours 03-masquerade
noticed "a setting that others have changed is put back" sysctl teardown.sh 's/\$\{now[^=]+ == "\$ours" && //' 'changed meanwhile' given_back
noticed "two runs at once do not wait" 02-bridge setup.sh 's/^  flock --nonblock 9 .*/  :/' '' at_once
noticed "the environment of the caller gets into processes" 05-publish setup.sh 's/exec env -i/exec env/' 'SECRET' process http.server
noticed "a kernel that does not translate fails on the way" 03-masquerade setup.sh 's/unshare --net nft .* && echo/echo/' 'not 3' translates_not
noticed "settings that cannot be changed fail on the way" 02-bridge setup.sh 's/^  if \[\[ ! -w .*/  :/' 'not 3' settings_are_not_writable
