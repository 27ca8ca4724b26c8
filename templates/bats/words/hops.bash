# hops PING...: who has the packets after one hop, after two, and so on.
hops() {
  local hop said from='From ([0-9a-f.:]+) .*exceeded'
  for hop in {1..30}; do
    if said=$("$@" -t "$hop" 2>&1) || [[ ! $said =~ $from ]]; then break; fi
    printf '%s ' "${BASH_REMATCH[1]}"
  done
  printf '\n%s\n' "$said"
}
