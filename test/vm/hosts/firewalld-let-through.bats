# firewalld after its owner has done what the labs' sentence asks for.

load ../guest/host

make() {
  start_firewalld
  firewall-cmd --zone=trusted --add-interface=test-bridge
}
unmake() { stop_firewalld; }

# firewall-cmd takes seconds on an emulated processor, so it is these two: out, and in.
works 03-masquerade
works 05-publish
