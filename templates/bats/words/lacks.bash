# lacks PATTERN COMMAND...: it works, and no line of what it prints is like that.
lacks() {
  local said
  said=$("${@:2}") || return
  printf '%s\n' "$said"
  ! grep -aqE -e "$1" <<<"$said"
}
