# What the runtime knows as its own: the namespaces that are mounted, the notes of earlier runs, and both held together.
# shellcheck disable=SC2034,SC2154 # names that the parts of the runtime declare, and read

load parts

# inode_of NAME: as the kernel has it.
inode_of() { stat -L -c '[%i]' "/run/netns/$1"; }
note() {
  mkdir -p "$notes"
  # shellcheck disable=SC2059 # a note is written as a format, with its line ends
  printf "$@" >>"$notes/owns"
}
shared=(inode_of note)

finds_mounted() {
  local names=(left 'with.dot-and_more' left2) name
  for name in "${names[@]}"; do command ip netns add "$name"; done
  touch /run/netns/dead
  mounted
  for name in "${names[@]}"; do same "$name ${inode[$name]-}" "$name $(inode_of "$name")"; done
  same "${inode[dead]-none}" none
  same "${#inode[@]}" 4 # with `outside`, which the sandbox has made
}
@test 'mounted: every namespace with its inode, and no dead name' { in_sandboxed_setup finds_mounted; }

forgets_unmounted() {
  command ip netns add left
  mounted
  command ip netns delete left
  mounted
  same "${inode[left]-none}" none
}
@test 'mounted: a namespace that has gone is gone' { in_sandboxed_setup forgets_unmounted; }

tells_mounts_apart() {
  # What is mounted elsewhere, or is no network namespace, is none of ours.
  mkdir -p /run/docker/netns
  touch /run/docker/netns/left /run/netns/uts
  command ip netns add right
  mount --bind /run/netns/right /run/docker/netns/left
  mount --bind /proc/self/ns/uts /run/netns/uts
  mounted
  same "$(printf '%s\n' "${!inode[@]}" | sort | paste -sd' ')" 'outside right'
}
@test 'mounted: other mounts are left aside' { in_sandboxed_setup tells_mounts_apart; }

recalls_nothing() {
  recall
  same "${#noted[@]}, ${#owns[@]}" '0, 0'
  mkdir -p "$notes"
  touch "$notes/owns"
  recall
  same "${#noted[@]}, ${#owns[@]}" '0, 0'
}
@test 'recall: no notes, or empty ones' { in_sandboxed_setup recalls_nothing; }

recalls_the_last() {
  note '\nnetns left\n\nuses settings\n\nnetns right\n\nnetns left [123]\n\nfile /etc/netns/left/hosts\n\ntable host nft\n\nnetns left [77]\n'
  recall
  same "${noted['netns left']}, ${noted['netns right']}, ${noted['uses settings']}, ${noted['table host']}" '[77], soon, soon, nft'
  same "$(printf '%s\n' "${owns[@]}")" 'netns left
uses settings
netns right
file /etc/netns/left/hosts
table host'
}
@test 'recall: oldest first, each once, and the last line about a name counts' { in_sandboxed_setup recalls_the_last; }

recalls_routes() {
  local routes=('blackhole 10.9.0.0/16' 'blackhole 10.9.0.0/16 metric 7' '10.1.0.0/16 via 10.0.0.9 dev h0'
    '10.1.0.0/16 via 10.0.0.9 dev h0 metric 50 table 7' '::/0 dev h0') route
  note '\nroute %s\n' "${routes[@]}"
  recall
  same "$(printf '%s\n' "${owns[@]}")" "$(printf 'route %s\n' "${routes[@]}")"
  for route in "${routes[@]}"; do [[ -n ${noted["route $route"]} ]]; done
}
@test 'recall: a route is remembered whole' {
  in_sandboxed_setup recalls_routes
  in_sandboxed_teardown recalls_routes
}

recalls_files() {
  note '\nuses files\n\ndirectory /etc/netns\n\nfile /etc/netns/left/hosts\n\nfile /etc/netns/le'
  same "$file_notes" /etc/netns/.netgen-demo
  mkdir /etc/netns
  printf '\nfile /etc/netns/left/hosts\n\nfile /etc/netns/right/hosts\n\nfile /etc/netns/ri' >"$file_notes"
  recall
  same "$(printf '%s\n' "${owns[@]}")" 'uses files
directory /etc/netns
file /etc/netns/left/hosts
file /etc/netns/right/hosts'
  rm -r "$notes"
  recall
  same "$(printf '%s\n' "${owns[@]}")" 'file /etc/netns/left/hosts
file /etc/netns/right/hosts'
}
@test 'recall: files are noted beside them, and by older versions in /run' {
  in_sandboxed_setup recalls_files
  in_sandboxed_teardown recalls_files
}

notes_files() {
  noted=(['directory /etc/netns/left']=soon)
  mkdir -p "$notes" /etc/netns/left /etc/netns/foreign
  todo=('file host /etc/netns/left/hosts' 'ip host link add x' 'file host /etc/netns/right/hosts' 'file host /etc/netns/foreign/hosts')
  note_files
  same "$(ls -A "$notes")" ''
  same "$(grep . "$file_notes")" 'uses files
directory /etc/netns/left
file /etc/netns/left/hosts
directory /etc/netns/right
file /etc/netns/right/hosts
file /etc/netns/foreign/hosts'
  rm -r /etc/netns
  note_files
  recall
  same "${noted['directory /etc/netns']}, ${noted['file /etc/netns/right/hosts']}" 'soon, soon'
  same "$(grep . "$notes/owns")" 'directory /etc/netns'
  todo=()
  rm -r /etc/netns
  note_files
  [[ ! -e /etc/netns ]]
}
@test 'note_files: beside the files, with those of the folders that are ours' { in_sandboxed_setup notes_files; }

