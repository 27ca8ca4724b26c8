#!/usr/bin/env bats
# The checks of lab "bridge", from the tutorial "Three namespaces on a bridge".
#
# Made by netgen from "tutorials/02-bridge.md". Edit that file, not this one.
#
# Run it as root where setup.sh has made the lab:
#   sudo bats verify.bats
#   sudo STEP=forwarding bats verify.bats
#
# A check holds at its own step only. STEP says which one stands (the last, if not set): switch, gateway, forwarding.
# Needs bash, iproute2 and ping (iputils); checks of services also need socat or python3.
# Checks beyond the uplink need OUTSIDE_ADDRESS (OUTSIDE_ADDRESS6), an address there that answers, or OUTSIDE_NETNS, a namespace there; else they are skipped.
# Changes nothing that lasts: it sends packets, and listens on a port for the moment of a check.

# Functions are asked in conditions throughout, and each says by its own exit code what it found.
# shellcheck disable=SC2310,SC2312

# The namespaces that each step has.
namespaces_of_step() {
  case $STEP in
    switch) nodes=(namespace1 namespace2 namespace3) ;;
    gateway) nodes=(namespace1 namespace2 namespace3) ;;
    forwarding) nodes=(namespace1 namespace2 namespace3) ;;
    *) fail 'STEP must be one of: switch gateway forwarding' ;;
  esac
}

last_step=forwarding

# ---- The checks of the tutorial ----

# tutorials/02-bridge.md:29
@test "switch 1: namespace1 reaches namespace2" {
  says 'namespace1 reaches namespace2'
  reaches from=namespace1 to=namespace2 dial=172.19.0.3 family=4 within=5000
}

# tutorials/02-bridge.md:29
@test "switch 2: namespace1 reaches namespace3" {
  says 'namespace1 reaches namespace3'
  reaches from=namespace1 to=namespace3 dial=172.19.0.4 family=4 within=5000
}

# tutorials/02-bridge.md:29
@test "switch 3: namespace2 reaches namespace1" {
  says 'namespace2 reaches namespace1'
  reaches from=namespace2 to=namespace1 dial=172.19.0.2 family=4 within=5000
}

# tutorials/02-bridge.md:29
@test "switch 4: namespace2 reaches namespace3" {
  says 'namespace2 reaches namespace3'
  reaches from=namespace2 to=namespace3 dial=172.19.0.4 family=4 within=5000
}

# tutorials/02-bridge.md:29
@test "switch 5: namespace3 reaches namespace1" {
  says 'namespace3 reaches namespace1'
  reaches from=namespace3 to=namespace1 dial=172.19.0.2 family=4 within=5000
}

# tutorials/02-bridge.md:29
@test "switch 6: namespace3 reaches namespace2" {
  says 'namespace3 reaches namespace2'
  reaches from=namespace3 to=namespace2 dial=172.19.0.3 family=4 within=5000
}

# tutorials/02-bridge.md:59
@test "gateway 1: namespace1 reaches 172.19.0.1" {
  says 'namespace1 reaches 172.19.0.1'
  reaches from=namespace1 to=host dial=172.19.0.1 family=4 within=5000
}

# tutorials/02-bridge.md:59
@test "gateway 2: namespace2 reaches 172.19.0.1" {
  says 'namespace2 reaches 172.19.0.1'
  reaches from=namespace2 to=host dial=172.19.0.1 family=4 within=5000
}

# tutorials/02-bridge.md:59
@test "gateway 3: namespace3 reaches 172.19.0.1" {
  says 'namespace3 reaches 172.19.0.1'
  reaches from=namespace3 to=host dial=172.19.0.1 family=4 within=5000
}

# tutorials/02-bridge.md:60
@test "gateway 4: namespace1 has route default via 172.19.0.1" {
  says 'namespace1 has route default via 172.19.0.1'
  has_route in=namespace1 expect=yes within=5000 family=4 route=default -- 'via 172.19.0.1 dev veth1'
}

# tutorials/02-bridge.md:60
@test "gateway 5: namespace2 has route default via 172.19.0.1" {
  says 'namespace2 has route default via 172.19.0.1'
  has_route in=namespace2 expect=yes within=5000 family=4 route=default -- 'via 172.19.0.1 dev veth3'
}

