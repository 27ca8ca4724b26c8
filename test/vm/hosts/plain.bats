# A machine as Debian installs it, with one uplink. Every step of every tutorial stands here once, and its checks hold.

load ../guest/host

make() { export every_step=yes; }
unmake() { :; }

every_tutorial_works
