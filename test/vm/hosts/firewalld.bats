# firewalld as Debian ships it: every interface is in the zone public, and what is forwarded is rejected in the end.

load ../guest/host

make() {
  save_settings
  start_bus
  firewalld --nofork --nopid >/tmp/firewalld 2>&1 3>&- &
  printf '%s\n' "$!" >/tmp/firewalld-pid
  wait_until nft_rules_of_firewalld
}

nft_rules_of_firewalld() { [[ $(nft list chain inet firewalld filter_FORWARD 2>/dev/null) == *reject* ]]; }

unmake() {
  kill "$(</tmp/firewalld-pid)"
  wait_until ended "$(</tmp/firewalld-pid)"
  stop_bus
  nft delete table inet firewalld 2>/dev/null || true
  rm -rf /run/firewalld
  restore_settings
}

every_tutorial_works
