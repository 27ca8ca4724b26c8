# A machine as Debian installs it, for the tutorials that try the LAWs, with kinds of links that few kernels have.

load ../guest/host

make() { export every_step=yes; }
unmake() { :; }

every_law_tutorial_works
