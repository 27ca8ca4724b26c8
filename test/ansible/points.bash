# What has to be true of each role, as an operator sees it. Each function is called in the folder of the lab's scripts, which are the other way
# to make the same lab.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2312 # names of prove; states in arguments

# plays STATUS none|some TEXT [ARGUMENT...]: the role's own playbook ends with that status, changes nothing or something, and says that text.
plays() {
  local changed=none
  ends "$1" "$3" ansible-playbook "netgen.labs.$role" --inventory localhost, --connection local "${@:4}"
  if [[ $said =~ changed=[1-9] ]]; then changed=some; fi
  if [[ $changed != "$2" ]]; then printf 'changed %s, not %s: %s\n%s\n' "$changed" "$2" "${*:4}" "$said" && return 1; fi
}

# makes: the role makes what the script makes, and takes it away: what a slow machine has time for.
makes() {
  local before scripted
  before=$(state exact)
  quietly ./setup.sh
  scripted=$(state)
  quietly ./teardown.sh
  plays 0 some ''
  same 'by the role as by the script' "$scripted" "$(state)"
  plays 0 none ''
  plays 0 some '' --extra-vars "${role}_state=absent"
  same 'down by the role' "$before" "$(state exact)"
}

# alike: what the script makes is what the role makes, with all that is about it; in few runs, for many labs.
alike() {
  local before scripted whole drifted
  before=$(state exact)
  quietly ./setup.sh
  scripted=$(state)
  quietly ./teardown.sh
  plays 0 some ''
  same 'by the role as by the script' "$scripted" "$(state)"
  whole=$(state exact)
  plays 0 none ''
  ends 0 changed=0 ./setup.sh
  same 'again by both' "$whole" "$(state exact)"
  drift
  drifted=$(state exact)
  plays 0 some '10.1.1.1/32' --check
  same 'check of a drifted machine' "$drifted" "$(state exact)"
  plays 0 some '10.1.1.1/32'
  same 'mended by the role' "$scripted" "$(state)"
  plays 0 some '' --extra-vars "${role}_state=absent"
  same 'down by the role' "$before" "$(state exact)"
  plays 0 none '' --extra-vars "${role}_state=absent"
  same 'down twice' "$before" "$(state exact)"
}

# drift: somebody gives a node of the lab an address.
drift() {
  local place
  place=$(ip netns list | sed 's/ .*//' | grep -vxm 1 outside)
  ip -n "$place" address add 10.1.1.1/32 dev lo
}

# takes_over: role and scripts, each from the other, in both directions; and check mode on a fresh, a standing and a drifted machine.
takes_over() {
  local before whole drifted
  before=$(state exact)
  plays 0 none '' --extra-vars "${role}_state=absent"
  plays 0 some '' --check --diff
  same 'check of a fresh machine' "$before" "$(state exact)"
  plays 0 some ''
  whole=$(state exact)
  ends 0 changed=0 ./setup.sh
  plays 0 none ''
  plays 0 none '' --check --diff
  same 'up by the role, again by both' "$whole" "$(state exact)"
  whole=$(state)
  quietly ./teardown.sh
  same 'up by the role, down by the script' "$before" "$(state exact)"
  quietly ./setup.sh
  same 'by the script as by the role' "$whole" "$(state)"
  plays 0 none ''
  drift
  drifted=$(state exact)
  plays 0 some '10.1.1.1/32' --check
  same 'check of a drifted machine' "$drifted" "$(state exact)"
  plays 0 some '10.1.1.1/32'
  same 'mended by the role' "$whole" "$(state)"
  plays 0 some '' --check --extra-vars "${role}_state=absent"
  same 'check of absent' "$whole" "$(state)"
  plays 0 some '' --extra-vars "${role}_state=absent"
  plays 0 none '' --extra-vars "${role}_state=absent"
  same 'down by the role, twice' "$before" "$(state exact)"
}

# steps: each by role and script in turn, by name and number, and back.
steps() {
  local before step number=0
  local -a names
  local -A at=()
  before=$(state exact)
  mapfile -t names < <(./setup.sh --list-steps)
  for step in "${names[@]}"; do
    number=$((number + 1))
    plays 0 some '' --extra-vars "{\"${role}_until\": $number}"
    at[$step]=$(state)
    ends 0 changed=0 ./setup.sh --until "$step"
  done
  step=${names[0]}
  plays 0 some '' --check --extra-vars "${role}_until=$step"
  plays 0 some '' --extra-vars "${role}_until=$step"
  same 'back to the first' "${at[$step]}" "$(state)"
  quietly ./setup.sh
  same 'from there by the script' "${at[${names[-1]}]}" "$(state)"
  plays 0 none ''
  quietly ./setup.sh --until "$step"
  plays 0 some '' --check
  same 'check of later steps' "${at[$step]}" "$(state)"
  plays 0 some ''
  same 'from there by the role' "${at[${names[-1]}]}" "$(state)"
  plays 2 none "must be one of: $step" --extra-vars "${role}_until=nowhere"
  plays 0 some '' --extra-vars "${role}_state=absent"
  same 'taken down' "$before" "$(state exact)"
}

