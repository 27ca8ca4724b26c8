# Which labs a kernel can set up.
# shellcheck shell=bash
# shellcheck disable=SC2154 # root, of who reads this

# possible FILE...: those whose kinds of links this kernel has, as their commands say, or those of their lesson; the virtual machine has them all.
possible() {
  local file said
  local -a type lacking=()
  commands() { grep -shP '^ *(ip .*link (add|set) .* type |tc .* root netem )' "$1" "$root/generated/$(basename "$1" .md)/setup.sh" || true; }
  while read -ra type; do
    said=$(unshare --map-root-user --net ip link add type "${type[@]}" 2>&1) || true
    if [[ $said == *@('nknown device type'|'not supported')* ]]; then lacking+=(-e " type ${type[*]}\b"); fi
  done < <(for file; do commands "$file"; done | grep -oP 'link (add .* type \K\w+|set .* type \Kbridge vlan_filtering 1)' | sort -u)
  if ! unshare --map-root-user --net tc qdisc add dev lo root netem 2>/dev/null; then lacking+=(-e ' root netem '); fi
  # Not grep -q, which leaves before all is written: that would be an answer, too.
  for file; do if ((${#lacking[@]} == 0)) || ! commands "$file" | grep "${lacking[@]}" >/dev/null; then printf '%s\n' "$file"; fi; done
}
