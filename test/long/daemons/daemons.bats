#!/usr/bin/env bats
# Labs whose routes are made by routing daemons.
# shellcheck disable=SC2154 # names that Bats gives

load ../../kernel/suite
setup_file() { build_labs "$root/docs/how-to/run-a-routing-daemon.md"; }

prove_labs 5 run-a-routing-daemon.md