# refuses: what others have, uplinks that are not there; and a command that fails names its task, itself, and its place in the tutorial.
refuses() {
  local before foreign place
  before=$(state exact)
  place=$(grep -hom 1 'ip netns add .*' ./setup.sh | sed 's/.* //')
  ip netns add "$place"
  foreign=$(state exact)
  plays 2 none "$place" --check
  plays 2 none "$place"
  plays 0 none '' --extra-vars "${role}_state=absent"
  same 'of others' "$foreign" "$(state exact)"
  ip netns delete "$place"
  plays 2 none nosuch0 --extra-vars "${role}_uplink=nosuch0"
  same 'refused' "$before" "$(state exact)"
  plays 0 some '' --extra-vars "${role}_uplink=eth0,ens192"
  plays 0 none '' --extra-vars "{\"${role}_uplink\": [eth0, ens192]}"
  sed -i '0,/route add default via [0-9.]*/s//route add default via 10.9.9.9/' "$tasks"/step-*.yml
  quietly ./teardown.sh
  plays 2 some 'via 10.9.9.9'
  [[ $said =~ tutorials/[^:]*\.md:[0-9]+:\ failed:\ ip\ -n && $said == *step-*.yml* ]]
  quietly ./setup.sh
  plays 0 none ''
  quietly ./teardown.sh
  same 'after a failure' "$before" "$(state exact)"
}

# pause FILE TASK: a copy of the collection in which the role waits before this task until /mnt/go is there. Sets `paused`.
pause() {
  local indent
  paused=/mnt/paused
  rm -rf "$paused" /mnt/go /mnt/waits
  cp -r /mnt/labs "$paused"
  indent=$(grep -o "^ *- name: $2" "$paused/${1#/mnt/labs/}" | sed 's/-.*//')
  sed -i "s|^ *- name: $2|$indent- name: Wait\n$indent  ansible.builtin.shell: touch /mnt/waits; until [ -e /mnt/go ]; do sleep 0.1; done\n&|" "$paused/${1#/mnt/labs/}"
  ANSIBLE_COLLECTIONS_PATH=$paused ansible-playbook "netgen.labs.$role" --inventory localhost, --connection local >/mnt/said 2>&1 &
  wait_until test -e /mnt/waits
}

# go_on: the role that waits goes on, and ends with one of these sentences.
go_on() {
  touch /mnt/go
  wait "$!" || true
  grep -q "$1" /mnt/said || { cat /mnt/said && return 1; }
}

# two_at_once: who comes second stops before its first change, and who is overtaken at its next task: the lab is whole in the end.
two_at_once() {
  local before whole
  before=$(state)
  pause "$tasks/present.yml" 'Note that these names'
  plays 0 some ''
  whole=$(state exact)
  go_on 'another run has changed the lab meanwhile'
  same 'who comes second changes nothing' "$whole" "$(state exact)"
  whole=$(state)
  quietly ./teardown.sh
  overtaken_by plays 0 some half
  same 'who is overtaken stops' "$whole" "$(state)"
  plays 0 none ''
  quietly ./teardown.sh
  same 'before' "$before" "$(state)"
}

# overtaken_by COMMAND...: while the role waits before its second step.
overtaken_by() {
  pause "$(printf '%s\n' "$tasks"/step-2-*.yml)" ''
  touch -d '1 minute ago' /run/netgen/*/maker # as if it were slow: a role waits for one that is at work
  quietly "$@"
  # A script takes away what the role's next command is, so that can say no more than that it is gone.
  go_on 'another run makes this lab now\|setup.sh: No such file\|Broken pipe'
}

# overtaken: by the script; and killed half-way, so that the next run mends.
overtaken() {
  local before whole
  before=$(state)
  quietly ./setup.sh
  whole=$(state)
  quietly ./teardown.sh
  overtaken_by ./setup.sh
  same 'who is overtaken stops' "$whole" "$(state)"
  plays 0 none ''
  quietly ./teardown.sh
  pause "$(printf '%s\n' "$tasks"/step-2-*.yml)" ''
  kill -KILL "$!"
  touch /mnt/go
  touch -d '1 minute ago' /run/netgen/*/maker
  plays 0 some half
  same 'mended after a kill' "$whole" "$(state)"
  plays 0 some '' --extra-vars "${role}_state=absent"
  same 'before' "$before" "$(state)"
}
