# systemd-networkd with udev: it configures the uplink, and throws away routes and rules that it does not know.

load ../guest/host

make() {
  save_settings
  start_udev
  mkdir -p /run/systemd/network /run/systemd/netif
  cat >/run/systemd/network/10-uplink.network <<'NETWORK'
[Match]
Name=eth0
[Network]
Address=192.0.2.2/24
Address=2001:db8:ffff::2/64
Gateway=192.0.2.1
Gateway=2001:db8:ffff::1
IPv6AcceptRA=no
LinkLocalAddressing=ipv6
NETWORK
  # The package's set-up script makes this user; here the package may only be unpacked.
  if ! getent passwd systemd-network >/dev/null; then
    printf 'systemd-network:x:998:998::/:/usr/sbin/nologin\n' >>/etc/passwd
    printf 'systemd-network:x:998:\n' >>/etc/group
  fi
  chown -R systemd-network: /run/systemd/netif
  /usr/lib/systemd/systemd-networkd >/tmp/networkd 2>&1 3>&- &
  printf '%s\n' "$!" >/tmp/networkd-pid
  wait_until configured
}

configured() { [[ $(ip route show default) == *'proto static'* ]]; }

unmake() {
  kill "$(</tmp/networkd-pid)"
  wait_until ended "$(</tmp/networkd-pid)"
  stop_udev
  rm -rf /run/systemd
  restore_settings
  ip address flush dev eth0
  ip -6 route flush default
  address_uplink eth0
  add_default_routes eth0
}

every_tutorial_works
