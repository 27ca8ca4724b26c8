# shellcheck disable=SC2034,SC2154,SC2310,SC2312 # a part of verify.bats: the parts share their names
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
