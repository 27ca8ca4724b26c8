# What other managers of network namespaces have left: Docker's own folder, names of CNI and pipework, dead names, links
# whose far end is in a namespace without a name, rules and tables of others, and names that only begin like the labs'.

load ../guest/host

make() {
  mkdir -p /run/docker/netns
  ip netns add leftover
  touch /run/docker/netns/1a2b3c4d5e6f
  mount --bind /run/netns/leftover /run/docker/netns/1a2b3c4d5e6f
  ip netns delete leftover
  ip netns add cni-0b1c2d3e-4f5a-6789-abcd-ef0123456789
  ip netns add namespace10
  touch /run/netns/dead
  unshare --net sleep infinity 3>&- &
  printf '%s\n' "$!" >/tmp/sleeper
  ln -s "/proc/$!/ns/net" "/run/netns/$!"
  until [[ ! /proc/$!/ns/net -ef /proc/self/ns/net ]]; do sleep 0.1; done
  ip link add vethf00d type veth peer name eth0 netns "$!"
  ip link add br-1a2b3c4d5e6f up type bridge
  ip link set vethf00d master br-1a2b3c4d5e6f up
  ip link add veth10 up type dummy
  ip link add test-bridge0 up type bridge
  ip rule add pref 100 from 10.9.0.0/16 lookup 100
  ip route add blackhole 10.9.0.0/16 table 100
  nft 'add table inet cni; add chain inet cni forward { type filter hook forward priority 0; policy accept; }'
  iptables-nft -t nat -A POSTROUTING -s 10.88.0.0/16 -j MASQUERADE -m comment --comment 'name: "podman" id: "1a2b"'
  tc qdisc add dev eth0 clsact
}

unmake() {
  tc qdisc delete dev eth0 clsact
  nft delete table ip nat
  nft delete table inet cni
  ip route delete blackhole 10.9.0.0/16 table 100
  ip rule delete pref 100
  ip link delete test-bridge0
  ip link delete veth10
  ip link delete br-1a2b3c4d5e6f
  ip link delete vethf00d
  rm "/run/netns/$(</tmp/sleeper)" /run/netns/dead
  kill "$(</tmp/sleeper)"
  ip netns delete namespace10
  ip netns delete cni-0b1c2d3e-4f5a-6789-abcd-ef0123456789
  umount /run/docker/netns/1a2b3c4d5e6f
  rm -r /run/docker
}

every_tutorial_works
