# prints_lines PATTERN COMMAND...: it works, and among what it prints are such lines; a run of blanks is one.
prints_lines() {
  local said status=0
  said=$("${@:2}") || status=$?
  printf '%s\n' "$said"
  [[ $'\n'$(tr -s ' \t' ' ' <<<"$said")$'\n' =~ $1 ]] && return "$status"
}
