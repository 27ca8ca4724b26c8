# A command fails in the middle of a run: what is said of it, what is counted, and that the next run ends well.
# shellcheck disable=SC2030,SC2031,SC2034,SC2154 # names that Bats and the functions above give; each test has a shell of its own

load parts

setup_file() {
  build_labs "$BATS_TEST_DIRNAME"/{lesson,translating,files}.md
  mkdir "$BATS_FILE_TMPDIR/bin"
  cp "$BATS_TEST_DIRNAME/failing-ip.bash" "$BATS_FILE_TMPDIR/bin/ip"
  cp "$BATS_TEST_DIRNAME/failing-sysctl.bash" "$BATS_FILE_TMPDIR/bin/sysctl"
  # A program that fails in place of nft where that loads a table, and of sysctl.
  mkdir "$BATS_FILE_TMPDIR/nft" "$BATS_FILE_TMPDIR/sysctl"
  # shellcheck disable=SC2016 # text of a script
  printf '%s\n' '#!/bin/bash' 'if [[ $0 == */sysctl || " $* " == *" -f - "* ]]; then echo "nosuch thing" >&2 && exit 1; fi' \
    'PATH=${PATH#*:} exec nft "$@"' >"$BATS_FILE_TMPDIR/nft/nft"
  chmod +x "$BATS_FILE_TMPDIR/nft/nft"
  cp "$BATS_FILE_TMPDIR/nft/nft" "$BATS_FILE_TMPDIR/sysctl/sysctl"
}

# The tests below: in a sandbox, in the folder of the scripts.
in_lesson() {
  enter_sandbox bash -c "
    set -euo pipefail
    source '$runtime/../lab/sandbox.bash'
    $(declare -f "$1" "${shared[@]}")
    lesson='$runtime/lesson.md'
    cd '$labs/lesson'
    \"\$@\"" lesson "$@"
}

# commands: sets `lines` to the commands of a clean run.
commands() {
  mapfile -t lines < <(./setup.sh --dry-run | sed -n 's/^\[#\] //p')
}

