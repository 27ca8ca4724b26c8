# How something is tried in the virtual machine.
# shellcheck shell=bash

# What its kernel has and others may lack.
modprobe -a macvlan dummy vrf br_netfilter nf_tables nf_conntrack overlay veth bridge sch_netem ip_gre ipip sit ip6_gre geneve wireguard ipvlan

number=0
# tried NAME COMMAND...
tried() {
  local said status=0 began=${SECONDS}
  number=$((number + 1))
  said=$(bash "${@:2}" 2>&1) || status=$?
  if ((status)); then printf 'not ok %s %s\n%s\n' "${number}" "$1" "$(tail -n 30 <<<"${said}" | sed 's/^/# /')"; else printf 'ok %s %s # %s s\n' "${number}" "$1" "$((SECONDS - began))"; fi
}
# holds NAME LAB FUNCTION [ARGUMENT...]
holds() { tried "$1" /netgen/kernel/prove "/netgen/labs/$2" "${@:3}"; }
# holds_by_role NAME LAB FUNCTION
holds_by_role() { tried "$1" /netgen/ansible/prove "/netgen/labs/$2" "$3"; }
