# Law 3: after teardown the machine is as it was before setup.
# shellcheck disable=SC2154 # names that Bats gives

load suite
setup_file() { build_labs; }

# Labs that start nothing: what they start has no mark but the notes.
found_by_marks() { labs_to_sweep | grep -vE '^(05-publish.*|everything)$'; }

for_each_lab all_labs 'nothing is left, after any step, twice, and where it never was' no_residue
for_each_lab labs_to_sweep 'teardown needs nothing but itself' source_gone
for_each_lab found_by_marks 'the notes are lost, the lab stands' notes_lost
for_each_lab labs_to_sweep 'a reboot that takes the notes too' reboot_keeps nothing
for_each_lab labs_to_sweep 'a reboot that keeps the notes' reboot_keeps notes
for_each_lab labs_to_sweep 'a reboot that keeps notes, and names without namespaces' reboot_keeps 'notes names'
for_each_lab labs_to_sweep 'a process of somebody else' stray_process

@test "05-publish: its processes end with it, and no other" { holds 05-publish own_processes; }
@test "one of each: its processes end with it, and no other" { holds everything own_processes; }