# fail_at COMMANDS [ARGUMENT...]: runs setup.sh while these fail; sets said, output and changed.
fail_at() {
  local status=0
  output=$(FAIL=$1 PATH=$BATS_FILE_TMPDIR/bin:$PATH ./setup.sh "${@:2}" 2>"$BATS_TEST_TMPDIR/said") || status=$?
  said=$(<"$BATS_TEST_TMPDIR/said")
  same "$1 ends with $status" "$1 ends with 1"
  if [[ ! ${output##*$'\n'} =~ ^failing:\ ok=[0-9]+\ changed=([0-9]+)\ failed=1$ ]]; then
    printf 'the last line is: %s\n' "${output##*$'\n'}"
    return 1
  fi
  changed=${BASH_REMATCH[1]}
}

# comes_from COMMAND LINE: a word of the command stands in that line of the lesson.
comes_from() {
  local text word
  text=$(sed -n "${2}p" "$lesson")
  for word in $1; do
    case $word in
      ip | -n | netns | exec | link | address | route | add | set | dev | br7 | up | blackhole) ;;
      *) if [[ $text == *"${word%%[/=]*}"* ]]; then return; fi ;;
    esac
  done
  if [[ $1 == *br7* && $text == *'br7: {'* ]]; then return; fi
  printf '%s does not come from line %s: %s\n' "$1" "$2" "$text"
  return 1
}

# is_told COMMAND: what was said is about this one, its error and its place.
is_told() {
  local -a told
  mapfile -t told <<<"$said"
  same "${told[0]//\'/}" "failing: failed: ${1//\'/}"
  if [[ ${told[1]} != '  error   '*nosuch* ]]; then printf '%s\n' "$said" && return 1; fi
  if [[ ! ${told[2]} =~ ^'  from    test/runtime/lesson.md:'([0-9]+)' (A lesson that fails where a test wants it to)'$ ]]; then printf '%s\n' "$said" && return 1; fi
  comes_from "$1" "${BASH_REMATCH[1]}"
  same "${told[3]%%:*}" '  undone  nothing'
  same "${#told[@]}" 4
}

# converges TOTAL: the next run does what is left, and only that.
converges() {
  local first=$changed last
  last=$(last_line ./setup.sh --quiet)
  same "$first and then $last" "$first and then failing: ok=$first changed=$(($1 - first)) failed=0"
}
shared=(commands fail_at comes_from is_told converges)

fails_at() {
  local pattern line found
  commands
  for pattern in "$@"; do
    found=''
    for line in "${lines[@]}"; do
      # shellcheck disable=SC2053 # a pattern
      if [[ $line == $pattern ]]; then found=$line; fi
    done
    fail_at "${found:?"no command is like $pattern"}" --quiet
    is_told "$found"
    converges "${#lines[@]}"
    ./teardown.sh --quiet >"$BATS_TEST_TMPDIR/said"
  done
}
@test 'a line of the machine: the first, one in the middle, the last' {
  in_lesson fails_at 'ip netns add alpha' 'ip link add pb *' 'ip route add *'
}
@test 'a line of a namespace of the first half: the first, the last' {
  in_lesson fails_at 'ip -n alpha link set lo *' 'ip -n gamma link set g0 up'
}
@test 'a line of a namespace of the second half: the first, the last' {
  in_lesson fails_at 'ip -n beta link set lo *' 'ip -n delta route add *'
}
@test 'a setting of a namespace, and the line behind it' {
  in_lesson fails_at 'ip netns exec alpha sysctl *' 'ip -n alpha route add *'
}

fails_in_both_halves() {
  commands
  fail_at $'ip -n gamma address add 10.0.1.3/24 dev g0\nip -n delta address add 10.0.1.4/24 dev d0' --quiet
  if [[ $said == *gamma* ]]; then is_told 'ip -n gamma address add 10.0.1.3/24 dev g0'; else is_told 'ip -n delta address add 10.0.1.4/24 dev d0'; fi
  converges "${#lines[@]}"
}
@test 'a line of either half at once: one is told, all that was done is counted' { in_lesson fails_in_both_halves; }

# other_fails PROGRAM COMMAND DRIFT: what is told, and what then is not as it should be on the machine.
other_fails() {
  local status=0
  cd ../translating || return
  PATH=$BATS_FILE_TMPDIR/$1:$PATH ./setup.sh --quiet >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/said" || status=$?
  said=$(<"$BATS_TEST_TMPDIR/said")
  same "$status" 1
  [[ $said == "translating: failed: $2"$'\n''  error   nosuch thing'$'\n''  from    test/runtime/translating.md:'* ]]
  same "$(./setup.sh --check | grep -v " in $4" | sed '$d')" "$3"
  ./setup.sh --quiet >"$BATS_TEST_TMPDIR/out"
  last_line ./setup.sh --quiet | grep -q ' changed=0 failed=0$'
}
@test 'nft, while the lines of namespaces run: these are waited for' {
  in_lesson other_fails nft 'nft -f -' 'missing: nft table inet netgen_translating' nowhere
}
@test 'a setting of the machine: the lines before it have run, none of a namespace has' {
  in_lesson other_fails sysctl 'sysctl -w net.ipv4.ip_forward=1' 'changed: net.ipv4.ip_forward is 0, not 1
missing: nft table inet netgen_translating' '\(left\|right\)'
}

cannot_be_read() {
  commands
  INSTEAD='address add nosuch dev lo' fail_at 'ip -n beta address add 10.0.1.2/24 dev b0' --quiet
  [[ $said == *'error   one of '*' commands from this on: '*nosuch* ]]
  same "$(last_line ./setup.sh --quiet | sed 's/=[0-9]* /=N /g')" 'failing: ok=N changed=N failed=0'
  same "$(last_line ./setup.sh --quiet)" "failing: ok=${#lines[@]} changed=0 failed=0"
}
@test 'what ip cannot read, it does not count: the doubt is told' { in_lesson cannot_be_read; }

# in_answer EXPRESSION: of the JSON in $output.
in_answer() {
  # shellcheck disable=SC2016 # JavaScript
  node -e 'console.log(JSON.stringify(new Function("answer", `return ${process.argv[1]}`)(JSON.parse(process.argv[2]))));' "$1" "$output"
}

answers_well() {
  commands
  output=$(./setup.sh --json)
  same "$(in_answer '[answer.lab, answer.mode, answer.ok, answer.changed, answer.failed, answer.operations.length]')" '["failing","run",0,27,0,27]'
  same "$(in_answer 'answer.operations.filter(({ state, seconds }) => state !== "changed" || !(seconds > 0 && seconds < 60))')" '[]'
  same "$(in_answer 'answer.operations.filter(({ source }) => !/^test\/runtime\/lesson\.md:\d+$/.test(source))')" '[]'
  output=$(./setup.sh --json)
  same "$(in_answer '[answer.ok, answer.changed, answer.operations.every(({ state }) => state === "ok")]')" '[27,0,true]'
  output=$(./teardown.sh --dry-run --json)
  same "$(in_answer '[answer.mode, answer.operations.every(({ state }) => state === "would change")]')" '["dry-run",true]'
  output=$(./teardown.sh --json)
  same "$(in_answer '[answer.failed, answer.operations.every(({ seconds }) => seconds >= 0), answer.changed === answer.operations.length]')" '[0,true,true]'
}

answers_after_a_failure() {
  commands
  output=$(./setup.sh --dry-run --json)
  same "$(in_answer '[answer.mode, answer.changed, answer.operations.every(({ state, seconds }) => state === "would change" && seconds === undefined)]')" '["dry-run",27,true]'
  output=$(FAIL='ip -n beta link set b0 up' PATH=$BATS_FILE_TMPDIR/bin:$PATH ./setup.sh --json 2>"$BATS_TEST_TMPDIR/said" || true)
  same "$(in_answer 'answer.failed')" 1
  same "$(in_answer 'answer.operations.map(({ state }) => state).filter((state, i, all) => state !== all[i - 1])')" '["changed","failed","not run"]'
  same "$(in_answer 'answer.operations.find(({ state }) => state === "failed").where')" '"beta"'
  same "$(in_answer 'answer.operations.filter(({ state }) => state === "changed").length === answer.changed')" true
  same "$(in_answer 'answer.operations.length')" 27
}
shared+=(in_answer)
@test '--json: one value, each operation with its place and its time' { in_lesson answers_well; }
@test '--json: what was done, what failed, what was not run' { in_lesson answers_after_a_failure; }

# The author's own command fails, and a file cannot be written: both are told as a person would type them.
own_things_fail() {
  local said status=0
  sed -i "s/^  run_once namespace1-1 namespace1 'echo hello'/  run_once namespace1-1 namespace1 'echo hello; exit 7'/" setup.sh
  said=$(./setup.sh --quiet 2>&1 >/dev/null) || status=$?
  same "$status" 1
  same "$(tail -n 4 <<<"$said")" "files: failed: ip netns exec namespace1 bash -c 'echo hello; exit 7'
  error   status 7
  from    test/runtime/files.md:9 (A lesson with a file, an address of IPv6, and commands that say something)
  undone  nothing: what stands by now is noted; mend the cause and run this again, or ./teardown.sh"
  said=$(./setup.sh --json 2>/dev/null || true)
  [[ $said == *'"state":"failed",'*'"command":"ip netns exec namespace1 bash -c '"'echo hello; exit 7'"'"'* ]]
  ./teardown.sh --quiet
  # As a person would paste it.
  mapfile -t lines < <(./setup.sh --dry-run | sed -n 's/^\[#\] //p' | grep -A1 '^mkdir')
  bash -euc "${lines[0]}"$'\n'"${lines[1]}"
  same "$(</etc/netns/namespace1/resolv.conf)" 'nameserver 10.9.1.1\n'
  rm -r /etc/netns
  mount -t tmpfs -o size=4096,nr_inodes=2 full /mnt
  mkdir /etc/netns && mount --bind /mnt /etc/netns
  said=$(./setup.sh --quiet 2>&1 >/dev/null) || status=$?
  [[ $said == *'files: failed: printf '*"'nameserver 10.9.1.1"*">/etc/netns/namespace1/resolv.conf"* ]]
}
@test 'a command of the author and a file that fail: what a person would type' { in_lab files own_things_fail; }
