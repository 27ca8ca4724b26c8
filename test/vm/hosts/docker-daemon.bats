# Docker itself, as Debian ships it: its daemon runs, and what is forwarded is dropped but for what its rules accept.

load ../guest/host

make() { start_docker; }
unmake() { stop_docker; }

every_tutorial_works