survives_every_cut() {
  local text length
  text=$'\nnetns left\n\nnetns right\n\nnetns left [123]\n\nnetns right [45]\n'
  mkdir -p "$notes"
  for ((length = 0; length <= ${#text}; length++)); do
    # A run that was killed while it wrote, and the next run, which writes on.
    printf '%s' "${text:0:length}" >"$notes/owns"
    printf '\nnetns left [123]\n\nnetns right [45]\n' >>"$notes/owns"
    recall
    same "$length: ${noted['netns left']}, ${noted['netns right']}" "$length: [123], [45]"
  done
}
@test 'recall: a line that was cut off anywhere spoils no line after it' { in_sandboxed_setup survives_every_cut; }

claims_nothing_by_a_cut() {
  local text=$'\nnetns ns10\n\nnetns ns10 [123]\n' length name
  mkdir -p "$notes"
  for ((length = 0; length <= ${#text}; length++)); do
    printf '%s' "${text:0:length}" >"$notes/owns"
    if [[ $1 == more ]]; then note '\nuses settings\n'; fi
    recall
    for name in "${!noted[@]}"; do
      case $name=${noted[$name]} in
        'netns ns10=soon' | 'netns ns10=[123]' | 'uses settings=soon') ;;
        *)
          printf 'after %s bytes: %s is %s\n' "$length" "$name" "${noted[$name]}"
          return 1
          ;;
      esac
    done
  done
}
@test 'recall: a line that was cut off counts for nothing' { in_sandboxed_setup claims_nothing_by_a_cut end; }
@test 'recall: a name that was cut off claims no other, when more is noted' { in_sandboxed_setup claims_nothing_by_a_cut more; }

tells_its_own() {
  command ip netns add noted
  command ip netns add again
  command ip netns add foreign
  mounted
  note '\nnetns noted\n\nnetns soon\n\nnetns again\n\nnetns noted %s\n\nnetns again %s\n' "${inode[noted]}" "${inode[again]}"
  recall
  ours noted
  ours soon # noted, and not made yet
  ours again
  fails 1 ours foreign
  fails 1 ours nowhere
  command ip netns delete again
  fails 1 eval 'mounted && ours again' # noted with an inode, and gone
  command ip netns add again
  mounted
  fails 1 ours again # of the same name, and another one
  ours noted
  # One more with the inode of a namespace that is gone, made since the last note.
  note '\nnetns again %s\n' "${inode[again]}"
  recall
  ours again
  touch -d '1 minute ago' "$notes/owns"
  fails 1 ours again
}
@test 'ours: noted and not made yet, or noted with this very inode and not younger' { in_sandboxed_setup tells_its_own; }

writes_first() {
  features=(carried settings uplinks gates) # of links and ways out nothing is left but what is noted by its name
  mounted && recall
  host_routes=('host route 10.1.0.0/16 via 10.0.0.9 dev h0' 'host route 10.2.0.0/16 dev h0' 'host route blackhole 10.9.0.0/16')
  want=(['host netns left']=0 ['host netns right']=1 ['host route 10.1.0.0/16 via 10.0.0.9 dev h0']=2
    ['host route 10.2.0.0/16 dev h0']='' ['host route blackhole 10.9.0.0/16']=3)
  have=(['host netns right']=1 ['host route blackhole 10.9.0.0/16']=1)
  write_down
  recall
  same "$(printf '%s\n' "${owns[@]}")" 'uses settings
uses gates
netns left
route 10.1.0.0/16 via 10.0.0.9 dev h0'
  # The next run says nothing twice.
  local size
  size=$(stat -c %s "$notes/owns")
  have['host netns left']=1 have['host route 10.1.0.0/16 via 10.0.0.9 dev h0']=1
  write_down
  same "$(stat -c %s "$notes/owns")" "$size"
}
@test 'write_down: what this run is about to own, before it is made' { in_sandboxed_setup writes_first; }

writes_after() {
  mounted && recall
  mkdir -p "$notes"
  note '\nnetns left\n'
  command ip netns add left
  write_inodes
  recall
  same "${noted['netns left']}" "${inode[left]}"
  same "${inode[left]}" "$(inode_of left)"
  local size
  size=$(stat -c %s "$notes/owns")
  write_inodes
  same "$(stat -c %s "$notes/owns")" "$size"
  same "${noted['netns right']-none}" none
}
@test 'write_inodes: what the namespaces have become, each once' { in_sandboxed_setup writes_after; }

lists_each_once() {
  local name adding listed=''
  want=()
  # These come before `up0` of the sandbox, and move it back while it is being listed.
  { for name in {1..600}; do printf 'link add a%s type bridge\n' "$name"; done; } | command ip -batch - &
  adding=$!
  while kill -0 "$adding" 2>/dev/null; do
    settings_along net.ipv6.conf.all.forwarding
    listed+=$(printf '%s\n' "${along[@]}" | uniq -d)
  done
  same "$listed" ''
  [[ " ${along[*]} " == *' net/ipv6/conf/up0/forwarding=0 '* ]]
}
@test 'settings_along: each interface once, while others come' { in_sandboxed_setup lists_each_once; }
