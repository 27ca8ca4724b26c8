# Addresses: the routes that come and go with them, and their order. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# compare_connected ADDRESS WHERE: with an address comes a route to its subnet, which somebody may have deleted (fib_add_ifaddr() of
# net/ipv4/fib_frontend.c, addrconf_prefix_route() of net/ipv6/addrconf.c). It comes back before those whose next hops it leads to.
compare_connected() {
  local address=${1#* address } dev source subnet='' command
  dev=${address##* } address=${address% dev *}
  if [[ ${have[$1]} != 1 || -n ${busy[$2]-} || $dev == lo || "${have["$2 link $dev"]-}" != *' state up '* ]]; then return; fi
  if [[ $address == *:* ]]; then
    if [[ $address == */128 || -n ${have["$2 connected -6 dev $dev"]-} ]]; then return; fi
    command="$address dev $dev proto kernel metric 256"
  else
    source=${address%% *} source=${source%/*}
    if [[ $address == */32 || -n ${have["$2 connected $source dev $dev"]-} ]]; then return; fi
    subnet_of "${address##* }"
    command="$subnet dev $dev proto kernel scope link src $source"
  fi
  in_words "$2"
  # The kernel itself appends it: another interface may have the same subnet.
  early+=("ip $2 route append $command") early_fact+=("$entry")
  not_fine
  drift+=("missing: route to the subnet of $address dev $dev$at")
}

# subnet_of ADDRESS/LENGTH: sets `subnet`, of IPv4.
subnet_of() {
  local a b c d bits number
  IFS=./ read -r a b c d bits <<<"$1"
  number=$(((a << 24 | b << 16 | c << 8 | d) & 0xffffffff << 32 - bits))
  subnet=$((number >> 24 & 255)).$((number >> 16 & 255)).$((number >> 8 & 255)).$((number & 255))/$bits
}

# Of the addresses of an IPv4 subnet on an interface the first is the primary one: from that the kernel sends, and with it the others go
# (__inet_del_ifa() of net/ipv4/devinet.c). compare_order: where another one is first, those of the lesson are made anew, in its order.
compare_order() {
  local key where dev address given_here
  local -A in_order=()
  if [[ ${#standing[@]} == 0 && "${have[*]}" != *" group $group "* ]]; then return; fi # nothing of the lab stands
  for entry in "${!fact[@]}"; do
    key=${fact[entry]}
    if [[ $key == *' address '*.*/* && $key != *:* && ${want[$key]-} == "$entry" ]]; then
      where=${key%% *} address=${key#* address }
      in_order["$where ${key##* }"]+=" ${address%% dev *}"
    fi
  done
  for key in "${!in_order[@]}"; do
    given_here=${in_order[$key]# } where=${key%% *} dev=${key##* }
    if [[ $given_here == *' '* || ${have["$where address $given_here dev $dev"]-} == secondary ]]; then order_addresses; fi
  done
}

# order_addresses: `given_here`, those that the lesson gives `dev` in the place `where`.
order_addresses() {
  local subnet address
  local -A judged=()
  for address in $given_here; do
    subnet_of "$address"
    if [[ -z ${judged[$subnet]-} ]]; then
      judged[$subnet]=right
      if is_overtaken; then judged[$subnet]=wrong; fi
    fi
    if [[ ${judged[$subnet]} == wrong && -n ${have["$where address $address dev $dev"]-} ]]; then
      in_words "$where"
      remove ip "$where" "address delete $address dev $dev" "changed: address $address dev $dev$at, another one of its subnet comes before it"
      have["$where address $address dev $dev"]='' left_bare["$where $dev"]=1 left_bare["$where src ${address%/*}"]=1
    fi
  done
}

# is_overtaken: the primary one of `subnet` is another than `address`, and one that comes after it in the lesson, or goes.
is_overtaken() {
  local key other wanted=$subnet
  for key in "${!have[@]}"; do
    if [[ $key != "$where address "*" dev $dev" || $key == *:* || ${have[$key]} != 1 ]]; then continue; fi
    other=${key#* address } other=${other%% dev *}
    subnet_of "${other##* }"
    if [[ $subnet == "$wanted" && $other != "$address" ]]; then
      [[ " $given_here " == *" $other "* ]] || { [[ -z ${busy[$where]-} ]] && ! known "$key"; }
      return
    fi
  done
  subnet=$wanted
  return 1
}

# remake_routes: with the last IPv4 address of an interface its routes go (fib_disable_ip() of net/ipv4/fib_frontend.c), and are made
# anew: those of each WHERE DEV in `left_bare`, and those of each WHERE src ADDRESS.
remake_routes() {
  local key
  for key in "${!have[@]}"; do
    if [[ $key == *' address '* && $key != *:* && -n ${have[$key]} ]] && { [[ ${have[$key]} == automatic ]] || known "$key"; }; then
      unset "left_bare[${key%% *} ${key##* }]"
    fi
  done
  for entry in "${!fact[@]}"; do
    key=${fact[entry]} where=${fact[entry]%% *}
    if [[ $key != *' route '*' dev '* || $key == *:* || $key == *' nexthop '* || ${want[$key]-} != "$entry" || -z ${have[$key]-} ]]; then continue; fi
    dev=${key#* dev } dev=${dev%% *} line=${key#* src }
    if [[ -n ${left_bare["$where $dev"]-}${left_bare["$where src ${line%% *}"]-} ]]; then
      need ip "$where" "${fact_command[entry]}"
      not_fine
    fi
  done
}