# tutorials/02-bridge.md:60
@test "gateway 6: namespace3 has route default via 172.19.0.1" {
  says 'namespace3 has route default via 172.19.0.1'
  has_route in=namespace3 expect=yes within=5000 family=4 route=default -- 'via 172.19.0.1 dev veth5'
}

# tutorials/02-bridge.md:61
@test "gateway 7: host reaches namespace2" {
  says 'host reaches namespace2'
  reaches from=host to=namespace2 dial=172.19.0.3 family=4 within=5000
}

# tutorials/02-bridge.md:62
@test "gateway 8: namespace3 cannot reach outside because host does not forward" {
  says 'namespace3 cannot reach outside because host does not forward' 'and nobody out there would know the way back'
  cannot_reach from=namespace3 to=outside dial=outside family=4 within=0 because=host 'reason=does not forward'
}

# tutorials/02-bridge.md:93
@test "forwarding 1: namespace1 reaches namespace2" {
  says 'namespace1 reaches namespace2'
  reaches from=namespace1 to=namespace2 dial=172.19.0.3 family=4 within=5000
}

# tutorials/02-bridge.md:93
@test "forwarding 2: namespace1 reaches namespace3" {
  says 'namespace1 reaches namespace3'
  reaches from=namespace1 to=namespace3 dial=172.19.0.4 family=4 within=5000
}

# tutorials/02-bridge.md:93
@test "forwarding 3: namespace2 reaches namespace1" {
  says 'namespace2 reaches namespace1'
  reaches from=namespace2 to=namespace1 dial=172.19.0.2 family=4 within=5000
}

# tutorials/02-bridge.md:93
@test "forwarding 4: namespace2 reaches namespace3" {
  says 'namespace2 reaches namespace3'
  reaches from=namespace2 to=namespace3 dial=172.19.0.4 family=4 within=5000
}

# tutorials/02-bridge.md:93
@test "forwarding 5: namespace3 reaches namespace1" {
  says 'namespace3 reaches namespace1'
  reaches from=namespace3 to=namespace1 dial=172.19.0.2 family=4 within=5000
}

# tutorials/02-bridge.md:93
@test "forwarding 6: namespace3 reaches namespace2" {
  says 'namespace3 reaches namespace2'
  reaches from=namespace3 to=namespace2 dial=172.19.0.3 family=4 within=5000
}

# tutorials/02-bridge.md:94
@test "forwarding 7: namespace3 cannot reach outside because outside has no route to namespace3" {
  says 'namespace3 cannot reach outside because outside has no route to namespace3' 'nobody beyond the host knows 172.19.0.0/24'
  cannot_reach from=namespace3 to=outside dial=outside family=4 within=0 because=outside 'reason=has no route' causes=172.19.0.4
}

# ---- Before and after each check --------------------------------------------------------------------------------------

# Is this check of the step that stands, and is all there that it needs?
setup() {
  local name tool
  export LC_ALL=C
  declare -gA ask=([from]='' [interface]='' [to]='' [port]='')
  declare -ga nodes=() rest=()
  ran='' back='' address='' listener='' token=''
  sentence=${BATS_TEST_DESCRIPTION-}
  STEP=${STEP:-$last_step}
  namespaces_of_step
  [[ $sentence == "$STEP "* ]] || skip "holds at its own step only; now STEP is $STEP"
  ((EUID == 0)) || fail 'only root can look into network namespaces: run it with sudo'
  for tool in ip:iproute2 ss:iproute2 ping:iputils-ping; do
    command -v "${tool%:*}" >/dev/null || fail "${tool%:*} is missing: apt-get install ${tool#*:}"
  done
  for name in "${nodes[@]}"; do
    [[ -e /run/netns/$name ]] || fail "the namespace $name is not there: run setup.sh --until $STEP first"
  done
}

teardown() {
  stop_serving
}

# ---- Where things run -------------------------------------------------------------------------------------------------

# Sets `inside` to the words that start a command where a party is: on the machine, beyond the uplink, in a namespace.
enter() {
  case $1 in
    host) inside=(env) ;;
    outside) inside=(ip netns exec "$OUTSIDE_NETNS") ;;
    *) inside=(ip netns exec "$1") ;;
  esac
}

