# Machines of strangers: what is missing, in the way, or another's.
# shellcheck disable=SC2154 # names that Bats gives

load suite
setup_file() {
  link_lessons
  build_labs "$root"/src/kinds/{etc/etc,host/host,macvlan/macvlan,sysctl/sysctl}.md
}

@test "usage, a user who is not root, a shell that is not bash" { holds 02-bridge usage; }
@test "commands that are missing are named, with what installs them" { holds 05-publish without_commands; }
@test "/run that is read-only, or full, or has a file where a folder should be" { holds 02-bridge run_is_not_writable bridge; }
@test "settings that cannot be changed" { holds 02-bridge settings_are_not_writable; }
@test "a lab of the same names is named, with what takes it down" { holds 03-masquerade same_names 02-bridge; }
@test "a subnet that the LAN or a route has already" { holds 02-bridge subnet_is_routed 172.19.0.0/24; }
@test "a subnet of the LAN that a route of the lab would end" { holds host route_cuts_off 10.78.0.0/15; }
@test "a default route that a router advertises, which forwarding would end" { holds host routes_of_routers; }
@test "a port that is listened on or published already" { holds 05-publish port_is_taken 8080; }
@test "a setting that two labs need goes back with the last of them" { holds 03-masquerade neighbours sysctl; }
@test "a setting that somebody else has changed, or Docker needs, stays" { holds sysctl given_back; }
@test "where Docker drops what is forwarded, the lab is let through" { holds 05-publish docker nft; }
@test "the same in both families" { holds host docker nft; }
@test "the same by the old iptables" { holds 05-publish docker legacy; }
@test "Docker comes while the lab stands" { holds 03-masquerade docker_comes; }
@test "a firewall that takes no rules from others" { holds 03-masquerade wall test-bridge; }
@test "a namespace that somebody has made anew" { holds 02-bridge made_anew namespace2; }
@test "two runs at once" { holds 02-bridge at_once; }
@test "another version of the script, and one from a pipe" { holds 02-bridge versions 172.19.0.4 172.19.0.44; }
@test "a shell that traces, or has odd settings" { holds 05-publish traced; }
@test "a line that fails" { holds 02-bridge failing 's/(namespace2 route add default via) [^ ]+/\1 10.9.9.9/' 'ip -n namespace2 route add default via 10.9.9.9 dev veth3'; }
@test "a line of another program that fails" { holds 03-masquerade failing 's/masquerade$/masqueraed/' 'nft -f -' 21; }
@test "set up right after a teardown, ten times" { holds 05-publish hasty; }
@test "what daemons add is no drift" { holds 02-bridge daemons namespace1 172.19.0.1 veth1; }
@test "an advertisement of the prefix of a written address is no drift" { holds 14-slaac advertised far 2001:db8:141::/64 eth0; }
@test "a kind of link that this kernel lacks" { holds macvlan lacks macvlan; }
@test "a kernel that translates no addresses" { holds 03-masquerade translates_not; }
@test "a process of the lab" { holds 05-publish process http.server; }
@test "uplinks by name, several, and none" { holds 03-masquerade uplinks; }
@test "a loose umask, and a strict one" { holds etc loose_umask; }
@test "functions and options of the caller's shell" { holds 05-publish strange_environment; }
@test "TERM ends a run with its last line, and the next goes on" { holds 05-publish struck TERM 4; }
@test "TERM while the state is being noted" { holds 02-bridge ended_at_the_end; }
@test "INT too" { holds 02-bridge struck INT 4; }
