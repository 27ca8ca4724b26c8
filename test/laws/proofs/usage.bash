# What the scripts say to those who call them, and of a machine that lacks something.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2310,SC2312 # names that other proofs set; questions stand in conditions

usage() {
  local before
  before=$(state exact)
  fails 2 ./setup.sh --no-such
  fails 2 ./setup.sh --until nowhere
  fails 2 ./setup.sh --until
  fails 2 ./teardown.sh now
  [[ $(./setup.sh --help) == 'usage: setup.sh'* ]]
  [[ $(./teardown.sh --help) == 'usage: teardown.sh'* ]]
  [[ $(./setup.sh --list-steps) == $'1\nway-out\nback' ]]
  fails 3 env PATH=/nowhere /bin/bash ./setup.sh
  [[ $output == *'needs flock '*'apt-get install'*util-linux* ]]
  fails 3 env PATH=/nowhere /bin/bash ./teardown.sh
  same "$before" "$(state exact)"
}

# No way out: only the step that needs one stops, and says which variable helps.
no_uplink() {
  local before
  ip route delete default
  ip -6 route delete default
  before=$(state exact)
  fails 3 env -u UPLINK ./setup.sh
  [[ $output == *UPLINK=* ]]
  same "$before" "$(state exact)"
  env -u UPLINK ./setup.sh --quiet --until 1 >/dev/null
  UPLINK=up0 ./setup.sh --quiet >/dev/null
  fails 3 env UPLINK=none0 ./setup.sh
  ./teardown.sh --quiet >/dev/null
  same "$before" "$(state exact)"
}

# recap: the last line of each run, --quiet prints it alone, and --json is JSON with the same numbers.
recaps() {
  local last='*: ok=+([0-9]) changed=+([0-9]) failed=0'
  shopt -s extglob
  # shellcheck disable=SC2053 # a pattern
  [[ $(./setup.sh --quiet) == $last ]]
  # shellcheck disable=SC2053 # a pattern
  [[ $(./teardown.sh --quiet) == $last ]]
  python3 - <<'PYTHON'
import json, subprocess
def told(*command):
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE).stdout)
planned = told('./setup.sh', '--dry-run', '--json')
made = told('./setup.sh', '--json')
again = told('./setup.sh', '--json')
gone = told('./teardown.sh', '--json')
assert planned['changed'] == made['changed'] > 5, (planned, made)
assert again['changed'] == 0 and again['ok'] > 5, again
assert len(gone['operations']) == gone['changed'] > 0, gone
assert all('seconds' in each for each in gone['operations']), gone
PYTHON
}