# Runs a command where a party is.
at() {
  local -a inside
  enter "$1"
  "${inside[@]}" "${@:2}"
}

# Runs `ip` for a party; one process instead of two.
ip_at() {
  case $1 in
    host) ip "${@:2}" ;;
    outside) ip -n "$OUTSIDE_NETNS" "${@:2}" ;;
    *) ip -n "$1" "${@:2}" ;;
  esac
}

# True if we can look into the party's namespace.
inside_known() {
  [[ $1 != outside || -n ${OUTSIDE_NETNS-} ]]
}

# Prints a counter of the kernel in the party's namespace: Icmp InEchos, Icmp6 InEchos, Tcp PassiveOpens.
counter() {
  local party=$1 group=$2 field=$3 number
  local -a names values
  while read -r -a names; do
    if [[ ${names[0]} == "$group$field" ]]; then
      printf '%s\n' "${names[1]}"
    elif [[ ${names[0]} == "$group:" ]]; then
      read -r -a values
      for number in "${!names[@]}"; do
        [[ ${names[number]} != "$field" ]] || printf '%s\n' "${values[number]}"
      done
    fi
  done < <(at "$party" cat /proc/net/snmp /proc/net/snmp6 2>/dev/null)
}

# True if the party has the address on one of its interfaces.
owns() {
  inside_known "$1" && ip_at "$1" -o address show to "$2" | grep -q .
}

# ---- What is asked, and what came of it -------------------------------------------------------------------------------

# The sentence of this check, and why it must hold.
says() {
  sentence=$1 note=${2-}
}

# Takes the words of a check apart: `from=ns1 dial=10.0.0.2`. What stands after `--` goes to `rest`.
asked() {
  local word
  declare -gA ask=([within]=0 [family]=4 [from]='' [to]='' [in]='' [viewer]='' [dial]='' [interface]='' [via]=''
    [protocol]='' [port]='' [answers]='' [because]='' [reason]='' [causes]='' [expect]=yes)
  ran='' back='' address='' rest=()
  while (($# > 0)); do
    word=$1
    shift
    [[ $word != -- ]] || break
    ask[${word%%=*}]=${word#*=}
  done
  rest=("$@")
  skip_without_outside
  if [[ -n ${ask[dial]} ]]; then find_address "${ask[dial]}"; fi
  [[ -z ${ask[interface]} ]] || ip_at "${ask[from]}" link show dev "${ask[interface]}" >/dev/null ||
    fail "${ask[from]} has no interface ${ask[interface]}"
}

# Beyond the uplink we see only what we are told of. A check that needs more is skipped, with the reason.
skip_without_outside() {
  if [[ " ${ask[from]} ${ask[in]} ${ask[viewer]} ${ask[because]} " == *' outside '* && -z ${OUTSIDE_NETNS-} ]]; then
    skip 'set OUTSIDE_NETNS to a namespace beyond the uplink; "netgen verify" brings one along'
  elif [[ ${ask[dial]} == outside && ${ask[family]} == 4 && -z ${OUTSIDE_ADDRESS-} ]]; then
    skip 'set OUTSIDE_ADDRESS to an IPv4 address beyond the uplink that answers'
  elif [[ ${ask[dial]} == outside && ${ask[family]} == 6 && -z ${OUTSIDE_ADDRESS6-} ]]; then
    skip 'set OUTSIDE_ADDRESS6 to an IPv6 address beyond the uplink that answers'
  fi
}

# Sets `address`: as given, or where the word is `outside` or `uplink`, as it is on this machine.
find_address() {
  local family=${ask[family]} route
  case $1 in
    outside) if [[ $family == 4 ]]; then address=$OUTSIDE_ADDRESS; else address=$OUTSIDE_ADDRESS6; fi ;;
    uplink)
      route=$(ip "-$family" -o route show default)
      if [[ -n ${UPLINK-} ]]; then
        route="dev ${UPLINK%%,*} "
      fi
      [[ $route =~ dev\ ([^ ]+) ]] || fail "this machine has no default route of IPv$family, so no uplink"
      route=$(ip "-$family" -o address show dev "${BASH_REMATCH[1]}" scope global)
      [[ $route =~ inet6?\ ([^/]+)/ ]] || fail "the uplink ${BASH_REMATCH[1]} has no address of IPv$family"
      address=${BASH_REMATCH[1]}
      ;;
    *) address=$1 ;;
  esac
}

