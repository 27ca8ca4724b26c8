# NetworkManager with udev, managing whatever it may: it looks at each interface that comes up.

load ../guest/host

make() {
  save_settings
  start_udev
  start_bus
  printf '[main]\nplugins=keyfile\ndhcp=internal\n[keyfile]\nunmanaged-devices=none\n' >/tmp/NetworkManager.conf
  NetworkManager --no-daemon --config=/tmp/NetworkManager.conf >/tmp/NetworkManager 2>&1 3>&- &
  printf '%s\n' "$!" >/tmp/NetworkManager-pid
  wait_until manages_eth0
}

manages_eth0() { [[ $(nmcli -t -f DEVICE,STATE device) == *eth0:connected* ]]; }

unmake() {
  kill "$(</tmp/NetworkManager-pid)"
  wait_until ended "$(</tmp/NetworkManager-pid)"
  stop_bus
  stop_udev
  rm -rf /run/NetworkManager
  restore_settings
}

every_tutorial_works
