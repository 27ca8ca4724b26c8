# Negative controls: with one thing broken in a script, the test of its law fails, and says what is wrong.
# shellcheck disable=SC2154,SC2016 # names that Bats gives; text of scripts

load suite
setup_file() { build_labs; }

# Of each proof below: a copy that is not broken keeps the law.
@test "a copy that is not broken is not noticed" { holds 01-two-namespaces not_noticed idempotent; }

@test "law 1: a setting is always found wrong" {
  holds 03-masquerade noticed setup.sh 's/if \[\[ \$held == "\$value" \]\]/if [[ $held == never ]]/' 'changed=1 instead of 0' idempotent
}
@test "law 1: the notes grow with every run" {
  holds 01-two-namespaces noticed setup.sh 's/^ +walk$/  walk; echo >>\/run\/netgen-more/' '/run/netgen-more' idempotent
}
@test "law 1: a link is made again each time" {
  holds 02-bridge noticed setup.sh 's/^  lesson$/  lesson; link_type["host link veth0"]=dummy/' 'status' idempotent
}
@test "law 1: a step after another is not what it is from nothing" {
  holds break-fix noticed setup.sh 's/^differs\(\) \{$/differs() { if [[ -e $notes\/owns \&\& $2 == mtu* ]]; then return; fi/' '< ' same_by_every_way
}
@test "law 1: an earlier step takes away what later ones have made" {
  holds 02-bridge noticed setup.sh 's/^    later\[\$1\]=1$/    :/' 'instead of 0' later_stays
}

@test "law 2: a namespace is not noted before it is made" {
  holds 01-two-namespaces noticed setup.sh 's/^    if \[\[ -n \$\{want\["host netns/    if false \&\& [[ -n ${want["host netns/' 'in the way' setup_struck
}
@test "law 2: teardown forgets its notes first" {
  holds 02-bridge noticed teardown.sh 's/^  find_namespaces$/  find_namespaces; rm -rf "$notes"/' '/run/netgen' teardown_struck
}
@test "law 2: the value before is noted after the change" {
  holds 03-masquerade noticed setup.sh 's/^  need remember host/  true need remember host/; s/^      need remember host.*/      :/' 'ip_forward' setup_struck KILL group 50
}
@test "law 2: a killed run is not gone on with" {
  holds 01-two-namespaces noticed setup.sh 's/^  take_turn$/  take_turn; if [[ -e $notes\/owns ]]; then exit 1; fi/' 'status 1' setup_struck
}
@test "law 2: a full disk is not told of" {
  holds 01-two-namespaces noticed setup.sh '0,/^  local pass/s//  trap - EXIT; exec 2>\/dev\/null; local pass/' 'and it said:' disk_full
}
@test "law 2: a run that nobody hears says that all went well" {
  holds 02-bridge noticed setup.sh 's/^  exit "\$status"$/  exit 0/' '< host' no_reader
}
@test "law 2: a repair does not note what it makes again" {
  holds 02-bridge noticed setup.sh 's/^    if \[\[ -n \$\{want\["host netns/    if false \&\& [[ -n ${want["host netns/' 'in the way' repair_struck 'ip netns delete namespace2'
}

@test "law 3: the table of the machine stays" {
  holds 03-masquerade noticed teardown.sh 's/^  delete_tables$/  :/' 'netgen_masquerade' no_residue
}
@test "law 3: a setting does not go back" {
  holds 03-masquerade noticed teardown.sh 's/^  restore_sysctls$/  [[ $mode == check ]] || rm -rf "$before"/' 'ip_forward:1' no_residue
}
@test "law 3: the notes stay" {
  holds 01-two-namespaces noticed teardown.sh 's/^  delete_notes$/  :/' '/run/netgen/' no_residue
}
@test "law 3: a file stays" {
  holds everything noticed teardown.sh 's/^  delete_files$/  :/' '/etc/netns/pc' no_residue
}
@test "law 3: files are noted where a reboot takes the note" {
  holds everything noticed setup.sh 's/>>"\$file_notes"$/>>"$notes\/owns"/' 'in the way' reboot_keeps nothing
}
@test "law 3: the notes of files stay" {
  holds everything noticed teardown.sh 's/^  if \[\[ -e \$file_notes \]\]; then .*$/  :/' '/etc/netns/.netgen-everything' no_residue
}
@test "law 3: teardown needs its setup.sh" {
  holds 01-two-namespaces noticed teardown.sh 's/^  find_namespaces$/  [[ -e ${0%\/*}\/setup.sh ]]; find_namespaces/' 'status 1' source_gone
}
@test "law 3: a namespace has no mark" {
  holds 01-two-namespaces noticed setup.sh 's/ alias netgen:[^ ]+ up$/ up/' 'ns1' notes_lost
}
@test "law 3: names without namespaces stay after a reboot" {
  holds 01-two-namespaces noticed teardown.sh 's/then mine\[\$name\]=gone; fi/then :; fi/' 'a name without a namespace' reboot_keeps 'notes names'
}
@test "law 3: what a process of the lab has started stays" {
  holds everything noticed teardown.sh 's/^    end_pids "\$\{members\[@\]\}"$/    end_pids "${members[0]}"; break/' 'processes' own_processes
}
@test "law 3: the number of a process is enough" {
  holds 05-publish noticed teardown.sh 's/^  if \[\[ -n \$first && \$\{fields\[19\]-\} != "\$since" .*/  :/' 'kill -0' own_processes
}
@test "law 3: processes of others are ended unasked" {
  holds 01-two-namespaces noticed teardown.sh 's/^    die 4 "processes run/    : "processes run/' 'instead of 4' stray_process
}
@test "law 3: a link has no mark" {
  holds 02-bridge noticed setup.sh 's/^  ip link add test-bridge group [0-9]+/  ip link add test-bridge/' 'test-bridge' no_residue
}