# Tells all that a person needs to go on from here, and fails the check.
fail() {
  {
    printf '%s\n' "$1" "  check: $sentence"
    [[ -z ${note-} ]] || printf '  why:   %s\n' "$note"
    [[ -z ${ask[from]} ]] || printf '  from:  %s\n' "${ask[from]}${ask[interface]:+ on ${ask[interface]}}"
    [[ -z ${ask[in]-} ]] || printf '  in:    %s\n' "${ask[in]}"
    [[ -z ${ask[to]} ]] || printf '  to:    %s\n' "${ask[to]}"
    [[ -z $address ]] || printf '  dial:  %s (IPv%s)\n' "$address${ask[port]:+ ${ask[protocol]}/${ask[port]}}" "${ask[family]}"
    [[ -z $ran ]] || printf '  ran:   %s\n' "$ran"
    [[ -z $back ]] || printf '  back:  %s\n' "${back//$'\n'/$'\n         '}"
  } >&2
  exit 1
}

# Tries a command until it succeeds, for so many milliseconds; at least once.
within() {
  local end=$((${EPOCHREALTIME//[!0-9]/} + $1 * 1000))
  until "${@:2}"; do
    ((${EPOCHREALTIME//[!0-9]/} < end)) || return 1
    sleep 0.1
  done
}

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

# ---- Services ---------------------------------------------------------------------------------------------------------

# What listens and dials where socat is missing: the same with Python.
# shellcheck disable=SC2016 # Python, not shell
python_service='
import socket, sys
act, protocol, family, host, port, word, device = sys.argv[1:8]
kind = socket.SOCK_STREAM if protocol == "tcp" else socket.SOCK_DGRAM
s = socket.socket(socket.AF_INET if family == "4" else socket.AF_INET6, kind)
try:
    if act == "listen":
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == "6":
            s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        s.bind(("", int(port)))
        while protocol == "udp":
            peer = s.recvfrom(2048)[1]
            s.sendto(f"{word} {peer[0]}\n".encode(), peer)
        s.listen(16)
        while True:
            connection, peer = s.accept()
            connection.sendall(f"{word} {peer[0]}\n".encode())
            connection.close()
    if device:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device.encode())
    s.settimeout(2)
    s.connect((host, int(port)))
    # Who has connected gets its word, however busy the machine is.
    s.settimeout(10 if protocol == "tcp" else 2)
    if protocol == "udp":
        s.send(b"netgen\n")
    if word or protocol == "udp":
        try:
            print(s.recv(2048).decode(errors="replace"), end="")
        except socket.timeout:
            if word:
                raise
except OSError as error:
    sys.exit(str(error))
'

# True if the party listens on the port, for more than itself.
listens() {
  local party=$1 flags=-Hlnt family=${ask[family]} local_end
  [[ ${ask[protocol]} == tcp ]] || flags=-Hlnu
  while read -r _ _ _ local_end _; do
    case $family$local_end in
      4127.* | 6'[::1]'*) ;;
      4'['* | 6[0-9]*) ;;
      *) return 0 ;;
    esac
  done < <(at "$party" ss "$flags" "sport = :${ask[answers]}")
  return 1
}

# Sees to it that something listens at the target: what does already, else a listener for the moment of this check.
# It says a word that only this check knows, and who dialled. Sets `token`, empty where somebody else's server answers.
serve() {
  listener='' token=''
  [[ -n ${ask[protocol]} && -n ${ask[to]} ]] && inside_known "${ask[to]}" || return 0
  ! listens "${ask[to]}" || return 0
  while starting; do
    sleep 0.1
    ! listens "${ask[to]}" || return 0
  done
  listen "${ask[to]}"
}

# A process of a lab was started less than 15 seconds ago: it may be a server that does not listen yet (in an emulated machine
# that of Python has taken more than five), and must find its port free. The notes of setup.sh hold when each was started, in
# hundredths of a second since the machine's own start.
starting() {
  local note since now
  read -r now _ </proc/uptime
  for note in /run/netgen/*/process-*; do
    if [[ ! -r $note ]] || ! read -r _ since <"$note"; then continue; fi
    ((${now%.*} - since / 100 >= 15)) || return 0
  done
  return 1
}

listen() {
  local -a inside
  local type=${ask[protocol]^^}${ask[family]} only=''
  token="netgen-$RANDOM$RANDOM$RANDOM"
  enter "$1"
  [[ ${ask[family]} == 4 ]] || only=,ipv6only=1
  if command -v socat >/dev/null; then
    if [[ ${ask[protocol]} == tcp ]]; then type+=-LISTEN; else type+=-RECVFROM; fi
    # shellcheck disable=SC2016 # socat's own shell sets SOCAT_PEERADDR
    "${inside[@]}" socat "$type:${ask[answers]},reuseaddr,fork$only" \
      "SYSTEM:$([[ ${ask[protocol]} == tcp ]] || printf 'read -r line; ')echo $token "'$SOCAT_PEERADDR' >/dev/null 2>&1 3>&- 4>&- &
  elif command -v python3 >/dev/null; then
    "${inside[@]}" python3 -c "$python_service" listen "${ask[protocol]}" "${ask[family]}" '' "${ask[answers]}" "$token" '' \
      >/dev/null 2>&1 3>&- 4>&- &
  else
    fail 'nothing listens there, and this machine has neither socat nor python3: apt-get install socat'
  fi
  listener=$!
  within 3000 listens "$1" || fail "cannot listen on port ${ask[answers]} of $1"
}

stop_serving() {
  [[ -n ${listener-} ]] || return 0
  kill "$listener" 2>/dev/null || true
  wait "$listener" 2>/dev/null || true
  listener=''
}

# Dials, and keeps what came back in `back`; fails if no connection comes about.
dial() {
  local type=${ask[protocol]^^}${ask[family]} host=$address device=${ask[interface]} status=0
  local -a inside words
  enter "${ask[from]}"
  [[ ${ask[family]} == 4 ]] || host="[$address]"
  if command -v socat >/dev/null; then
    type+=":$host:${ask[port]}${device:+,bindtodevice=$device}"
    if [[ ${ask[protocol]} == udp ]]; then
      words=(socat -T 2 -t 2 - "$type")
    elif [[ -n $token ]]; then
      words=(socat -T 10 -U - "$type,connect-timeout=2")
    else
      words=(socat -T 2 -u OPEN:/dev/null "$type,connect-timeout=2")
    fi
    ran=${words[*]}
  elif command -v python3 >/dev/null; then
    words=(python3 -c "$python_service" dial "${ask[protocol]}" "${ask[family]}" "$address" "${ask[port]}" "$token" "$device")
    ran="python3: dial ${ask[protocol]}/${ask[port]} of $address"
  else
    fail 'this machine has neither socat nor python3: apt-get install socat'
  fi
  back=$(timeout 15 "${inside[@]}" "${words[@]}" <<<netgen 2>&1 3>&- 4>&-) || status=$?
  return "$status"
}

# True if the target itself answers at the port: by our word, or by its own count of connections and datagrams.
answers_service() {
  local before='' after='' group=Tcp field=PassiveOpens
  if [[ -n $token ]]; then
    if dial && [[ $back == "$token "* ]]; then return; fi
    if kill -0 "$listener" 2>/dev/null; then return 1; fi
    token='' # a server of the lab was quicker to take the port, and is asked from now on
  fi
  if [[ ${ask[protocol]} == udp ]]; then
    group=Udp field=InDatagrams
    [[ ${ask[family]} == 4 ]] || group=Udp6
  fi
  [[ -z ${ask[to]} ]] || ! inside_known "${ask[to]}" || before=$(counter "${ask[to]}" "$group" "$field")
  dial || return 1
  [[ -n $before ]] || return 0
  after=$(counter "${ask[to]}" "$group" "$field")
  ((after > before)) && return 0
  back+=$'\n'"something answers, but ${ask[to]} saw nothing of it"
  return 1
}

# True if the dialled port is refused, and by the one that is said to: it sent the reset, or the port unreachable.
refuses() {
  local before after group=Tcp field=OutRsts
  [[ -n ${ask[protocol]} ]] || fail 'only a service can be refused; name a port'
  if [[ ${ask[protocol]} == udp ]]; then
    group=Icmp field=OutDestUnreachs
    [[ ${ask[family]} == 4 ]] || group=Icmp6
  fi
  inside_known "${ask[because]}" || skip 'set OUTSIDE_NETNS: who refuses is counted there'
  token=''
  before=$(counter "${ask[because]}" "$group" "$field")
  if dial; then
    back+=$'\n''it was answered'
    return 1
  fi
  [[ $back == *refused* ]] || return 1
  after=$(counter "${ask[because]}" "$group" "$field")
  ((after > before)) && return 0
  back+=$'\n'"refused, but not by ${ask[because]}"
  return 1
}

# sees viewer=X from=A dial=ADDRESS seen=ADDRESS: what A sends arrives at X with that address.
sees() {
  local dialled port=$((40000 + RANDOM % 20000))
  asked "$@" protocol=tcp port="$port" answers="$port"
  ask[to]=${ask[viewer]}
  dialled=$address
  find_address "${ask[seen]}"
  seen=$(plain_address "$address")
  address=$dialled
  listen "${ask[viewer]}"
  within "${ask[within]}" is_seen || fail "${ask[viewer]} does not see ${ask[from]} as ${ask[seen]} ($seen)"
  stop_serving
}

is_seen() {
  dial && [[ $back == "$token "* ]] || return 1
  [[ $(plain_address "${back#* }") == "$seen" ]]
}

# One spelling for an address: IPv4 as it is, IPv6 with all its groups and no leading zeros.
plain_address() {
  local text=${1//[\[\]]/} group plain=''
  local -a head tail
  if [[ $text != *:* || $text == *.* ]]; then
    printf '%s\n' "${text##*:}"
    return
  fi
  IFS=: read -r -a head <<<"${text%%::*}"
  tail=()
  [[ $text != *::* ]] || IFS=: read -r -a tail <<<"${text#*::}"
  while ((${#head[@]} + ${#tail[@]} < 8)); do head+=(0); done
  for group in "${head[@]}" "${tail[@]}"; do
    printf -v group '%x' "0x$group"
    plain+=:$group
  done
  printf '%s\n' "${plain#:}"
}

# ---- The way a packet takes -------------------------------------------------------------------------------------------

# True if the packets pass the nodes of `via` in this order; others may lie between. Pings whose hops run out are
# answered by whoever held them last (RFC 792 time exceeded, RFC 4443 §3.3).
passes() {
  local hops output sender
  local -a ping wanted
  IFS=, read -r -a wanted <<<"${ask[via]}"
  ping=(ping -n "-${ask[family]}" -c 1 -W 1 ${ask[interface]:+-I "${ask[interface]}"})
  back=''
  for ((hops = 1; hops <= 30; hops++)); do
    ran="${ping[*]} -t N $address"
    if output=$(at "${ask[from]}" "${ping[@]}" -t "$hops" "$address" 2>&1); then
      back+="${back:+$'\n'}$hops: $address"
      break
    fi
    [[ $output =~ From\ ([0-9a-f.:]+).*exceeded ]] || {
      back+="${back:+$'\n'}$hops: ${output//$'\n'/ }"
      break
    }
    sender=${BASH_REMATCH[1]}
    back+="${back:+$'\n'}$hops: $sender"
    if ((${#wanted[@]} > 0)) && owns "${wanted[0]}" "$sender"; then wanted=("${wanted[@]:1}"); fi
  done
  ((${#wanted[@]} == 0))
}

# Sets `here` and `came` to the party, and its interface, that has this MAC address.
find_by_mac() {
  local party line name
  for party in host ${OUTSIDE_NETNS:+outside} "${nodes[@]}"; do
    while IFS= read -r line; do
      [[ $line =~ ^[0-9]+:\ ([^:@]+) ]] && name=${BASH_REMATCH[1]}
      [[ ! $line =~ \ master\ ([^ ]+) ]] || name=${BASH_REMATCH[1]}
      here=$party came=$name
      return 0
    done < <(ip_at "$party" -o link show | grep -F " $1 ")
  done
  return 1
}

# True if the party passes on what comes in by the interface.
forwards() {
  local file="/proc/sys/net/ipv4/conf/$2/forwarding"
  [[ ${ask[family]} == 4 ]] || file=/proc/sys/net/ipv6/conf/all/forwarding
  [[ $(at "$1" cat "$file") != 0 ]]
}

# Follows the way from a party to an address, asking each kernel on the way. Sets `here`, where it ends; `why`: `arrives`,
# `has no route`, `does not forward`, `does not answer` or something else in words; and `silent`, who did not answer.
walk() {
  local goal=$2 came='' hops route next dev neighbour
  here=$1 silent=''
  for ((hops = 0; hops < 32; hops++)); do
    back+="${back:+$'\n'}$here, to $goal: "
    if ! inside_known "$here"; then
      why='is out of sight'
      return
    fi
    # A table that has no route says so by its exit code; the text tells that from blackhole and the like.
    if ! route=$(ip_at "$here" -o route get "$goal" 2>&1); then why=$route; else why=''; fi
    [[ $route != local\ * ]] || why=arrives
    if [[ $why != arrives && -n $came ]] && ! forwards "$here" "$came"; then why='does not forward'; fi
    case $why in # as fib_props of net/ipv4/fib_semantics.c has it
      *'Network is unreachable'*) why='has no route' ;;
      *'No route to host'*) why='has an unreachable route' ;;
      *'Permission denied'*) why='has a prohibit route' ;;
      *'Invalid argument'*) why='has a blackhole route' ;;
      *) ;;
    esac
    back+=${why:-${route%%\\*}}
    [[ -z $why ]] || return 0
    [[ $route =~ \ dev\ ([^ ]+) ]] && dev=${BASH_REMATCH[1]}
    next=$goal
    [[ ! $route =~ \ via\ ([^ ]+) ]] || next=${BASH_REMATCH[1]}
    at "$here" ping -n -c 1 -W 1 -I "$dev" "$next" >/dev/null 2>&1 || true
    neighbour=$(ip_at "$here" neighbour show to "$next" dev "$dev" 2>&1) || true
    if [[ ! $neighbour =~ lladdr\ ([0-9a-f:]+) || $neighbour == *FAILED* ]]; then
      silent=$next why='does not answer'
      back+=$'\n'"$here: $next does not answer on $dev"
      return 0
    fi
    if ! find_by_mac "${BASH_REMATCH[1]}"; then
      why="hands over to ${BASH_REMATCH[1]}, which is not of this lab"
      back+=$'\n'"$here $why"
      return 0
    fi
  done
  why='is part of a loop'
}

# True if the reason that the check gives is the one at work: the way there, or the way back, ends at that node so.
blame() {
  local goal=$address route
  ran='ip route get, hop by hop'
  back=''
  walk "${ask[from]}" "$goal"
  if [[ $why == arrives && $here == "${ask[to]}" ]]; then
    route=$(ip_at "${ask[from]}" -o route get "$address")
    [[ $route =~ \ src\ ([^ ]+) ]] && goal=${BASH_REMATCH[1]}
    walk "$here" "$goal"
    if [[ $why == arrives && $here == "${ask[from]}" ]]; then
      keeps_silent
      return
    fi
  fi
  [[ $why == "${ask[reason]}" ]] || return 1
  case $why in
    'does not answer')
      owns "${ask[because]}" "$silent" || [[ ${ask[because]} == "${ask[to]}" && $silent == "$address" ]]
      ;;
    'has no route')
      [[ $here == "${ask[because]}" && (-z ${ask[causes]} || ",${ask[causes]}," == *",$goal,"*) ]]
      ;;
    *) [[ $here == "${ask[because]}" ]] ;;
  esac
}

# The way is whole, there and back: then it must be the target that gets the request and says nothing.
keeps_silent() {
  local group=Icmp field=OutEchoReps requests replies
  [[ ${ask[reason]} == 'does not answer' && ${ask[because]} == "${ask[to]}" ]] || return 1
  [[ ${ask[family]} == 4 ]] || group=Icmp6 field=OutEchoReplies
  requests=$(counter "${ask[to]}" "$group" InEchos)
  replies=$(counter "${ask[to]}" "$group" "$field")
  at "${ask[from]}" ping -n -c 1 -W 1 "$address" >/dev/null 2>&1 || true
  (($(counter "${ask[to]}" "$group" InEchos) > requests)) || return 1
  (($(counter "${ask[to]}" "$group" "$field") == replies))
}
