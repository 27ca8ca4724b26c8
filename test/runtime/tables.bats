# Tables of the lab's own: what of a listing is ours, what iptables-restore is told, and which uplinks a rule is made for.
# shellcheck disable=SC2016,SC2030,SC2031,SC2034,SC2154 # nothing to expand; names that the parts of the runtime declare, and read

load parts

keeps() {
  local program=$1 input=$2
  local -a lines
  mapfile -t lines <<<"$input"
  keep_own "$program" "${lines[@]}"
  same "${listed%$'\n'}" "$3"
}
@test 'keep_own: all that nft lists' {
  in_setup keeps nft $'table inet netgen_demo {\n\tchain x {\n\t}\n}' $'table inet netgen_demo {\n\tchain x {\n\t}\n}'
}
@test 'keep_own: of iptables our chains, what is in them, what leads to them, and what has our mark' {
  in_teardown keeps iptables '-P PREROUTING ACCEPT
-N DOCKER
-N netgen-4242-in
-N netgen-42421-in
-A PREROUTING -j DOCKER
-A PREROUTING -m comment --comment netgen-demo -j netgen-4242-in
-A OUTPUT -g netgen-4242-in
-A POSTROUTING -m comment --comment netgen-demo -j ACCEPT
-A POSTROUTING -m comment --comment netgen-demo2 -j ACCEPT
-A netgen-4242-in -j RETURN
-A netgen-42421-in -j RETURN' 'iptables -N netgen-4242-in
iptables -A PREROUTING -m comment --comment netgen-demo -j netgen-4242-in
iptables -A OUTPUT -g netgen-4242-in
iptables -A POSTROUTING -m comment --comment netgen-demo -j ACCEPT
iptables -A netgen-4242-in -j RETURN'
}

replaces() {
  replace_rules "$1" "$2" "$3"
  same "$rules" "$4"
}
readonly standing='iptables -N netgen-4242-in
ip6tables -N netgen-4242-out
iptables -A PREROUTING -m comment --comment netgen-demo -j netgen-4242-in
iptables -A netgen-4242-in -j RETURN'
readonly gone='*nat
-D PREROUTING -m comment --comment netgen-demo -j netgen-4242-in
-F netgen-4242-in
-X netgen-4242-in
'
@test 'replace_rules: nothing for nothing' { in_setup replaces iptables '' '' ''; }
@test 'replace_rules: what is new, as it is' {
  in_setup replaces iptables '' $'*nat\n:netgen-4242-in - [0:0]\nCOMMIT\n' $'*nat\n:netgen-4242-in - [0:0]\nCOMMIT\n'
}
@test 'replace_rules: what stands goes first, of this program alone' {
  in_setup replaces iptables "$standing" $'*nat\n:netgen-4242-in - [0:0]\nCOMMIT\n' "$gone"$':netgen-4242-in - [0:0]\nCOMMIT\n'
}
@test 'replace_rules: what stands goes, and nothing comes' { in_teardown replaces iptables "$standing" '' "$gone"$'COMMIT\n'; }

spreads() {
  uplink_names=(up0 up1)
  rules=$1
  for_each_uplink
  same "$rules" "$2"
}
@test 'for_each_uplink: a line that names the uplink, once for each' {
  in_setup spreads $'*nat\n-A x -o @uplink -j MASQUERADE\n-A x -o wan -j MASQUERADE\nCOMMIT\n' \
    $'*nat\n-A x -o up0 -j MASQUERADE\n-A x -o up1 -j MASQUERADE\n-A x -o wan -j MASQUERADE\nCOMMIT\n'
}
@test 'for_each_uplink: no line that names none' { in_setup spreads $'*nat\nCOMMIT\n' $'*nat\nCOMMIT\n'; }

loads() {
  uplink_names=("${@:3}")
  until=1 now=1
  nft -f - <<<"$1"
  same "${table_text['host table']}" "$2"
}
@test 'nft: the names of the uplinks stand in the set of a rule' {
  in_setup loads 'oifname { @uplink } accept' $'oifname { "up0" } accept\n' up0
  in_setup loads 'oifname { @uplink, "wan" } accept' $'oifname { "up0", "up1", "wan" } accept\n' up0 up1
}
@test 'nft: a table that speaks of the uplinks needs one' {
  run in_setup loads 'oifname { @uplink } accept' ''
  ((status == 3))
  [[ $output == *'this machine has no default route'* ]]
}
@test 'nft: any other table needs none' { in_setup loads 'oifname "wan" accept' $'oifname "wan" accept\n'; }

reads_again() {
  local text=$'table inet netgen_demo\ndelete table inet netgen_demo\ntable inet netgen_demo {\n}\n'
  mode=dry-run
  table_text['left table']=$text
  if [[ -n $1 ]]; then have['left table']=$1; fi
  same "$(load_nft left)" "[#] ip netns exec left nft -f - <<'NFT'"$'\n'"${2:-$text}NFT"
}
@test 'load_nft: a table is deleted only where there is one' {
  in_setup reads_again '' $'table inet netgen_demo {\n}\n'
  in_setup reads_again $'table inet netgen_demo {\n}\n' ''
}

restores() {
  until=1 now=$1
  "$2" "${@:5}" <<<"$3"
  same "${table_restore["${5/#--noflush/host} $([[ $2 != ip6* ]] || echo 6)"]-none}" "$4"
}
@test 'iptables-restore: what comes is noted, what goes is left to what stands' {
  in_setup restores 1 iptables-restore $'*nat\n-D OUTPUT -j x\n-F x\n-X x\n:x - [0:0]\n-A x -j RETURN\nCOMMIT' \
    $'*nat\n:x - [0:0]\n-A x -j RETURN\nCOMMIT\n' --noflush
}
@test 'iptables-restore: in a namespace, and for IPv6' {
  in_setup restores 1 ip6tables-restore $'*nat\n:x - [0:0]\nCOMMIT' $'*nat\n:x - [0:0]\nCOMMIT\n' left --noflush
}
@test 'iptables-restore: nothing but what goes is no table' {
  in_setup restores 1 iptables-restore $'*nat\n-F x\n-X x\nCOMMIT' none --noflush
}
@test 'iptables-restore: not of a step that is not asked for' {
  in_setup restores 2 iptables-restore $'*nat\n:x - [0:0]\nCOMMIT' none --noflush
}

names_lines() { same "$(lines_without "$1" "$2" "$3")" "$4"; }
@test 'lines_without: each line that the others lack, without its indent' {
  in_setup names_lines extra $'\ta\n\tb\n' $'\tb\n' ', extra: a'
  in_setup names_lines missing $'a\nb\n' $'a\nb\n' ''
}

tries_nft() {
  owns=("$@")
  begin_tables
  printf '%s' "${nft_trial:+tried}"
}
begins_the_trial() {
  same "$(tries_nft 'netns left' 'route 10.99.0.0/16 via 10.0.0.1 dev a table 100')" tried
  same "$(tries_nft 'netns left' 'table host')" ''
  same "$(PATH=/nowhere tries_nft)" ''
}
shared+=(tries_nft)
@test 'begin_tables: nft is tried where no note says what has made the tables' { in_sandboxed_setup begins_the_trial; }
