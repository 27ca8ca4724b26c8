# ends STATUS COMMAND...: it ends with that status.
ends() {
  local status=0
  "${@:2}" || status=$?
  if ((status != $1)); then echo "it ends with $status" && return 1; fi
}
