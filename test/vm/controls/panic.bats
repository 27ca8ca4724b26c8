# A control: the kernel panics while the host is made.
# fails: the machine did not come back

load ../guest/host

make() { echo c >/proc/sysrq-trigger; }
unmake() { :; }

works 01-two-namespaces
