# ufw as Debian ships it, switched on: what is forwarded is dropped, and so is what comes in.

load ../guest/host

# The package's set-up script puts these into place; here the package is only unpacked.
make() {
  local name
  save_settings
  for name in before after before6 after6 user user6; do install -m 640 "/usr/share/ufw/${name}.rules" "/etc/ufw/${name}.rules"; done
  for name in before after; do install -m 640 "/usr/share/ufw/${name}.init" "/etc/ufw/${name}.init"; done
  install -m 644 /usr/share/ufw/ufw.conf /etc/ufw/ufw.conf
  ufw --force enable
  [[ $(iptables-nft -S FORWARD) == '-P FORWARD DROP'* ]]
}

unmake() {
  local family table
  ufw --force disable
  for family in ip ip6; do
    for table in filter nat mangle raw; do nft delete table "${family}" "${table}" 2>/dev/null || true; done
  done
  restore_settings
  rm -rf /run/ufw.lock
}

every_tutorial_works
