# Law 5: a foreign object of the same name stops the run before the first change.
# shellcheck disable=SC2154 # names that Bats gives

load suite
setup_file() { build_labs; }

with_links_on_the_machine() { labs_to_sweep | grep -vE '^(01-.*|break-fix|filtering|macvlan)$'; }

for_each_lab labs_to_sweep 'every name of the lab, taken by something foreign' foreign_stops
for_each_lab labs_to_sweep 'a namespace made anew by somebody else' made_anew
for_each_lab with_links_on_the_machine 'a link made anew by somebody else' link_made_anew
