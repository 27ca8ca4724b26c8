# shellcheck disable=SC2034,SC2154,SC2310,SC2312 # a part of verify.bats: the parts share their names
# ---- Reaching ---------------------------------------------------------------------------------------------------------

# True if the target itself answers one of so many pings: with the same address in two places, somebody else may.
answers_ping() {
  local status=0 group=Icmp before='' after=''
  local -a words=(ping -n "-${ask[family]}" -c "$1" -i 0.2 -W 1)
  [[ -z ${ask[interface]} ]] || words+=(-I "${ask[interface]}")
  words+=("$address")
  [[ ${ask[family]} == 4 ]] || group=Icmp6
  if [[ -n ${ask[to]} ]] && inside_known "${ask[to]}"; then before=$(counter "${ask[to]}" "$group" InEchos); fi
  ran=${words[*]}
  back=$(at "${ask[from]}" "${words[@]}" 2>&1) || status=$?
  ((status <= 2)) || fail "ping itself does not work (exit $status)"
  ((status == 0)) || return 1
  [[ -n $before ]] || return 0
  after=$(counter "${ask[to]}" "$group" InEchos)
  ((after > before)) && return 0
  back+=$'\n'"an answer came, but ${ask[to]} saw no request: somebody else has this address"
  return 1
}

# True if the target answers, by ping or by the service asked for.
answers() {
  if [[ -z ${ask[protocol]} ]]; then answers_ping "${1:-1}"; else answers_service; fi
}

reaches() {
  asked "$@"
  serve
  within "${ask[within]}" answers || fail "${ask[from]} cannot reach ${ask[to]:-$address}"
  stop_serving
  [[ -z ${ask[via]} ]] || within "${ask[within]}" passes || fail "the packets do not pass ${ask[via]}"
}

cannot_reach() {
  asked "$@"
  if [[ ${ask[reason]} == refuses ]]; then
    within "${ask[within]}" refuses || fail "${ask[because]} does not refuse"
    return
  fi
  within 5000 settled "${ask[from]}" "${ask[to]}" || fail 'an IPv6 address stays tentative'
  serve
  within "${ask[within]}" stays_silent || fail "${ask[from]} reaches ${ask[to]:-$address}, and must not"
  stop_serving
  [[ -z ${ask[because]} ]] || blame || fail "that is not because ${ask[because]} ${ask[reason]}"
}

# True once no address of the parties is tentative (RFC 4862 §5.4): before that, silence says nothing.
settled() {
  local party
  for party; do
    if [[ -z $party ]] || ! inside_known "$party"; then continue; fi
    ! ip_at "$party" -o -6 address show tentative | grep -qv dadfailed || return 1
  done
}

stays_silent() {
  ! answers 3
}

# ---- Having -----------------------------------------------------------------------------------------------------------

# What must show, or with `expect=no` must not.
must_show() {
  if [[ ${ask[expect]} == yes ]]; then
    within "${ask[within]}" "$1" || fail "${ask[in]} does not have it"
  else
    within "${ask[within]}" lacks "$1" || fail "${ask[in]} has it, and must not"
  fi
}

lacks() {
  ! "$1"
}

# has_route in=r1 route=10.0.0.0/8 -- 'via 10.0.0.1 dev eth0': a route with all these words.
has_route() {
  asked "$@"
  must_show shows_route
}

shows_route() {
  local line words
  local -a show=("-${ask[family]}" -o route show table "${ask[table]-main}" type "${ask[type]-unicast}")
  show+=(exact "${ask[route]}")
  ran="ip ${show[*]}"
  back=$(ip_at "${ask[in]}" "${show[@]}" 2>&1) || [[ $back == *'table does not exist'* ]] || fail 'ip does not work here'
  # ip says so in two lines ("Dump terminated"), which are no routes.
  [[ $back != *'table does not exist'* ]] || return 1
  while IFS= read -r line; do
    for words in "${rest[@]}"; do
      [[ " $line " == *" $words "* ]] || continue 2
    done
    [[ -z $line ]] || return 0
  done <<<"$back"
  return 1
}

# has_address in=h1 prefix=10.0.0.0/24: some address within the prefix.
has_address() {
  asked "$@"
  must_show shows_address
}

shows_address() {
  local -a show=(-o address show to "${ask[prefix]}")
  [[ ${ask[family]} == 4 ]] || show+=(-tentative -dadfailed)
  ran="ip ${show[*]}"
  back=$(ip_at "${ask[in]}" "${show[@]}" 2>&1) || fail 'ip does not work here'
  [[ -n $back ]]
}

# has_neighbour in=h1 -- ADDRESS...: one of them is resolved.
has_neighbour() {
  asked "$@"
  must_show shows_neighbour
}

shows_neighbour() {
  local neighbour
  for neighbour in "${rest[@]}"; do
    ran="ip neighbour show to $neighbour"
    back=$(ip_at "${ask[in]}" neighbour show to "$neighbour" 2>&1) || fail 'ip does not work here'
    if [[ $back == *lladdr* && $back != *FAILED* && $back != *INCOMPLETE* ]]; then return 0; fi
  done
  return 1
}

# ---- Commands ---------------------------------------------------------------------------------------------------------

# runs in=gw exit=0 command='nft list ruleset' -- PATTERN...: an expression per line of its output; `...` for any lines.
runs() {
  asked "$@"
  within "${ask[within]}" does && return
  [[ $status == "${ask[exit]}" ]] || fail "the command ends with $status, and must with ${ask[exit]}"
  fail 'the command does not print what it must'
}

does() {
  local said i
  local -a words
  status=0
  ran=${ask[command]}
  # Files, for what the command leaves running would hold a pipe. Of more than a megabyte the rest is not looked at.
  said=$(mktemp -d)
  at "${ask[in]}" timeout 60 bash -c "${ask[command]}" </dev/null >"$said/output" 2>"$said/errors" 3>&- 4>&- || status=$?
  mapfile -t lines < <(head -c 1048576 "$said/output" | tr -d '\0')
  back=$(head -c 65536 "$said/output" | tr -d '\0')
  back+=${back:+$'\n'}$(head -c 65536 "$said/errors" | tr -d '\0')
  rm -r "$said"
  [[ $status == "${ask[exit]}" ]] || return 1
  for i in "${!lines[@]}"; do
    # One blank for many, and none at the ends.
    IFS=$' \t' read -r -a words <<<"${lines[i]}" || true
    lines[i]=${words[*]}
  done
  prints 0 0 anywhere
}

# True if the patterns from number $1 on match the lines from number $2 on: right there, or with $3 after a gap.
prints() {
  local pattern=$1 line=$2 gap=${3-}
  ((pattern < ${#rest[@]})) || return 0
  if [[ ${rest[pattern]} == ... ]]; then
    prints "$((pattern + 1))" "$line" anywhere
    return
  fi
  while ((line < ${#lines[@]})); do
    if [[ ${lines[line]} =~ ${rest[pattern]} ]] && prints "$((pattern + 1))" "$((line + 1))"; then return 0; fi
    [[ -n $gap ]] || return 1
    line=$((line + 1))
  done
  return 1
}
