# arrives host|NETNS COUNTERS COMMAND...: it works, and one of these counters of the kernel rises there.
arrives() {
  local was
  was=$(counted "$1" "$2")
  "${@:3}" || return
  if (($(counted "$1" "$2") == was)); then echo "$2 of $1 has not risen" && return 1; fi
}

counted() {
  if [[ $1 == host ]]; then nstat -asz; else ip netns exec "$1" nstat -asz; fi \
    | awk -v names="^($2)$" '$1 ~ names { n += $2 } END { print n + 0 }'
}
