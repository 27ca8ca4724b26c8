# What the head of a script declares, for a lab that no tutorial makes; a test sets them as it needs them.
# shellcheck shell=bash
# shellcheck disable=SC2034 # the parts of the runtime read these
lab=demo group=4242 own_table=netgen_demo tutorial=tutorials/demo.md
steps=(cable addresses way-out)
namespaces=(left right) ipv6=()
features=()
commands=(ip)
sources=(10:3 20:7)

# parts_of setup|teardown FOLDER: prints the parts that this script may have, those of the core first.
parts_of() {
  local part
  for part in "$2"/core/*.bash; do
    case $1:${part##*/} in
      *:both.bash | teardown:teardown.bash) printf '%s\n' "$part" ;;
      teardown:* | setup:teardown.bash) ;;
      *) printf '%s\n' "$part" ;;
    esac
  done
  for part in "$2"/*/both.bash "$2"/*/"$1".bash; do
    if [[ $part != "$2"/core/* ]]; then printf '%s\n' "$part"; fi
  done
}
