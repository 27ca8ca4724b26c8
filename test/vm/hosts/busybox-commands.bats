# A machine like Alpine: what coreutils, sed, grep and util-linux do elsewhere, busybox does here.

load ../guest/host

# Debian's busybox prefers its own `ip` wherever it runs a command for somebody, unlike Alpine's. So those that do are others'.
make() {
  local name
  mkdir /busybox
  /bin/busybox --install -s /busybox
  for name in bash env flock ip nft nsenter python3 setsid sh timeout unshare xargs; do
    ln -sf "$(type -P "${name}")" "/busybox/${name}"
  done
}
unmake() { rm -r /busybox; }
export script_path=/busybox

every_tutorial_works
