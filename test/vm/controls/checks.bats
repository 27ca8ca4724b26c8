# A control: the next hop answers nobody, so the checks that lead outside do not hold.
# fails: checks of step

load ../guest/host

make() { ip -n outside link set o0 down; }
unmake() {
  ip -n outside link set o0 up
  ip -n outside address add 2001:db8:ffff::1/64 dev o0 nodad
}

works 03-masquerade
