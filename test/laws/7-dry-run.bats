# Law 7: a dry run prints what a run executes, and changes nothing.
# shellcheck disable=SC2154 # names that Bats gives

load suite
setup_file() { build_labs; }

for_each_lab all_labs 'the dry run is the run, step by step' dry_run
