# No program sysctl: Debian's package procps is not essential.

load ../guest/host

make() { hide sysctl; }
unmake() { show_again; }

every_tutorial_works_but 3 'needs sysctl; on Debian or Ubuntu: apt-get install procps' \
  02-bridge 03-masquerade 04-two-uplinks 05-publish
