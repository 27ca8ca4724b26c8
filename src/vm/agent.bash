# Runs in a virtual machine, as its first process: carries out what netgen asks for over the virtio port.
#
# Asked: `run ID WORDS INPUT`, and behind the line so many bytes of words, each ended by a zero byte, and so many of standard input;
# `hold ID WORDS`, the same without input: a command that says a line when it stands, and stands until `end ID`.
# Answered, in any order: `done ID STATUS OUT ERR`, and behind the line so many bytes of output; `held ID PID`, when it stands.
# By itself: `ready RELEASE` once, and `alive` from time to time.
# shellcheck disable=SC2312 # what is not there prints nothing
set -uo pipefail
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8

readonly work=/run/agent
mkdir "${work}"
exec </dev/null >/dev/console 2>&1
for port in /dev/vport*p1; do exec 3<>"${port}"; done

# say LINE [FILE...]: a whole answer at a time. A lock belongs to who has opened the file, so each opens it anew.
say() {
  {
    flock 9
    printf '%s\n' "$1"
    if (($# > 1)); then cat "${@:2}"; fi
  } >&3 9>>"${work}/lock"
}

# answer ID STATUS
answer() {
  local out err
  out=$(stat --format=%s "${work}/$1.out") err=$(stat --format=%s "${work}/$1.err")
  # Who is left in the background may write on; what is promised is sent.
  head -c "${out}" "${work}/$1.out" >"${work}/$1.out-now"
  head -c "${err}" "${work}/$1.err" >"${work}/$1.err-now"
  say "done $1 $2 ${out} ${err}" "${work}/$1.out-now" "${work}/$1.err-now"
  rm -f "${work}/$1".*
}

run() {
  local -a words
  local status=0
  mapfile -t -d '' words <"${work}/$1.words"
  "${words[@]}" <"${work}/$1.in" >"${work}/$1.out" 2>"${work}/$1.err" 3>&- || status=$?
  answer "$1" "${status}"
}

# tell_held ID: reads what the command says.
tell_held() {
  if IFS= read -r _; then
    while [[ ! -s ${work}/$1.pid ]]; do sleep 0.01; done
    say "held $1 $(<"${work}/$1.pid")"
  fi
  cat >/dev/null
}

hold() {
  local -a words
  local status=0 pid
  mapfile -t -d '' words <"${work}/$1.words"
  mkfifo "${work}/$1.in"
  : >"${work}/$1.out"
  # Open at both ends, the pipe never ends by itself.
  "${words[@]}" <>"${work}/$1.in" > >(tell_held "$1") 2>"${work}/$1.err" 3>&- &
  pid=$!
  printf '%s\n' "${pid}" >"${work}/$1.pid"
  wait "${pid}" || status=$?
  answer "$1" "${status}"
}

# A machine knows its own name, or programs that ask for it wait for a name server.
if [[ -s /etc/hostname ]]; then cat /etc/hostname >/proc/sys/kernel/hostname; fi
# Modules of tunnels bring interfaces along. In namespaces they would look like what a lab has left behind.
if [[ -e /proc/sys/net/core/fb_tunnels_only_for_init_net ]]; then echo 2 >/proc/sys/net/core/fb_tunnels_only_for_init_net; fi
ip link set lo up
say 'stage loading programs'
xargs -a /run/often touch -c
say "ready $(uname -r)"
while sleep 10; do say alive; done &

while read -r -u 3 what id bytes input; do
  case ${what} in
    run | hold)
      head -c "${bytes}" <&3 >"${work}/${id}.words"
      if [[ ${what} == run ]]; then head -c "${input}" <&3 >"${work}/${id}.in"; fi
      "${what}" "${id}" &
      ;;
    # It may have ended by itself.
    end) if [[ -e ${work}/${id}.pid ]]; then kill -KILL "$(<"${work}/${id}.pid")"; fi ;;
    *) ;;
  esac
done
echo o >/proc/sysrq-trigger
sleep 60
