# Waits until what comes by itself after a set-up has come: IPv6 addresses are no longer tentative, links know their carrier.
# Usage: bash -c "$(cat settle.bash)" settle NAMESPACE...
# The kernel tells of a carrier once a second (net/core/link_watch.c); a tentative address takes as long (RFC 4862 §5.4).
# shellcheck disable=SC2310,SC2312

tentative() {
  local name
  ip -6 -o address show tentative | grep -qv dadfailed && return 0
  for name; do
    ip -n "$name" -6 -o address show tentative | grep -qv dadfailed && return 0
  done
  return 1
}

sleep 1
for _ in {1..30}; do
  tentative "$@" || exit 0
  sleep 0.1
done
