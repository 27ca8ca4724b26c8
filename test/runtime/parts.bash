# The runtime of the scripts by itself: its parts, read into a shell of their own as a script would hold them.
# shellcheck shell=bash
# shellcheck disable=SC2154 # names that Bats gives

runtime=$BATS_TEST_DIRNAME
# shellcheck source=test/lab/sandbox.bash
source "$runtime/../lab/sandbox.bash"

# in_setup FUNCTION [ARGUMENT...]: calls a function of the test file where all parts of setup.sh are read. In it, as in the
# script, `set -e` is on: the first command that fails fails the test.
in_setup() { in_parts setup "$@"; }
in_teardown() { in_parts teardown "$@"; }

# in_parts setup|teardown FUNCTION [ARGUMENT...]
in_parts() {
  bash -c "
    set -euo pipefail
    export LC_ALL=C
    source '$runtime/../lab/sandbox.bash'
    source '$runtime/head.bash'
    for part in \$(parts_of '$1' '$runtime/../../templates/bash'); do source \"\$part\"; done
    $(declare -f "$2" "${shared[@]}")
    \"\$@\"" "$1.sh" "${@:2}"
}

# The same in a machine of its own: for what reads or makes namespaces, links and notes.
in_sandboxed_setup() { sandboxed setup "$@"; }
in_sandboxed_teardown() { sandboxed teardown "$@"; }

# sandboxed setup|teardown FUNCTION [ARGUMENT...]
sandboxed() {
  enter_sandbox bash -c "
    runtime='$runtime'
    shared=(${shared[*]})
    $(declare -f in_parts "$2" "${shared[@]}")
    in_parts \"\$@\"" sandbox "$@"
}
