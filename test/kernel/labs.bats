# The labs on the pages of kinds, which together use every word of the language.
# shellcheck disable=SC2154 # names that Bats gives

load suite
setup_file() {
  local file
  build_labs "$root/src/kinds"
  for file in "$root"/src/kinds/*/*.md; do
    if [[ " ${files[*]} " != *" $file "* ]]; then printf '# ! %s: only in the virtual machine of test/vm, for this kernel lacks a kind of its links\n' "${file##*/}" >&3; fi
  done
}

# possible FILE...: those whose kinds of links this kernel has; the virtual machine has them all.
possible() {
  local file
  local -a type lacking=()
  while read -ra type; do
    if unshare --map-root-user --net ip link add type "${type[@]}" |& grep -qE 'nknown device type|not supported'; then lacking+=(-e " type ${type[*]}\b"); fi
  done < <(grep -ohP '^ip .*link (add .* type \K\w+|set .* type \Kbridge vlan_filtering 1)' "$@" | sort -u)
  if ! unshare --map-root-user --net tc qdisc add dev lo root netem 2>/dev/null; then lacking+=(-e ' root netem '); fi
  for file; do if ((${#lacking[@]} == 0)) || ! grep -q "${lacking[@]}" "$file"; then printf '%s\n' "$file"; fi; done
}

mapfile -t files < <(possible "$root"/src/kinds/*/*.md)
every_point 2 "${files[@]}"
readonly files
