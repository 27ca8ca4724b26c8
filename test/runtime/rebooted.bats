# Files in /etc/netns outlive a reboot, which takes the lab and all that is in /run: whose they are stays known.
# shellcheck disable=SC2030,SC2031,SC2154,SC2312 # names that Bats and the functions above give; each test has a shell of its own; pipes end in a question

bats_require_minimum_version 1.5.0
load ../lab/sandbox

setup_file() { build_labs "$BATS_TEST_DIRNAME"/{files,turning}.md; }

# reboot: namespaces, links, processes and /run go.
reboot() {
  local name
  while read -r name; do ip netns delete "$name"; done < <(ip netns list | sed 's/ .*//; /^outside$/d')
  ip link delete br9 2>/dev/null || true
  pkill sleep || true
  rm -r /run/netgen
}
shared=(reboot)
file=/etc/netns/namespace1/resolv.conf
export file

by_setup() {
  local before made
  before=$(snapshot)
  ./setup.sh --quiet
  made=$(snapshot)
  reboot
  ./setup.sh --quiet
  same "$(snapshot)" "$made"
  ./setup.sh --check
  reboot
  printf 'other\n' >"$file"
  [[ $(./setup.sh --check || true) == *"changed: $file"* ]]
  ./setup.sh --quiet
  same "$(snapshot)" "$made"
  ./teardown.sh --quiet
  same "$(snapshot)" "$before"
}
@test 'setup.sh goes on with the files of before a reboot' { in_lab files by_setup; }

by_teardown() {
  local before said
  before=$(snapshot)
  ./setup.sh --quiet
  reboot
  ./teardown.sh --dry-run >/run/dry
  said=$(./teardown.sh)
  same "$said" "$(</run/dry)"
  same "$said" "[#] rm -f $file
[#] rm -f /etc/netns/.netgen-files
files: ok=0 changed=2 failed=0"
  rm /run/dry
  same "$(snapshot)" "$before"
  [[ $(./teardown.sh) == *' changed=0 failed=0' ]]
}
@test 'teardown.sh takes the files of before a reboot away, says so before, and has nothing left to do then' { in_lab files by_teardown; }

# killed_after PROGRAM WORD COMMAND...: the script is killed when this program has been run with this last word.
killed_after() {
  mkdir -p /mnt/bin
  # shellcheck disable=SC2016 # for the script
  printf '%s\n' '#!/bin/sh' 'PATH=${PATH#*:} '"$1"' "$@"; for last; do :; done; if [ "$last" = '"$2"' ]; then kill -KILL $PPID; fi' >"/mnt/bin/$1"
  chmod +x "/mnt/bin/$1"
  ! PATH=/mnt/bin:$PATH "${@:3}" || return 1
  rm "/mnt/bin/$1"
}

teardown_killed() {
  local before made word
  before=$(snapshot)
  ./setup.sh --quiet
  made=$(snapshot)
  for word in "$file" "${file%/*}" /etc/netns/.netgen-files /etc/netns; do
    for next in ./setup.sh ./teardown.sh; do
      ./setup.sh --quiet >/dev/null
      reboot
      killed_after "$([[ -f $word ]] && echo rm || echo rmdir)" "$word" ./teardown.sh --quiet
      [[ ! -e $word ]]
      "$next" --quiet
      if [[ $next == ./setup.sh ]]; then same "$word: $(snapshot)" "$word: $made"; fi
      ./teardown.sh --quiet
      same "$word: $(snapshot)" "$word: $before"
    done
  done
}
shared+=(killed_after)
@test 'teardown.sh of a lab that a reboot has taken is killed on its way' { in_lab files teardown_killed; }

# The last file goes with a step; the folder of all is noted in /run alone then.
step_killed() {
  ./setup.sh --quiet --until 2
  killed_after rm /etc/netns/.netgen-turning ./setup.sh --quiet
  [[ -d /etc/netns && ! -e /etc/netns/.netgen-turning ]]
  [[ $(./setup.sh --check || true) == *$'extra: /etc/netns\n'* ]]
  ./setup.sh --quiet
  [[ ! -e /etc/netns ]]
  ./setup.sh --check
}
@test 'setup.sh is killed while a step takes the last file away: the folder goes with the next run' { in_lab turning step_killed; }

two_labs() {
  local alone order
  ../turning/setup.sh --quiet --until 1
  alone=$(find /etc/netns)
  ../turning/teardown.sh --quiet
  for order in 'files turning' 'turning files'; do
    "../${order% *}/setup.sh" --quiet --until 1
    "../${order#* }/setup.sh" --quiet --until 1
    reboot
    ./teardown.sh --quiet
    same "$order: $(find /etc/netns)" "$order: $alone"
    ../turning/setup.sh --quiet --until 1
    ../turning/setup.sh --check --until 1
    ../turning/teardown.sh --quiet
    [[ ! -e /etc/netns ]]
  done
  # A step that takes the file away, while the other lab has one.
  ../turning/setup.sh --quiet --until 1
  ./setup.sh --quiet
  ../turning/setup.sh --quiet
  [[ ! -e /etc/netns/.netgen-turning && ! -e /etc/netns/other ]]
  reboot
  ../turning/teardown.sh --quiet
  ./teardown.sh --quiet
  [[ ! -e /etc/netns ]]
}
@test 'two labs with files: the folder of both goes with the last, whichever has made it' { in_lab files two_labs; }

noted_in_run() {
  local before
  before=$(snapshot)
  older() {
    ./setup.sh --quiet
    grep -v '^uses' /etc/netns/.netgen-files >>/run/netgen/files/owns
    rm /etc/netns/.netgen-files
  }
  older
  ./setup.sh --check
  ./teardown.sh --quiet
  same "$(snapshot)" "$before"
  older
  printf 'other\n' >"$file"
  ./setup.sh --quiet # notes it again
  reboot
  ./teardown.sh --quiet
  same "$(snapshot)" "$before"
}
@test 'notes of files that an older version has left in /run count' { in_lab files noted_in_run; }

without_part() {
  ./setup.sh --quiet
  reboot
  sed 's/^readonly features=(files /readonly features=(/; /^  write_file /d' setup.sh >/mnt/setup.sh
  fails 4 bash /mnt/setup.sh
  [[ $output == *'with files that this one does not have'* ]]
  ./teardown.sh --quiet
  [[ ! -e /etc/netns ]]
}
@test 'a lesson that has no files any more does not leave those of before a reboot behind' { in_lab files without_part; }

notes_alone() {
  ./setup.sh --quiet --until 2
  rm -r /etc/netns/other
  ./setup.sh --quiet --until 3
  [[ ! -e /etc/netns ]]
  ./setup.sh --check
}
@test 'notes of files without a file go where no step has one' { in_lab turning notes_alone; }

nameless() {
  local before script
  before=$(snapshot)
  ./setup.sh --quiet
  # ip complains of such a name whenever it tells of a cable's other end.
  touch /run/netns/stranger
  umount /run/netns/namespace1
  for script in './setup.sh --dry-run' ./setup.sh './setup.sh --check' './teardown.sh --dry-run' ./teardown.sh; do
    $script >/dev/null 2>"$BATS_TEST_TMPDIR/said"
    same "$(<"$BATS_TEST_TMPDIR/said")" ''
  done
  rm /run/netns/stranger
  same "$(snapshot)" "$before"
}
@test 'names without a namespace are not complained of' { in_lab files nameless; }
