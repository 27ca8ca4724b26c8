#!/usr/bin/env bash
# One virtual machine with Debian's kernel, for all that is tried in it. Answers as Bats does. It is the machine of netgen verify --vm, with a
# guest of its own. It tries what the kernel of this machine cannot try; with GUEST, all labs. Usage: test/vm/run.bash [GUEST]
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "${here}/../.." && pwd)
readonly here root
# shellcheck source=test/vm/kernel.bash
source "${here}/kernel.bash"
# shellcheck source=test/kernel/possible.bash
source "${root}/test/kernel/possible.bash"

# A machine says something at least so often, in seconds, or it hangs: far more than the longest test, a role of many labs, takes on a busy processor.
readonly silence=3600
# The machine sees the files of this one, but for /tmp and /run.
mkdir -p "${kernels}"
share=$(mktemp -d "${kernels%/*}/share-XXXXXX")
readonly share
trap 'rm -rf -- "${share}"' EXIT

# make_share [GUEST]: what the guest works with.
make_share() {
  local -a labs=() here_too=()
  mapfile -t labs < <(printf '%s\n' "${root}"/tutorials/*[^N].md "${root}"/src/kinds/*/*.md)
  mapfile -t here_too < <(possible "${labs[@]}")
  # The last is the one that Docker is in the way of.
  if (($# == 0)); then
    mapfile -t labs < <(printf '%s\n' "${labs[@]}" | grep -vxFf <(printf '%s\n' "${here_too[@]}"))
    labs+=("${root}/tutorials/05-publish.md")
  fi
  cp -r "${root}/test/kernel" "${root}/test/ansible" "${share}"
  cp "${here}/try.bash" "${share}"
  cp "${1-${here}/guest.bash}" "${share}/guest.bash"
  printf '%s\n' "${here_too[@]##*/}" >"${share}/here-too"
  node "${root}/dist/cli.js" build --out "${share}/labs" "${labs[@]}" >"${share}/build" 2>&1 || {
    cat "${share}/build" >&2
    return 1
  }
}

# The programs of netgen, as src/vm/virtual-machine.ts puts them together.
start_machine() {
  local vm=${root}/src/vm agent
  printf -v agent 'share=%q\n%s' "${share}" "$(<"${here}/start.bash")"
  coproc MACHINE {
    NETGEN_INIT=$(<"${vm}/init.bash") NETGEN_AGENT=${agent} \
      exec setpriv --pdeathsig TERM bash -c "$(<"${vm}/machine.bash")" machine "${kernel}" "${modules}" \
      2>"${share}/console"
  }
  # shellcheck disable=SC2154 # of coproc
  exec {from}<&"${MACHINE[0]}"
}

main() {
  local line ended='' why=${share}/why
  if ! make_kernel >"${why}"; then
    if [[ -n ${CI-} ]]; then printf 'not '; fi
    printf 'ok 1 virtual machine # skip %s\n' "$(<"${why}")"
    return
  fi
  make_share "$@"
  start_machine
  while IFS= read -r -t "${silence}" -u "${from}" line; do
    line=${line%$'\r'}
    case ${line} in
      'vm: end') ended=yes && break ;;
      stage* | accelerator*) printf '# %s s: %s\n' "${SECONDS}" "${line}" ;;
      *) printf '%s\n' "${line}" ;;
    esac
  done
  if [[ -z ${ended} ]]; then
    printf 'not ok 0 the machine has said nothing for %s s, or ended; the last lines of its console:\n' "${silence}"
    tail -n 20 "${share}/console" | tr -d '\r' | sed 's/^/# /'
  fi
  kill "${MACHINE_PID}" 2>/dev/null || true
  wait "${MACHINE_PID}" 2>/dev/null || true
}

main "$@"
