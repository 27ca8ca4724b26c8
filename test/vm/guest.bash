# What is tried in the virtual machine, each on a machine of its own inside: all labs, and what its kernel has and others may lack.
# shellcheck shell=bash
set -uo pipefail

number=0
# holds NAME LAB FUNCTION [ARGUMENT...]
holds() {
  local said status=0 began=${SECONDS}
  number=$((number + 1))
  said=$(bash /netgen/kernel/prove "/netgen/labs/$2" "${@:3}" 2>&1) || status=$?
  if ((status)); then printf 'not ok %s %s\n%s\n' "${number}" "$1" "$(tail -n 30 <<<"${said}" | sed 's/^/# /')"; else printf 'ok %s %s # %s s\n' "${number}" "$1" "$((SECONDS - began))"; fi
}

modprobe -a macvlan dummy vrf br_netfilter nf_tables nf_conntrack overlay veth bridge sch_netem ip_gre ipip sit ip6_gre geneve
for lab in /netgen/labs/*/setup.sh; do
  lab=$(basename "$(dirname "${lab}")")
  holds "${lab} on Debian's kernel" "${lab}" works
done
holds 'Docker drops what is forwarded, also across a bridge' 05-publish docker nft
