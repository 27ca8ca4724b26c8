# The labs on the pages of kinds, which together use every word of the language.
# shellcheck disable=SC2154 # names that Bats gives

load suite
setup_file() { build_labs "$root/src/kinds"; }

# possible FILE...: those whose kinds of links this kernel has; the virtual machine has them all.
possible() {
  local file
  local -a type lacking=()
  while read -ra type; do
    if unshare --map-root-user --net ip link add type "${type[@]}" |& grep -qE 'nknown device type|not supported'; then lacking+=(-e " type ${type[*]}\b"); fi
  done < <(grep -ohP '^ip .*link (add .* type \K\w+|set .* type \Kbridge vlan_filtering 1)' "$@" | sort -u)
  for file; do if ((${#lacking[@]} == 0)) || ! grep -q "${lacking[@]}" "$file"; then printf '%s\n' "$file"; fi; done
}

mapfile -t files < <(possible "$root"/src/kinds/*/*.md)
every_point 2 "${files[@]}"
for file in "$root"/src/kinds/*/*.md; do
  if [[ " ${files[*]} " != *" $file "* ]]; then
    bats_test_function --description "$(basename "$file" .md): only in a virtual machine" --tags '' -- skip "this kernel lacks a kind of link of ${file##*/}"
  fi
done
unset files file
