# Law 4: remove or alter any one object: --check names exactly it, and setup repairs exactly it.
# shellcheck disable=SC2154 # names that Bats gives

load suite

setup_file() {
  build_labs
  start_sweeps labs_to_sweep alterations one_by_one
}

with_a_bridge() { printf '%s\n' 02-bridge 05-publish everything; }

for_each_sweep labs_to_sweep alterations 'each object in turn, removed or altered, and others added'
for_each_lab with_a_bridge 'links, addresses, routes and rules of others' foreign_beside

@test "macvlan: the MTU of a link goes back before those of the links on it" { holds macvlan slow_parent; }
