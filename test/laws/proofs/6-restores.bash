# Law 6: a setting that several labs need goes back with the last of them, to the value it had, unless it has changed hands.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2310,SC2312 # names that other proofs set; questions; states stand in arguments

readonly forwarding=/proc/sys/net/ipv4/ip_forward

# orders STANDING WAITING SO_FAR: prints every way to go on, one letter a lab: each that waits may come next, and each that
# stands go. A capital is a setup, a small letter a teardown.
orders() {
  local standing=$1 waiting=$2 i lab
  if [[ -z $standing$waiting ]]; then printf '%s\n' "$3"; fi
  for ((i = 0; i < ${#waiting}; i++)); do
    lab=${waiting:i:1}
    orders "$standing$lab" "${waiting/$lab/}" "$3${lab^}"
  done
  for ((i = 0; i < ${#standing}; i++)); do
    lab=${standing:i:1}
    orders "${standing/$lab/}" "$waiting" "$3$lab"
  done
}

# in_every_order VALUE LAB...: these labs, each set up once and taken down once, in all orders there are; the setting
# was VALUE. While one of them stands it is 1; when one goes, those that stay are whole.
in_every_order() {
  local value=$1 all=abc order before
  local -A folder=([a]=../$2 [b]=../$3 [c]=../${4-})
  echo "$value" >"$forwarding"
  before=$(state exact)
  for order in $(orders '' "${all:0:$#-1}" ''); do
    in_order "$order"
    same "$before" "$(state exact)"
  done
}

# in_order ORDER: of the labs that `folder` names. Without a `value` nobody knows whether the setting is theirs.
in_order() {
  local order=$1 standing='' letter lab i j
  for ((i = 0; i < ${#order}; i++)); do
    letter=${order:i:1} lab=${order:i:1}
    lab=${lab,}
    if [[ $letter != "$lab" ]]; then
      "${folder[$lab]}/setup.sh" --quiet >/dev/null
      standing+=$lab
    else
      "${folder[$lab]}/teardown.sh" --quiet >/dev/null
      standing=${standing/$lab/}
    fi
    if [[ -n $value && $(<"$forwarding") != $((${#standing} ? 1 : value)) ]]; then
      printf 'order %s, after %s: ip_forward is %s\n' "$order" "${order:0:i+1}" "$(<"$forwarding")"
      return 1
    fi
    if [[ $letter == "$lab" ]]; then
      for ((j = 0; j < ${#standing}; j++)); do "${folder[${standing:j:1}]}/setup.sh" --check >/dev/null; done
    fi
  done
}

# Somebody else has set it meanwhile, back or to another value: it stays as they want it, however many labs need it, and the last says so.
changed_meanwhile() {
  local other=../$1 said
  echo 0 >"$forwarding"
  ./setup.sh --quiet >/dev/null
  echo 0 >"$forwarding"
  ./teardown.sh --quiet >/dev/null
  [[ $(<"$forwarding") == 0 ]]
  ./setup.sh --quiet >/dev/null
  "$other/setup.sh" --quiet >/dev/null
  echo 2 >"$forwarding"
  "$other/teardown.sh" --quiet >/dev/null
  [[ $(<"$forwarding") == 2 ]]
  said=$(./teardown.sh 2>&1)
  [[ $(<"$forwarding") == 2 && $said == *'net.ipv4.ip_forward stays 2: somebody else has set it'* ]]
}

# So it is with what the kernel has set along: where the lab has not changed the setting, and where it has.
changed_along() {
  local said along=/proc/sys/net/ipv4/conf/up0/forwarding
  echo 1 >"$forwarding"
  echo 0 >"$along"
  ./setup.sh --quiet >/dev/null
  echo 1 >"$along"
  ./teardown.sh --quiet >/dev/null
  [[ "$(<"$forwarding"), $(<"$along")" == '1, 1' ]]
  echo 0 >"$forwarding"
  echo 1 >"$along"
  ./setup.sh --quiet >/dev/null
  echo 0 >"$along"
  said=$(./teardown.sh 2>&1)
  [[ "$(<"$forwarding"), $(<"$along")" == '0, 0' && $said == *'net/ipv4/conf/up0/forwarding stays 0: somebody else has set it'* ]]
  echo 1 >"$along"
  ./setup.sh --quiet >/dev/null
  ./teardown.sh --quiet >/dev/null
  [[ "$(<"$forwarding"), $(<"$along")" == '0, 1' ]]
}

# The same with a value that is neither ours nor the one before.
setting_of_others() {
  local said filter=/proc/sys/net/ipv4/conf/all/rp_filter
  echo 1 >"$filter"
  ./setup.sh --quiet >/dev/null
  [[ $(<"$filter") == 2 ]]
  echo 0 >"$filter"
  said=$(./teardown.sh 2>&1)
  [[ $(<"$filter") == 0 && $said == *net.ipv4.conf.all.rp_filter*'somebody else'* ]]
}

# Docker, which needs forwarding, has come meanwhile: it does not lose it.
docker_came() {
  local said
  echo 0 >"$forwarding"
  ./setup.sh --quiet >/dev/null
  ip link add docker0 type bridge
  said=$(./teardown.sh 2>&1)
  [[ $(<"$forwarding") == 1 && $said == *Docker* ]]
}

# A setup that repairs the setting does not take the broken value for the one before.
repaired() {
  local filter=/proc/sys/net/ipv4/conf/all/rp_filter
  echo 1 >"$filter"
  ./setup.sh --quiet >/dev/null
  echo 0 >"$filter"
  ./setup.sh --quiet >/dev/null
  [[ $(<"$filter") == 2 ]]
  ./teardown.sh --quiet >/dev/null
  [[ $(<"$filter") == 1 ]]
}
