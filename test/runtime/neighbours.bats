# Two labs on one machine that ask for different things.
# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # text of Markdown; names that Bats and the functions above give; each test has a shell of its own

load parts

# builds LAB: the scripts of LAB.md, in a folder of its name.
builds() { node "$runtime/../../dist/cli.js" build --out . "$1.md" >build.out 2>&1 || { cat build.out && false; }; }

# lesson LAB NET SETTINGS: the scripts of that lab, in a folder of its name.
lesson() {
  printf '# %s\n\n```topology\nlab: %s\nnodes: { br-%s: { kind: bridge, address: %s.1/24 }, %s: { gateway: br-%s }, host: { sysctl: { %s } } }\nlinks: [ %s %s.2/24 -- br-%s ]\n```\n' \
    "$1" "$1" "$1" "$2" "$1" "$1" "$3" "$1" "$2" "$1" >"$1.md"
  builds "$1"
}

# beside_each_other FUNCTION: in a sandbox, in a folder of its own.
beside_each_other() {
  cd "$BATS_TEST_TMPDIR" || exit
  enter_sandbox bash -c "
    set -euo pipefail
    source '$runtime/../lab/sandbox.bash'
    runtime='$runtime'
    $(declare -f builds lesson "$1" "${shared[@]}")
    $1"
}

other_value() {
  local status=0 before filter=/proc/sys/net/ipv4/conf/all/rp_filter
  echo 1 >"$filter"
  lesson one 10.1.0 'net.ipv4.conf.all.rp_filter: 2'
  lesson two 10.2.0 'net.ipv4.conf.all.rp_filter: 0'
  bash one/setup.sh --quiet
  before=$(snapshot)
  bash two/setup.sh --quiet >out 2>said || status=$?
  same "$status" 4
  same "$(<said)" 'two: the lab one has set net.ipv4.conf.all.rp_filter=2 on this machine, and this lab needs another value; take that lab down first'
  same "$(snapshot)" "$before"
  bash one/setup.sh --check
  bash one/teardown.sh --quiet
  same "$(<"$filter")" 1
  bash two/setup.sh --quiet
  same "$(<"$filter")" 0
  bash two/teardown.sh --quiet
  same "$(<"$filter")" 1
}
@test 'a setting that another lab has set to another value is not taken from it' { beside_each_other other_value; }

two_names() {
  local forward=/proc/sys/net/ipv4/ip_forward
  echo 0 >"$forward"
  lesson one 10.1.0 'net.ipv4.ip_forward: 1'
  lesson two 10.2.0 'net.ipv4.conf.all.forwarding: 1'
  bash one/setup.sh --quiet
  bash two/setup.sh --quiet
  bash one/teardown.sh --quiet
  same "$(<"$forward")" 1
  bash two/setup.sh --check
  bash two/teardown.sh --quiet
  same "$(<"$forward")" 0
}
@test 'the switch of forwarding by its two names is one setting' { beside_each_other two_names; }

# with_file LAB: a lesson that writes a file.
with_file() {
  printf '# %s\n\n```topology\nlab: %s\nnodes: { n-%s: { address: 10.3.0.1/32, etc: { hosts: x } } }\n```\n' "$1" "$1" "$1" >"$1.md"
  builds "$1"
}
one_folder() {
  local before first second
  with_file one
  with_file two
  before=$(snapshot)
  for first in one two; do
    if [[ $first == one ]]; then second=two; else second=one; fi
    bash one/setup.sh --quiet
    bash two/setup.sh --quiet
    bash "$first/teardown.sh" --quiet
    bash "$second/setup.sh" --check --quiet
    bash "$second/teardown.sh" --quiet
    same "$(snapshot)" "$before"
  done
}
shared=(with_file)
@test 'two labs with files: the folder of both goes with the last' { beside_each_other one_folder; }
