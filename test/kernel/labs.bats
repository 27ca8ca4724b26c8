# The labs on the pages of kinds, which together use every word of the language.
# shellcheck disable=SC2154 # names that Bats gives

load suite
setup_file() { build_labs "$root/src/kinds"; }

# possible FILE...: those whose kinds of links this kernel has; the virtual machine has them all.
possible() {
  local type file
  local -a lacking=()
  while read -r type; do
    if unshare --map-root-user --net ip link add type "$type" |& grep -qE 'nknown device type|not supported'; then lacking+=(-e " type $type\b"); fi
  done < <(grep -ohP '^ip .*link add .* type \K\w+' "$@" | sort -u)
  for file; do if ((${#lacking[@]} == 0)) || ! grep -q "${lacking[@]}" "$file"; then printf '%s\n' "$file"; fi; done
}

mapfile -t files < <(possible "$root"/src/kinds/*/*.md)
every_point 2 "${files[@]}"
unset files
