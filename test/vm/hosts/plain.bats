# A machine as Debian installs it, with one uplink. Here every step of every tutorial is tried, also of those that try the LAWs.

load ../guest/host

make() { export every_step=yes; }
unmake() { :; }

every_tutorial_works
works break-fix
works everything
works macvlan
works settings
