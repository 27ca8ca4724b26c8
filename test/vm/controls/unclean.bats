# A control: the host is not taken back.
# fails: afterwards the machine is unclean

load ../guest/host

make() { ip link add left type dummy; }
unmake() { :; }

works 01-two-namespaces
