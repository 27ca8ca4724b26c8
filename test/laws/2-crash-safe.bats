# Law 2: killed after any change, or ended by a signal, by a full disk or for want of a reader: the next setup ends as a
# clean one does, and teardown leaves the machine as it was.
# shellcheck disable=SC2154 # names that Bats gives

load suite

setup_file() {
  build_labs
  start_sweeps labs_to_sweep setup setup_struck KILL group
  start_sweeps labs_to_sweep teardown teardown_struck KILL group
  start_sweeps small_labs term setup_struck TERM group
  start_sweeps small_labs 'term alone' setup_struck TERM shell
  start_sweeps small_labs int setup_struck INT group
  start_sweeps small_labs 'int alone' setup_struck INT shell
  start_sweeps small_labs 'teardown term' teardown_struck TERM group
  start_sweeps small_labs 'teardown int' teardown_struck INT shell
}

small_labs() { printf '%s\n' 01-two-namespaces 05-publish settings; }

for_each_sweep labs_to_sweep setup 'setup killed after every change'
for_each_sweep labs_to_sweep teardown 'teardown killed after every change'
for_each_sweep small_labs term 'setup ended by TERM after every change'
for_each_sweep small_labs 'term alone' 'setup ended by TERM to the shell alone'
for_each_sweep small_labs int 'setup interrupted after every change'
for_each_sweep small_labs 'int alone' 'setup interrupted, the shell alone'
for_each_sweep small_labs 'teardown term' 'teardown ended by TERM after every change'
for_each_sweep small_labs 'teardown int' 'teardown interrupted, the shell alone'

@test "05-publish: a repair that takes away and makes again, killed after every change" {
  holds 05-publish repair_struck 'ip link set veth0 name other; ip -n namespace3 address add 10.9.9.9/32 dev lo; ip netns delete namespace2; ip address delete 172.19.0.1/24 dev test-bridge'
}

for_each_lab small_labs 'the disk is full' disk_full
for_each_lab small_labs 'nobody reads what is printed' no_reader

@test "one of each: the disk is full" { holds everything disk_full; }
@test "one of each: nobody reads what is printed" { holds everything no_reader; }
