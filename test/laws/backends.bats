# The laws where another program than here makes the tables: without nft, without iptables, with the iptables of before nf_tables.
# shellcheck disable=SC2016 # text for another shell

load suite

setup_file() { build_labs; }

# on_iptables LAB LAW [ARGUMENT...]: a test for each kind of iptables, on a machine that has no other program. The other
# files of the laws try nft.
on_iptables() {
  bats_test_function --description "iptables over nf_tables alone: $*" --tags '' -- holds "$1" on iptables-nft iptables-nft "${@:2}"
  bats_test_function --description "iptables over ip_tables alone: $*" --tags '' -- holds "$1" on iptables-legacy iptables-legacy "${@:2}"
}

bats_test_function --description 'nft alone: what is translated arrives' --tags '' -- holds translations on nft nft translates
on_iptables translations translates
on_iptables translations idempotent
on_iptables translations no_residue
on_iptables translations marks_alone
on_iptables 05-publish same_by_every_way
on_iptables 03-masquerade dry_run
# The table comes last, which is always struck; 2-crash-safe.bats strikes the rest one by one.
on_iptables 03-masquerade setup_struck KILL group 5
on_iptables 03-masquerade teardown_struck KILL group 3

for program in iptables-nft iptables-legacy; do
  bats_test_function --description "$program: the lesson typed by hand" --tags '' -- holds translations on "$program" "$program" typed_by_hand "$program"
  bats_test_function --description "$program: several uplinks" --tags '' -- holds translations on "$program" "$program" several_uplinks "$program"
  bats_test_function --description "$program: each rule is missed" --tags '' -- holds translations on "$program" "$program" each_rule_missed "$program"
  bats_test_function --description "$program: a foreign chain of our name" --tags '' -- holds translations on "$program" "$program" foreign_chain "$program"
done
unset program

# chooses DESCRIPTION PROGRAMS COMMANDS PROGRAM
chooses() { bats_test_function --description "$1: $4" --tags '' -- holds 03-masquerade chosen "${@:2}"; }

chooses 'nothing filters' 'nft iptables-nft iptables-legacy' '' nft
chooses 'ip_tables drops' 'nft iptables-nft iptables-legacy' 'iptables-legacy -P FORWARD DROP' iptables-legacy
chooses 'ip_tables has a rule' 'nft iptables-nft iptables-legacy' 'iptables-legacy -t nat -A POSTROUTING -o docker0 -j RETURN' iptables-legacy
chooses 'ip_tables drops IPv6' 'nft iptables-nft iptables-legacy' 'ip6tables-legacy -P INPUT DROP' iptables-legacy
chooses 'ip_tables has an empty table' 'nft iptables-nft iptables-legacy' 'iptables-legacy -t nat -S' nft
chooses 'ip_tables and nf_tables filter' 'nft iptables-nft iptables-legacy' 'iptables-legacy -P FORWARD DROP; nft add table inet wall' nft
chooses 'iptables over nf_tables filters' 'nft iptables-nft iptables-legacy' 'iptables-nft -P FORWARD DROP; iptables-nft -A FORWARD -i docker0 -j ACCEPT' nft
chooses 'no nft, and ip_tables filters' 'iptables-nft iptables-legacy' 'iptables-legacy -P FORWARD DROP' iptables-legacy
chooses 'no nft, and nothing filters' 'iptables-nft iptables-legacy' '' iptables-nft

@test "a program called iptables and nothing else, over nf_tables" { holds 03-masquerade plain_name nft; }
@test "a program called iptables and nothing else, over ip_tables" { holds 03-masquerade plain_name legacy; }
@test "the program that has made the tables is gone" { holds 03-masquerade on nft nft maker_gone; }
@test "no program is there" { holds 03-masquerade no_program; }
@test "ip_tables filters, without its program" { holds 03-masquerade blind; }
@test "the kernel does not do what nft asks" { holds 03-masquerade kernel_cannot; }
@test "the kernel does not do what nft asks, but what iptables asks" { holds 03-masquerade kernel_half; }

@test "without nft, behind iptables over nf_tables" {
  holds 05-publish on iptables-nft iptables-nft behind 'iptables-nft -P FORWARD DROP; iptables-nft -A FORWARD -i docker0 -j ACCEPT' 'iptables-nft -D FORWARD 1'
}
@test "without nft, behind iptables over ip_tables" {
  holds 05-publish on iptables-legacy iptables-legacy behind 'iptables-legacy -P FORWARD DROP' 'iptables-legacy -D FORWARD 1'
}
@test "without iptables, behind a chain that iptables has made" {
  holds 05-publish on nft nft behind 'iptables-nft -P FORWARD DROP; iptables-nft -A FORWARD -i docker0 -j ACCEPT' \
    'nft delete rule ip filter FORWARD handle "$(nft -a list chain ip filter FORWARD | sed -n "s/.*netgen.*handle //p" | head -n 1)"'
}

# Negative controls: with one thing broken, the law is seen to fail.
@test "noticed: teardown forgets the chains" {
  holds 03-masquerade on iptables-nft iptables-nft noticed teardown.sh 's/^  delete_tables$/  :/' 'netgen-' no_residue
}
@test "noticed: rules are not compared" {
  holds translations on iptables-legacy iptables-legacy noticed setup.sh 's/\$was == "\$asked\$now_listed"/-n $asked/' 'status 0 instead of 1' each_rule_missed iptables-legacy
}
@test "noticed: the rules that lead to the chains stay when these are made anew" {
  holds translations on iptables-nft iptables-nft noticed setup.sh "s/'-A '\\*\\) unused\\+=.*/'-A '*) ;;/" 'status 1' each_rule_missed iptables-nft
}
@test "noticed: a chain of our name is taken for ours" {
  holds 03-masquerade on iptables-legacy iptables-legacy noticed setup.sh 's/^has_mark\(\) \{.*/has_mark() { :; }/' 'instead of 4' foreign_chain iptables-legacy
}
@test "noticed: rules in ip_tables are not looked for" {
  holds 03-masquerade noticed setup.sh 's/^  if filters_by_legacy; then .*/  :/' '< iptables-legacy' chosen 'nft iptables-legacy' 'iptables-legacy -P FORWARD DROP' iptables-legacy
}
