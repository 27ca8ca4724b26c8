# Small labs that together use every word of the language.
# shellcheck disable=SC2154 # names that Bats gives

load suite
setup_file() { build_labs "$kernel/labs"; }
every_point "$kernel"/labs/*.md
