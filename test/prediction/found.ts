// Small networks in which the prediction once differed from a kernel, each with what Linux 6.12 says there, where it differed.

export interface Found {
  /** What the kernel does. */
  readonly title: string;
  /** What stands below `lab: found`. */
  readonly lab: string;
  /** Who asks, by what, which address, and of what length or bound to what; and what came of it. `cannot be known` is the prediction's, where the kernel is not always of one mind. */
  readonly says: readonly string[];
}

export const found: readonly Found[] = [
  {
    title:
      'a macvlan hears its parent, and others of any mode but private, where the switch sends back what it gets, but a parent is not asked by a private one; an isolated port sends nothing back',
    lab: `
nodes:
  sw: switch
  a: { address: 10.9.9.1/32 }
  b1..4:
links:
  - a:eth0 10.0.0.1/24 -- sw: { hairpin: true }
  - b1 10.0.0.2/24 -- a:eth0: { kind: macvlan, mode: vepa }
  - b2 10.0.0.3/24 -- a:eth0: { kind: macvlan }
  - b3..4 10.0.0.4..5/24 -- a:eth0: { kind: macvlan, mode: private }`,
    says: [
      'b1 icmp 10.0.0.1: ok',
      'b1 icmp 10.0.0.3: ok',
      'a icmp 10.0.0.4: ok',
      'b3 icmp 10.0.0.1: EHOSTUNREACH',
      'b3 icmp 10.0.0.5: EHOSTUNREACH',
    ],
  },
  {
    title: 'an isolated port sends nothing back',
    lab: `
nodes: { sw: switch, a: , b: , c: }
links:
  - a:eth0 10.0.0.1/24 -- sw: { hairpin: true, isolated: true }
  - b 10.0.0.2/24 -- a:eth0: { kind: macvlan, mode: vepa }
  - c 10.0.0.3/24 -- sw: { isolated: true }`,
    says: ['b icmp 10.0.0.1: EHOSTUNREACH', 'a icmp 10.0.0.2: EHOSTUNREACH'],
  },
  {
    title: 'an ipvlan of mode l3 is routed by the node of its parent, without ARP',
    lab: `
nodes: { a: { routes: [10.1.0.0/24 via b] }, b: , c: { routes: [default dev eth0] }, d: { routes: [default dev eth0] } }
links:
  - a:eth0 10.0.0.1/24 -- b:eth0 10.0.0.2/24
  - c 10.1.0.1/24 -- b:eth0: { kind: ipvlan, mode: l3 }
  - d 10.1.0.2/24 -- b:eth0: { kind: ipvlan, mode: l3 }`,
    says: ['c icmp 10.1.0.2: ok', 'a icmp 10.1.0.1: ok', 'c icmp 10.0.0.1: ok', 'c icmp 10.0.0.2: silence'],
  },
  {
    title: 'a bond with two legs at one switch makes no ring',
    lab: `
nodes:
  sw: switch
  a: { interfaces: { bond0: { kind: bond, mode: balance-rr, ports: [eth0, eth1], address: 10.0.0.1/24 } } }
  b: { interfaces: { bond0: { kind: bond, mode: 802.3ad, ports: [eth0, eth1], address: 10.0.0.2/24 } } }
  c:
links:
  - a:eth0..1 -- sw:a0..1
  - b:eth0..1 -- sw:b0..1
  - c 10.0.0.3/24 -- sw`,
    says: ['c icmp 10.0.0.1: ok', 'c icmp 10.0.0.2: ok', 'a icmp 10.0.0.2: ok'],
  },
  {
    title: 'a tunnel whose other end is down, or whose packets are too long on their way, loses what it sends',
    lab: `
nodes: { a: { kind: router, gateway: u }, u: router, b: { kind: router, gateway: u } }
links:
  - a:wan -- u: 192.0.2.0/30
  - b:wan -- u: { subnet: 192.0.2.4/30, mtu: 1400 }
  - a:t0 10.0.0.1/30 -- b:t0 10.0.0.2/30: { kind: gre, at b: { state: down } }
  - a:t1 10.0.1.1/30 -- b:t1 10.0.1.2/30: { kind: gre, key: 1, at b: { mtu: 1300 } }
  - a:t2 10.0.2.1/30 -- b:t2 10.0.2.2/30: { kind: geneve, id: 1 }`,
    says: ['a icmp 10.0.0.2: silence', 'a icmp 10.0.1.2: ok', 'a udp 10.0.1.2 1404: EMSGSIZE', 'a icmp 10.0.2.2: ok'],
  },
  {
    title: 'what no peer of WireGuard is behind is told to be unreachable',
    lab: `
nodes: { a: , b: { interfaces: { d0: 10.0.0.9/32 } } }
links:
  - a:e0 -- b:e0: 192.0.2.0/30
  - a:w0 10.0.0.1/24 -- b:w0 10.0.0.2/24: { kind: wireguard, overlap: true }`,
    says: ['a icmp 10.0.0.2: ok', 'a icmp 10.0.0.9: EHOSTUNREACH'],
  },
  {
    title:
      'in a VRF: a route out of it leaves with one of its own addresses, and one into it finds its addresses; servers of UDP answer outside of it; so does IPv6 a ping',
    lab: `
nodes:
  pe:
    kind: router
    interfaces: { red: { kind: vrf, table: 10, ports: [r0] }, blue: { kind: vrf, table: 20, ports: [b0] } }
    routes: [10.2.0.0/24 dev b0 vrf red, 10.1.0.0/24 dev r0 vrf blue, 10.1.0.0/24 dev red, default via core, "2001:db8:1::/64 via 2001:db8:3::1"]
    sysctl: { net.ipv4.udp_l3mdev_accept: 1 }
  core: { kind: router, gateway: pe }
  x, y: { gateway: pe }
links:
  - x -- pe:r0: [10.1.0.0/24, 2001:db8:1::/64]
  - y -- pe:b0: 10.2.0.0/24
  - core -- pe: [10.3.0.0/24, 2001:db8:3::/64]`,
    says: [
      'pe icmp 10.2.0.1 red: silence',
      'core icmp 10.1.0.2: ok',
      'x udp 10.1.0.2: ok',
      'x icmp 2001:db8:3::2: silence',
      'pe tcp 10.1.0.1: silence',
      'pe icmp 10.3.0.1 r0: ENETUNREACH',
    ],
  },
  {
    title: 'a VRF takes packets of any length: one that its table refuses dies of that',
    lab: `
nodes:
  pe:
    kind: router
    interfaces: { red: { kind: vrf, table: 10, ports: [r0] } }
    routes: [unreachable default vrf red metric 4278198272, 10.2.5.0/24 dev red]
  x: { gateway: pe }
links:
  - x -- pe:r0: { subnet: 10.2.5.0/24, state: down }`,
    says: ['pe icmp 10.2.5.1 1505: silence', 'pe icmp 10.2.5.1: silence'],
  },
  {
    title: 'rp_filter looks for the way back in the VRF that a route leads into',
    lab: `
nodes:
  core: { routes: [10.1.0.0/24 via 10.9.0.2] }
  r:
    kind: router
    interfaces: { red: { kind: vrf, table: 10, ports: [r0] }, blue: { kind: vrf, table: 20, ports: [b0] } }
    routes: [default dev red vrf blue, 10.1.0.0/24 dev blue]
    sysctl: { net.ipv4.conf.all.rp_filter: 1 }
  a, b: { gateway: r }
links:
  - core 10.9.0.1/24 -- r 10.9.0.2/24
  - a 10.2.0.2/24 -- r:r0 10.2.0.1/24
  - b 10.1.0.2/24 -- r:b0 10.1.0.1/24`,
    says: ['core icmp 10.1.0.2: silence', 'b icmp 10.9.0.1: silence', 'b icmp 10.2.0.2: ok', 'r icmp 10.1.0.2: ok'],
  },
  {
    title: 'a VRF whose device is down passes on, and drops what its node sends by its ports',
    lab: `
nodes:
  pe:
    kind: router
    interfaces: { red: { kind: vrf, table: 10, ports: [r0, r1], state: down }, blue: { kind: vrf, table: 20, ports: [b0] } }
    routes: [10.3.0.0/24 dev blue vrf red, 10.1.0.0/24 dev r0 vrf blue]
  x, y, z: { gateway: pe }
links:
  - z -- pe:b0: 10.3.0.0/24
  - x -- pe:r0: [10.1.0.0/24, 2001:db8:1::/64]
  - y -- pe:r1: [10.2.0.0/24, 2001:db8:2::/64]`,
    says: [
      'x icmp 10.2.0.1: ok',
      'x tcp 2001:db8:2::1: ok',
      'x icmp 10.2.0.2: silence',
      'x tcp 2001:db8:1::2: silence',
      'pe icmp 10.1.0.1 r0: silence',
      'pe icmp 10.1.0.1 blue: silence',
      'x icmp 10.3.0.1: ok',
      'x icmp 10.3.0.2: silence',
    ],
  },
  {
    title:
      'rules about services: ping asks as UDP whether it can, ARP is of no service, and a path is checked with its ports turned round',
    lab: `
nodes:
  r:
    kind: router
    rules: [icmp table 100, tcp/7777 table 101, from 10.0.0.1/32 table 102]
    routes: [blackhole 10.0.1.0/24 table 100, blackhole 10.0.0.0/24 table 101, prohibit 10.0.2.0/24, default via b table 102, 10.0.2.0/24 via b table 100]
    sysctl: { net.ipv4.conf.all.rp_filter: 1 }
  a: { gateway: r }
  b: { kind: router, gateway: r, address: 10.0.2.1/32 }
links:
  - r -- a: 10.0.0.0/24
  - r -- b: 10.0.1.0/24`,
    says: ['r icmp 10.0.2.1: EACCES', 'r icmp 10.0.1.2: EINVAL', 'r tcp 10.0.1.2: ok', 'r tcp 10.0.0.2: EINVAL'],
  },
  {
    title:
      'a packet that is too long for its sender is so before a firewall sees it; datagrams must stay whole, and answers of UDP are cut once that is told',
    lab: `
nodes:
  a: { gateway: r, firewall: { output: drop, rules: [accept to b tcp/7777] } }
  r: router
  b, c: { gateway: r }
links:
  - a -- r: [10.0.0.0/24, 2001:db8:0::/64]
  - b -- r: { subnet: [10.0.1.0/24, 2001:db8:1::/64], mtu: 1400 }
  - c -- r: [10.0.2.0/24, 2001:db8:2::/64]`,
    says: ['b icmp 2001:db8::1 1463: EMSGSIZE', 'r udp 10.0.1.1 1450: EMSGSIZE', 'c icmp 2001:db8:1::1 1400: ok'],
  },
  {
    title:
      'an error about what was translated is from its sender until it leaves by the node that translates, and passes rp_filter there',
    lab: `
nodes:
  a:
  r: { kind: router, nat: [publish tcp/7777 to b tcp/7777], sysctl: { net.ipv4.conf.all.rp_filter: 1 } }
  b: { gateway: r, firewall: { input: reject } }
links:
  - a 10.0.1.2/24 -- r 10.0.1.1/24
  - r 10.0.0.1/24 -- b 10.0.0.2/24`,
    says: ['a tcp 10.0.1.1: ECONNREFUSED 3/3 10.0.1.1'],
  },
  {
    title:
      'an error of the node that translates is told as the asker knows the connection, and so passes the firewall that is before him',
    lab: `
nodes:
  a: { gateway: q }
  q: { kind: router, firewall: { forward: drop, rules: [accept established, accept tcp/7777] } }
  r: { kind: router, gateway: q, nat: [publish tcp/7777 to b tcp/7777], firewall: { forward: reject } }
  b: { gateway: r }
links:
  - a -- q: 10.0.1.0/24
  - q 10.0.2.1/24 -- r 10.0.2.2/24
  - r 10.0.0.1/24 -- b 10.0.0.2/24`,
    says: ['a tcp 10.0.2.2: ECONNREFUSED 3/3 10.0.2.2'],
  },
  {
    title: 'a route of IPv6 that refuses a packet is told of by a node that passes nothing on, too',
    lab: `
nodes:
  a: { gateway: r }
  r: { routes: [unreachable 2001:db8:9::/64, "2001:db8:8::/64 via b"] }
  b: { address: 2001:db8:8::1/128 }
  c: { address: 2001:db8:9::1/128 }
links:
  - a -- r: 2001:db8:1::/64
  - r -- b: 2001:db8:2::/64
  - r -- c: 2001:db8:3::/64`,
    says: ['a icmp 2001:db8:9::1: ENETUNREACH 1/0 2001:db8:1::2', 'a icmp 2001:db8:8::1: silence'],
  },
  {
    title: 'who has set another TTL sends, and answers, no further than that',
    lab: `
nodes:
  a: { gateway: r, sysctl: { net.ipv4.ip_default_ttl: 1, net.ipv6.conf.eth0.hop_limit: 1 } }
  r: router
  b: { gateway: r }
links:
  - a -- r: [10.0.1.0/24, 2001:db8:1::/64]
  - r -- b: [10.0.2.0/24, 2001:db8:2::/64]`,
    says: ['b icmp 10.0.1.1: silence', 'b icmp 2001:db8:1::1: silence', 'a icmp 10.0.1.2: ok'],
  },
  {
    title:
      'WireGuard answers to where it has heard its peer, also behind who masquerades; whom it has not heard, it may not find',
    lab: `
nodes:
  home: { kind: switch, subnet: 192.168.47.0/24 }
  cpe: { kind: router, gateway: isp, nat: [masquerade home] }
  laptop: { gateway: cpe }
  isp: router
  vpn: { gateway: isp }
links:
  - cpe, laptop -- home
  - cpe:wan -- isp: 203.0.113.0/30
  - vpn:wan -- isp: 203.0.113.4/30
  - laptop:wg0 -- vpn:wg0: { kind: wireguard, subnet: 10.99.0.0/24, outer: [laptop:eth0, vpn:wan] }`,
    says: ['laptop icmp 10.99.0.2: ok', 'vpn icmp 10.99.0.1: cannot be known'],
  },
  {
    title: 'what comes in by a port of a VRF fits rules about the port, and rules about the VRF',
    lab: `
nodes:
  pe:
    kind: router
    interfaces: { red: { kind: vrf, table: 10, ports: [r1, r2] } }
    firewall: { forward: drop, rules: [accept established, accept in r1 out r2 icmp, accept in red tcp/7777] }
  h1, h2: { gateway: pe }
links:
  - h1:eth0 -- pe:r1: 10.120.1.0/24
  - h2:eth0 -- pe:r2: 10.120.2.0/24`,
    says: ['h1 icmp 10.120.2.1: ok', 'h1 tcp 10.120.2.1: ok', 'h2 icmp 10.120.1.1: silence'],
  },
  {
    title: 'an end of WireGuard beside a bridge is no firewall for what the bridge hands on',
    lab: `
nodes:
  h: { interfaces: { br0: { kind: bridge, ports: [p1, p2] } } }
  a: 
  b: 
  c: 
links:
  - a 10.0.0.1/24 -- h:p1
  - b 10.0.0.2/24 -- h:p2
  - h:u0 10.0.1.1/24 -- c:u0 10.0.1.2/24
  - h:wg0 10.0.2.1/24 -- c:wg0 10.0.2.2/24: { kind: wireguard, outer: [h:u0, c:u0] }`,
    says: ['a icmp 10.0.0.2: ok'],
  },
  {
    title: 'who has a setting of which nothing is known may answer for others',
    lab: `
nodes:
  sw: { kind: switch, subnet: 10.0.0.0/24 }
  r: { kind: router, sysctl: { net.ipv4.conf.eth0.proxy_arp_pvlan: 1 } }
  g1..2: { gateway: r }
links:
  - r -- sw
  - g1..2 -- sw: { isolated: true }`,
    says: ['g1 icmp 10.0.0.3: cannot be known'],
  },
  {
    title: 'by which of two cables a frame goes is for STP to say, and one takes less',
    lab: `
nodes: { s1: switch, s2: { kind: switch, stp: true }, a: , b: }
links:
  - a 10.0.0.1/24 -- s1
  - b 10.0.0.2/24 -- s2
  - s1:t1 -- s2:t1: { mtu: 1400 }
  - s1:t2 -- s2:t2`,
    says: ['a icmp 10.0.0.2: ok', 'a icmp 10.0.0.2 1400: ok', 'a udp 10.0.0.2 1477: cannot be known'],
  },
  {
    title: 'an ipvlan has a signal as long as its parent has one',
    lab: `
nodes: { sw: switch, a: , b: , c: { routes: [default dev eth0] }, d: { routes: [default dev eth0] }, e: { routes: [default dev eth0] }, f: { routes: [default dev eth0] } }
links:
  - a:eth0 10.0.0.1/24 -- sw: { state: down }
  - b:eth0 10.0.0.2/24 -- sw: { at sw: { state: down } }
  - c 10.1.0.1/24 -- a:eth0: { kind: ipvlan, mode: l3 }
  - d 10.1.0.2/24 -- a:eth0: { kind: ipvlan, mode: l3 }
  - e 10.2.0.1/24 -- b:eth0: { kind: ipvlan, mode: l3 }
  - f 10.2.0.2/24 -- b:eth0: { kind: ipvlan, mode: l3 }`,
    says: [
      'c icmp 10.1.0.2: silence',
      'd udp 10.1.0.1: silence',
      'e icmp 10.2.0.2: silence',
      'f tcp 10.2.0.1: silence',
    ],
  },
  {
    title: 'who has been asked for its address knows that of the asker, who need not answer for it',
    lab: `
nodes:
  a:
  r: { sysctl: { net.ipv4.conf.e0.arp_ignore: 8 } }
links:
  - a:e0 10.0.0.1/24 -- r:e0 10.0.0.2/24`,
    says: ['r icmp 10.0.0.1: ok', 'r tcp 10.0.0.1: ok'],
  },
];
