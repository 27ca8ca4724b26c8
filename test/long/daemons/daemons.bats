#!/usr/bin/env bats
# Labs whose routes are made by routing daemons.
# shellcheck disable=SC2154 # names that Bats gives

load ../../kernel/suite
setup_file() { build_labs "$root/docs/how-to/run-a-routing-daemon.md"; }

for point in endures works 'struck KILL 5' 'drifts 5'; do
  # shellcheck disable=SC2086 # words
  bats_test_function --description "BIRD: $point" --tags '' -- holds run-a-routing-daemon $point
done
unset point
