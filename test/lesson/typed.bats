# What a reader types from the lesson makes the same lab as setup.sh, with today's commands and with those of old posts,
# and what the lesson says of undoing takes a step or the whole lab away.
# shellcheck disable=SC2154 # names that Bats gives

setup_file() {
  bats_require_minimum_version 1.5.0
  node "$BATS_TEST_DIRNAME/../../dist/cli.js" build --out "$BATS_FILE_TMPDIR" \
    "$BATS_TEST_DIRNAME/../../tutorials" "$BATS_TEST_DIRNAME/tutorials" >"$BATS_FILE_TMPDIR/said" 2>&1 || {
    cat "$BATS_FILE_TMPDIR/said"
    return 1
  }
}

typed() { "$BATS_TEST_DIRNAME/type" "$BATS_FILE_TMPDIR/$1" "$2"; }

@test "two namespaces" { typed 01-two-namespaces today; }
@test "the bridge" { typed 02-bridge today; }
@test "the way out" { typed 03-masquerade today; }
@test "two uplinks" { typed 04-two-uplinks today; }
@test "the way in" { typed 05-publish today; }
@test "all sorts of things" { typed all-sorts today; }

@test "the bridge, as in an old post" { typed 02-bridge older; }
@test "all sorts of things, as in an old post" { typed all-sorts older; }

@test "two namespaces, each step back" { typed 01-two-namespaces back; }
@test "the way out, each step back" { typed 03-masquerade back; }
@test "all sorts of things, each step back" { typed all-sorts back; }
