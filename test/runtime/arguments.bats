# What a run is told and what it needs: the command line, the commands of the machine, the way to a setting.
# shellcheck disable=SC2030,SC2031,SC2034,SC2154 # names that the parts of the runtime declare, and read; each test has a shell of its own

load parts

reads() {
  local wanted=$1
  shift
  read_arguments "$@"
  same "$mode until=${until-} quiet=$quiet json=$json force=${force-}" "$wanted"
}
@test 'setup.sh: without arguments, all steps' { in_setup reads 'run until=3 quiet= json= force='; }
@test 'setup.sh: every mode' {
  in_setup reads 'dry-run until=3 quiet= json= force=' --dry-run
  in_setup reads 'check until=3 quiet= json= force=' --check
  in_setup reads 'list-steps until=3 quiet= json= force=' --list-steps
}
@test 'setup.sh: several arguments, in any order' {
  in_setup reads 'check until=2 quiet=1 json= force=' --quiet --until addresses --check
  in_setup reads 'check until=2 quiet= json=1 force=' --check --until=2 --json
}
@test 'teardown.sh: its own arguments' {
  in_teardown reads 'run until= quiet= json= force='
  in_teardown reads 'dry-run until= quiet=1 json= force=yes' --force --dry-run --quiet
  in_teardown reads 'check until= quiet= json= force=' --check
  in_teardown reads 'run until= quiet= json=1 force=' --json
}

refuses() {
  local wanted=$1
  shift
  fails 2 read_arguments "$@"
  # shellcheck disable=SC2053 # a pattern
  if [[ $output != $wanted ]]; then
    printf '%s\n' "$output"
    return 1
  fi
}
@test 'what is no argument ends with 2 and the usage' {
  in_setup refuses 'usage: setup.sh *--until STEP*' --dryrun
  in_setup refuses 'usage: setup.sh *' --force
  in_setup refuses 'usage: setup.sh *' addresses
  in_setup refuses 'usage: setup.sh *' ''
  in_teardown refuses 'usage: teardown.sh *--force*' --until
  in_teardown refuses 'usage: teardown.sh *--force*' --check --dry-run
  in_teardown refuses 'usage: teardown.sh *' --end-processes
}

ends_with_help() {
  local option
  for option in --help -h; do
    fails 0 read_arguments --quiet "$option" --no-such-thing
    [[ $output == "usage: ${0##*/} "* && $output == *$'\n'*"$1"*$'\n'*'Exit: 0 done, 1 failed'*'2 usage, 3 '*'4 '* ]]
  done
}
@test '--help: the usage, every option and the exit codes' {
  in_setup ends_with_help '  --until STEP  '
  in_teardown ends_with_help '  --force  '
}

