# A control: the teardown leaves something.
# fails: the machine is not as before its set-up

load ../guest/host

make() { sed -i 's/^main "$@"/&; ip rule add pref 77 lookup 77/' /netgen/labs/01-two-namespaces/teardown.sh; }
unmake() {
  sed -i 's/; ip rule add pref 77 lookup 77$//' /netgen/labs/01-two-namespaces/teardown.sh
  ip rule delete pref 77
}

works 01-two-namespaces
