# Law 2: killed after any change, or ended by a signal, by a full disk or for want of a reader: the next setup ends as a
# clean one does, and teardown leaves the machine as it was.
# shellcheck disable=SC2154 # names that Bats gives

load suite

setup_file() {
  build_labs
  start_sweeps labs_to_sweep setup setup_struck KILL group
  start_sweeps labs_to_sweep teardown teardown_struck KILL group
  # The shell alone, and what it has started goes on; and signals that a script can answer: after every thirteenth change.
  start_sweeps labs_to_sweep alone setup_struck KILL shell 13
  start_sweeps labs_to_sweep 'teardown alone' teardown_struck KILL shell 13
  start_sweeps labs_to_sweep term setup_struck TERM group 13
  start_sweeps labs_to_sweep 'term alone' setup_struck TERM shell 13
  start_sweeps labs_to_sweep int setup_struck INT group 13
  start_sweeps labs_to_sweep 'int alone' setup_struck INT shell 13
  start_sweeps labs_to_sweep 'teardown term' teardown_struck TERM group 13
  start_sweeps labs_to_sweep 'teardown int' teardown_struck INT shell 13
  start_sweeps labs_to_sweep disk disk_full
  start_sweeps labs_to_sweep reader no_reader
}

for_each_sweep labs_to_sweep setup 'setup killed after every change'
for_each_sweep labs_to_sweep teardown 'teardown killed after every change'
for_each_sweep labs_to_sweep alone 'setup killed, the shell alone'
for_each_sweep labs_to_sweep 'teardown alone' 'teardown killed, the shell alone'
for_each_sweep labs_to_sweep term 'setup ended by TERM'
for_each_sweep labs_to_sweep 'term alone' 'setup ended by TERM to the shell alone'
for_each_sweep labs_to_sweep int 'setup interrupted'
for_each_sweep labs_to_sweep 'int alone' 'setup interrupted, the shell alone'
for_each_sweep labs_to_sweep 'teardown term' 'teardown ended by TERM'
for_each_sweep labs_to_sweep 'teardown int' 'teardown interrupted, the shell alone'
for_each_sweep labs_to_sweep disk 'the disk is full'
for_each_sweep labs_to_sweep reader 'nobody reads what is printed'

@test "05-publish: a repair that takes away and makes again, killed after every change" {
  holds 05-publish repair_struck 'ip link set veth0 name other; ip -n namespace3 address add 10.9.9.9/32 dev lo; ip netns delete namespace2; ip address delete 172.19.0.1/24 dev test-bridge'
}
