# The command line of the scripts, their exit statuses, and their last line.
# shellcheck disable=SC2154 # names that Bats gives

load suite
setup_file() { build_labs; }

@test "usage, and commands that are missing" { holds everything usage; }
@test "a machine without a way out" { holds everything no_uplink; }
@test "the last line, alone and as JSON" { holds 05-publish recaps; }