@test "law 4: links that are down are not seen" {
  holds 01-two-namespaces noticed setup.sh 's/^  set -- \$given$/  set -- ${given\/state up\/}/' 'status 0 instead of 1' one_by_one
}
@test "law 4: what nobody asked for is not looked for" {
  holds 01-two-namespaces noticed setup.sh 's/^  find_extras$/  :/' 'status 0 instead of 1' one_by_one
}
@test "law 4: every rule passes for the kernel's own" {
  holds 01-two-namespaces noticed setup.sh 's/^(.*rule priority .* .*\|)1/\1automatic/' 'status 0 instead of 1' one_by_one
}
@test "law 4: the rules of a new namespace are not looked for" {
  holds 01-two-namespaces noticed setup.sh 's/^  compare_first_rules$/  :/' 'status 0 instead of 1' one_by_one
}
@test "law 4: the routes that go with an address are not planned" {
  holds 02-bridge noticed setup.sh 's/then remake_routes; fi/then :; fi/' 'changed=' one_by_one
}
@test "law 4: a lost address is not named" {
  holds 01-two-namespaces noticed setup.sh 's/drift\+=\("\$4"\)/if [[ $4 != *address* ]]; then drift+=("$4"); fi/' 'gone, but not named' one_by_one
}
@test "law 4: something is named that has not changed" {
  holds 01-two-namespaces noticed setup.sh 's/^  find_extras$/  find_extras; if ((${#todo[@]})); then drift+=("missing: link veth9 in ns1"); fi/' 'named, but not changed' one_by_one
}
@test "law 4: a repair does more than was said" {
  holds 01-two-namespaces noticed setup.sh 's/^    if \[\[ \$mode == check \]\]; then break; fi$/    if [[ $mode == check ]]; then changed=1; break; fi/' ' instead of ' one_by_one
}

@test "law 4: what somebody has plugged into a bridge is not told of" {
  holds 02-bridge noticed setup.sh 's/^  say "left alone: \$1, a port of.*/  :/' 'nothing was said of foreign0' foreign_beside
}
@test "law 4: nobody waits for the MTU of the link below" {
  holds macvlan noticed setup.sh 's/mtu (.\* \]\]; then flush; fi)$/never \1/' 'status' slow_parent
}

@test "law 5: foreign links are not refused" {
  holds 02-bridge noticed setup.sh 's/^  refuse_foreign$/  :/' 'instead of 4' foreign_stops
}
@test "law 5: a namespace of the same name is taken for ours" {
  holds 01-two-namespaces noticed setup.sh 's/elif ! ours "\$name" &&/elif false \&\&/' 'instead of 4' made_anew
}
@test "law 5: foreign things are refused after the first change" {
  holds 01-two-namespaces noticed setup.sh 's/^  refuse_foreign$/  touch \/run\/too-early; refuse_foreign/' '/run/too-early' foreign_stops
}
@test "law 5: a link of the same name is taken for ours" {
  holds 02-bridge noticed setup.sh 's/^  refuse_foreign$/  :/' 'instead of 4' link_made_anew
}

@test "law 6: the first lab that goes takes the setting along" {
  holds forward noticed teardown.sh 's/-z \$needed && -e \$note/-e $note/' 'ip_forward is 0' in_every_order 0 forward 03-masquerade
}
@test "law 6: a setting that somebody else has changed is put back" {
  holds filtering noticed teardown.sh 's/elif ! has_asked .*; then/elif false; then/' 'rp_filter' setting_of_others
}
@test "law 6: what the lab asked for counts, whatever it is now" {
  holds forward noticed teardown.sh 's/elif ! has_asked .*; then/elif false; then/' 'forwarding' changed_meanwhile 03-masquerade
}
@test "law 6: what went along is put back, whoever has set it" {
  holds forward noticed teardown.sh 's/^(  local line held)$/\1; return/' 'along' changed_along
}
@test "law 6: Docker loses its forwarding" {
  holds forward noticed teardown.sh 's/docker0/docker9/' 'forwarding' docker_came
}
@test "law 6: a repair takes the broken value for the one before" {
  holds filtering noticed setup.sh 's/^    if \[\[ ! -s \$before\/.* has_asked .*/    if true; then/; s/^  if \[\[ -z \$whole \]\]; then$/  if true; then/' 'filter' repaired
}

@test "law 7: a command is not printed" {
  holds 02-bridge noticed setup.sh 's/show_in "\$1" "sysctl -w/: "$1" "sysctl -w/' 'ip_forward=1' dry_run
}
@test "law 7: a dry run changes something" {
  holds 02-bridge noticed teardown.sh 's/^  if \[\[ \$mode == run \]\]; then rmdir/  rm -rf "$notes"; if [[ $mode == run ]]; then rmdir/' '/run/netgen/' dry_run
}
@test "law 7: something is printed that is not run" {
  holds 01-two-namespaces noticed setup.sh 's/^  act$|^    act$/    act; show "ip link set lo up"/' 'ip link set lo up' dry_run
}

@test "law 8: nobody waits" {
  holds 01-two-namespaces noticed setup.sh 's/flock --nonblock 9/true/' 'said' waits_and_says_so
}
@test "law 8: who waits does not say so" {
  holds 01-two-namespaces noticed setup.sh 's/^    printf .*waiting for another.*/    :/' 'said' waits_and_says_so
}
# Either one of them fails, or both count changes.
@test "law 8: two runs work at once" {
  holds 01-two-namespaces noticed setup.sh 's/flock --nonblock 9/true/' ' == 0' two_setups
}
