# A control: the lab stops with the right status, but without the sentence that is asked for.
# fails: it does not say: please

load ../guest/host

make() { hide flock; }
unmake() { show_again; }

every_tutorial_works_but 3 please 01-two-namespaces 02-bridge 03-masquerade 04-two-uplinks 05-publish