explains_every_option() {
  local word wanted explained
  wanted=$(usage)
  explained=$(help)
  for word in ${wanted//[^-a-z ]/ }; do
    if [[ $word == --* && $explained != *$'\n'"  $word "* ]]; then
      printf 'no line about %s\n' "$word"
      return 1
    fi
  done
}
@test '--help: a line about each word of the usage' {
  in_setup explains_every_option
  in_teardown explains_every_option
}

needs_a_step() {
  fails 2 read_arguments "$@"
  [[ $output == *'--until'*'usage: '* || $output == 'usage: '*'--until'* ]]
}
@test '--until without a step is a usage error' {
  in_setup needs_a_step --until
  in_setup needs_a_step --until ''
  in_setup needs_a_step --until=
}

finds() {
  steps=(cable 2 way-out 1x)
  until=0
  find_step "$1"
  same "$until" "$2"
}
@test 'find_step: by name' {
  in_setup finds cable 1
  in_setup finds way-out 3
  in_setup finds 1x 4
}
@test 'find_step: by number' {
  in_setup finds 1 1
  in_setup finds 4 4
}
@test 'find_step: a step named 2 goes before the second step' { in_setup finds 2 2; }

finds_by_name_first() {
  steps=(one 3 three)
  find_step 3
  same "$until" 2
}
@test 'find_step: the name goes before the number' { in_setup finds_by_name_first; }

finds_no_step() {
  fails 2 find_step "$1"
  same "$output" "demo: no step $1; the steps are: cable addresses way-out"
}
@test 'find_step: what is no step names those that are' {
  local step
  # shellcheck disable=SC2016 # not to be expanded
  for step in 0 4 -1 01 1.5 99999999999999999999 cabl 'cable ' '1 + 1' 'a[$(id)]' '*'; do in_setup finds_no_step "$step"; done
}

# A machine on which these commands stand, and no others.
has_commands() {
  local name
  mkdir -p "$BATS_TEST_TMPDIR/bin"
  for name in "$@"; do
    printf '#!/bin/sh\n' >"$BATS_TEST_TMPDIR/bin/$name"
    chmod +x "$BATS_TEST_TMPDIR/bin/$name"
  done
  PATH=$BATS_TEST_TMPDIR/bin
}

names_what_is_missing() {
  local wanted=$1
  has_commands ip iptables setsid
  shift
  if [[ -z $wanted ]]; then
    require_commands "$@"
  else
    fails 3 require_commands "$@"
    same "$output" "demo: needs $wanted"
  fi
}
shared=(has_commands)
@test 'require_commands: nothing is missing' { in_setup names_what_is_missing '' ip setsid; }
@test 'require_commands: one of two is enough' { in_setup names_what_is_missing '' 'nft|iptables'; }
@test 'require_commands: of two, the better one is named' {
  in_setup names_what_is_missing 'nft; on Debian or Ubuntu: apt-get install nftables' 'nft|iptables-nft'
}
@test 'require_commands: all at once, each package once' {
  in_setup names_what_is_missing 'bridge curl nsenter ss unshare; on Debian or Ubuntu: apt-get install iproute2 curl util-linux' \
    ip bridge curl nsenter ss unshare
}
@test 'require_commands: a function of that name is no command' {
  in_setup names_what_is_missing 'sysctl; on Debian or Ubuntu: apt-get install procps' sysctl
}

leads_to() {
  sysctl_path "$1"
  same "$path" "/proc/sys/$2"
}
@test 'sysctl_path: dots and slashes change places, as sysctl(8) has it' {
  in_setup leads_to net.ipv4.ip_forward net/ipv4/ip_forward
  in_setup leads_to net.ipv4.conf.eth0/10.rp_filter net/ipv4/conf/eth0.10/rp_filter
  in_teardown leads_to net.ipv6.conf.a/b/c.forwarding net/ipv6/conf/a.b.c/forwarding
}

is_read_alike() {
  sysctl_path "$1"
  same "$(<"$path")" "$(command sysctl -n "$1")"
}
links_with_a_dot() {
  command ip link add eth7.10 type veth peer name x
  is_read_alike net.ipv4.conf.eth7/10.rp_filter
  is_read_alike net.ipv4.ip_forward
}
@test 'sysctl_path: leads to what sysctl reads' {
  shared=(is_read_alike)
  in_sandboxed_setup links_with_a_dot
}

# knows_ip VERSION: with an ip that says so of itself.
knows_ip() {
  mkdir -p "$BATS_TEST_TMPDIR/bin"
  printf '#!/bin/sh\necho "ip utility, iproute2-%s"\n' "$1" >"$BATS_TEST_TMPDIR/bin/ip"
  chmod +x "$BATS_TEST_TMPDIR/bin/ip"
  PATH=$BATS_TEST_TMPDIR/bin:$PATH
  require_new_ip
}
@test 'an ip of Debian 10, of RHEL 8, of today: new enough' {
  local version
  for version in ss190107 ss200127 '5.9.0, libbpf 0.5.0' 6.15.0; do
    in_setup knows_ip "$version"
  done
}
@test 'an ip of Ubuntu 18.04: refused' {
  local status=0 said
  said=$(in_setup knows_ip ss180129 2>&1) || status=$?
  same "$status" 3
  [[ $said == *': needs iproute2 4.20 or newer; this machine has that of the day ss180129'* ]]
}

# called_by_nobody NAME: the script, called so.
called_by_nobody() {
  setpriv --reuid 65534 --regid 65534 --clear-groups bash -c "$(<"$BATS_TEST_DIRNAME/../../generated/01-two-namespaces/setup.sh")" "$1" 2>&1 || true
}
@test 'who is not root is told the line that calls it again' {
  [[ $(called_by_nobody setup.sh) == *': needs root: sudo ./setup.sh'$'\n'* ]]
  [[ $(called_by_nobody 'my labs/setup.sh') == *': needs root: sudo my\ labs/setup.sh'$'\n'* ]]
}
