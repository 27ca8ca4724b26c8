# shellcheck disable=SC2034,SC2154,SC2310,SC2312 # a part of verify.bats: the parts share their names
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
