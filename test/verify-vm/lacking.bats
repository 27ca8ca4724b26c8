# A lab that needs what this kernel lacks: skipped by name, with the command that tries it elsewhere.
# shellcheck shell=bash
# shellcheck disable=SC2154 # names of Bats
bats_require_minimum_version 1.5.0

setup() {
  cd "${BATS_TEST_TMPDIR}" || exit
  export cli=${BATS_TEST_DIRNAME}/../../dist/cli.js
}

netgen() { node "${cli}" "$@"; }

# What small kernels lack: a link of a kind of its own, and a command that makes another.
rare_lesson() {
  cat >rare.md <<'MARKDOWN'
# Rare

```topology
lab: rare
nodes: [a, b, c]
links:
  - a 10.0.0.1/24 -- b:eth0 10.0.0.2/24
  - c 10.0.0.3/24 -- b:eth0: { kind: macvlan }
checks:
  - c reaches a
  - { in: a, run: ip link add d0 type dummy && ip link show d0 && ip link delete d0, prints: "...d0..." }
```
MARKDOWN
}

# An `ip` that speaks for a kernel without macvlan, in the place of the real one. In a batch the type has a name that no kernel
# knows, so what is said of it, and of which line, is the real one's.
lack_macvlan() {
  local ip
  ip=$(readlink -f "$(type -P ip)")
  cp "${ip}" real-ip
  cat >ip <<BASH
#!/bin/bash
if [[ \$* == *'type macvlan'* ]]; then echo 'Error: Unknown device type.' >&2 && exit 2; fi
if [[ \$* == *-batch* ]]; then exec ${PWD}/real-ip "\$@" < <(sed 's/type macvlan/type no-such-type/'); fi
exec ${PWD}/real-ip "\$@"
BASH
  chmod 755 ip
  mount --bind ip "${ip}"
  netgen "$@"
}

@test 'a kind that the kernel lacks is skipped by name, and says where it can be tried' {
  rare_lesson
  export -f lack_macvlan netgen
  run --separate-stderr unshare --mount bash -ec 'lack_macvlan "$@"' lack verify rare.md
  ((status == 3))
  [[ ${output} == *'skipped'*'this kernel has no links of type macvlan'*'netgen verify --vm tries it in a virtual machine'* ]]
}
