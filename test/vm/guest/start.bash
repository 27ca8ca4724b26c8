#!/usr/bin/env bash
# The first process of the machine's userland: makes the world around it, then tries hosts as they are named to it.
# shellcheck disable=SC2312 # what is not there prints nothing
set -uo pipefail
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb LC_ALL=C.UTF-8
readonly here=/netgen/vm
# shellcheck source=test/vm/guest/world.bash
source "${here}/guest/world.bash"

# The console is the kernel's; over the virtio port, which can be opened only once, we talk with run.bash.
for port in /dev/vport*p1; do exec 0<>"${port}" 1>&0 2>/dev/ttyS0; done

# try_host FILE: Bats prints the results. The machine must be as it was after its start, or it is not used again.
try_host() {
  # What the host's daemons may hold open is not ours.
  timeout 600 /netgen/bats/bin/bats --formatter tap --timing "${here}/$1" </dev/null | cat
  bash "${here}/guest/snapshot.bash" >/tmp/after
  if diff /tmp/before /tmp/after >/tmp/difference; then
    printf 'vm: end clean\n'
  else
    grep '^[<>]' /tmp/difference | head -n 40 | sed 's/^/# not as before: /'
    printf 'vm: end unclean\n'
  fi
}

# To open a file of the machine outside is a question to qemu; a file that is copied up opens twice as fast.
xargs touch -c </netgen/often
make_world
bash "${here}/guest/snapshot.bash" >/tmp/before
printf 'vm: ready\n'
while read -r host; do try_host "${host}"; done
echo o >/proc/sysrq-trigger
