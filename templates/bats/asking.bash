# shellcheck disable=SC2034,SC2154,SC2310,SC2312 # a part of verify.bats: the parts share their names
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
