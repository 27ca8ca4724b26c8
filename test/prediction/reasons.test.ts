// Reasons behind `because`, and ways behind `via`: they hold where a kernel shows what the sentence says.
import { expect, test } from 'vitest';
import { decisionsOf } from '../../src/checks/list.ts';
import { compileTutorial } from '../../src/compile.ts';
import { buildLabs } from '../../src/model/build-labs.ts';
import { bats } from '../../src/outputs/bats/bats.ts';
import { readTutorial } from '../../src/source/read-tutorial.ts';

const bytesOf = (lab: string): Uint8Array =>
  new TextEncoder().encode(`# Reasons\n\n\`\`\`topology\nlab: reasons${lab}\n\`\`\`\n`);

/** The way from a to b leaves r1 by the interface that it came in by. */
const oneArmed = (said: string): string => `
nodes:
  lan: { kind: switch, subnet: 10.0.0.0/24 }
  r1: { kind: router, routes: [b via r2]${said} }
  r2: router
  a: { gateway: "r1" }
  b: { gateway: r2 }
links:
  - r1, r2, a -- lan
  - r2 -- b: 10.0.1.0/30`;

/** Sentences, each with what is foretold of it. */
const cases: readonly (readonly [title: string, lab: string, verdicts: readonly string[]])[] = [
  [
    'a port that is not published to a side is refused by who would publish it',
    `
nodes:
  lan: { kind: switch, subnet: 10.0.0.0/24 }
  gw: { kind: router, nat: [publish tcp/2222 to web tcp/22] }
  web, pc: { gateway: gw }
links: ["gw, web, pc -- lan"]
checks:
  - pc cannot reach web tcp/22 at gw:eth0 tcp/2222 because gw refuses`,
    ['holds'],
  ],
  [
    'who is silent has got the request, or is asked for in vain; what a firewall stops before has not come so far',
    `
nodes:
  r: router
  a, lost, mute, deaf, off: { gateway: r }
  lost: { routes: [blackhole 10.3.1.0/24] }
  mute: { firewall: { output: drop } }
  deaf: { firewall: { input: drop } }
links:
  - a -- r: 10.3.1.0/24
  - lost -- r: 10.3.2.0/24
  - mute -- r: 10.3.3.0/24
  - deaf -- r: 10.3.4.0/24
  - off -- r: { subnet: 10.3.5.0/24, at off: { state: down } }
checks:
  - a cannot reach lost because lost does not answer
  - a cannot reach lost udp/53 because lost does not answer
  - a cannot reach mute because mute does not answer
  - a cannot reach mute tcp/80 because mute does not answer
  - a cannot reach deaf because deaf does not answer
  - a cannot reach deaf tcp/80 because deaf does not answer
  - a cannot reach off because off does not answer
  - a cannot reach off because r does not answer`,
    ['holds', 'holds', 'fails', 'holds', 'fails', 'fails', 'holds', 'fails'],
  ],
  [
    'an interface has its own addresses, and the MTU that what it stands on leaves it',
    `
nodes: [a, b]
links:
  - a:e -- b:e: { subnet: 192.0.2.0/30, mtu: 1400 }
  - a:t0 -- b:t0: { kind: gre, subnet: 10.9.0.0/30 }
checks:
  - a:t0 has address 10.9.0.0/30
  - a:e has no address 10.9.0.0/30
  - a:e has address 10.9.0.0/30
  - a:t0 has mtu 1376
  - b:t0 has mtu 1476`,
    ['holds', 'holds', 'fails', 'holds', 'fails'],
  ],
  [
    'a node has the rules that the lab gives it, and those that every node has',
    `
nodes:
  r: { kind: router, rules: [from 10.1.0.0/24 table 100, mark 7 from 10.2.0.0/24 table 100 priority 900], routes: [default via a table 100] }
  a: { gateway: r }
  b: { gateway: r, firewall: { rules: [mark 7 from r] } }
links:
  - a -- r: 10.1.0.0/24
  - b -- r: 10.2.0.0/24
checks:
  - r has rule from 10.1.0.0/24 table 100
  - r has no rule from 10.1.0.0/24 table 101
  - r has rule mark 7 from 10.2.0.0/24 table 100 priority 901
  - r has rule mark 7 from 10.2.0.0/24 table 100
  - a has rule from 10.1.0.0/24 table 100
  - r has rule table main`,
    ['holds', 'holds', 'fails', 'holds', 'fails', 'unknown'],
  ],
  [
    'what a closed port says is from the address that was dialled, and a server of UDP answers from another',
    `
nodes:
  a: { gateway: r }
  r: { kind: router, address: 192.0.2.53/32 }
links:
  - a -- r: 10.0.1.0/24
checks:
  - a cannot reach r udp/53 at 192.0.2.53 because r refuses
  - a cannot reach r udp/53 at 192.0.2.53`,
    ['holds', 'holds'],
  ],
  [
    'of two ways that die in two places, neither is the reason',
    `
nodes:
  a: { routes: ["10.9.0.1/32 via r1, r2"] }
  r1: router
  r2: { kind: router, forward: false }
  b: { address: 10.9.0.1/32 }
links:
  - a -- r1: 10.0.1.0/24
  - a -- r2: 10.0.2.0/24
  - r1 -- b: 10.0.3.0/24
checks:
  - a cannot reach b because r2 does not forward
  - a cannot reach b`,
    ['unknown', 'holds'],
  ],
  [
    'a reverse path filter drops what comes the wrong way, and asks nobody from there',
    `
nodes:
  c: { gateway: edge }
  edge: { kind: router, routes: [10.19.9.1/32 via srv:e1] }
  srv: { kind: router, address: 10.19.9.1/32, gateway: "edge:i2", sysctl: { net.ipv4.conf.e1.rp_filter: 1 } }
links:
  - c -- edge: 10.19.1.0/24
  - edge:i1 -- srv:e1: 192.0.2.0/30
  - edge:i2 -- srv:e2: 192.0.2.4/30
checks:
  - c cannot reach srv because srv drops it
  - c cannot reach srv because srv does not answer
  - c cannot reach srv because edge drops it`,
    ['holds', 'fails', 'fails'],
  ],
  [
    'a firewall that drops the error about a packet that is too long drops what it is about, as far as its counters tell',
    `
nodes:
  a: { gateway: r1 }
  r1: { kind: router, gateway: r2, firewall: { output: drop } }
  r2: { kind: router, gateway: r1 }
  b: { gateway: r2 }
links:
  - a -- r1: 10.9.1.0/24
  - r1 -- r2: { subnet: 10.9.12.0/30, mtu: 1300 }
  - r2 -- b: 10.9.2.0/24
checks:
  - a cannot reach b with 1400 bytes because r1 drops it
  - a cannot reach b with 1400 bytes because r2 drops it`,
    ['holds', 'fails'],
  ],
  [
    'what a tunnel carries is dropped where its outer packet is, and of a reject there nobody hears',
    `
nodes:
  a: { kind: router, gateway: isp }
  isp: { kind: router, firewall: { rules: [drop from a to b tcp/80, drop from a to b] } }
  b: { kind: router, gateway: isp }
links:
  - a:wan -- isp: 198.51.100.0/30
  - b:wan -- isp: 198.51.100.4/30
  - a:t0 10.9.0.1/30 -- b:t0 10.9.0.2/30: { kind: gre }
checks:
  - a cannot reach b:t0 because isp drops it
  - a cannot reach b:t0 because isp does not forward
  - a cannot reach b:t0 because isp rejects it`,
    ['holds', 'fails', 'fails'],
  ],
  [
    'what asks for a neighbour goes through a VXLAN, and who stops it there has counted it',
    `
nodes:
  r: { kind: router, firewall: { rules: [drop udp/4789] } }
  v1..2: { gateway: r, interfaces: { br0: { kind: bridge, ports: [lan, vx] } } }
  v1: { interfaces: { vx: { kind: vxlan, id: 7, remotes: v2 } } }
  v2: { interfaces: { vx: { kind: vxlan, id: 7, remotes: v1 } } }
  x: { routes: [default via 10.5.0.9] }
  y:
links:
  - v1 -- r: 10.1.1.0/24
  - v2 -- r: 10.1.2.0/24
  - x 10.5.0.2/24 -- v1:lan
  - y 10.5.0.3/24 -- v2:lan
checks:
  - x cannot reach 10.1.1.2
  - x cannot reach 10.1.1.2 because r drops it
  - x cannot reach 10.1.1.2 because x drops it`,
    ['holds', 'unknown', 'fails'],
  ],
  [
    'an end of a VXLAN behind NAT is answered where it was heard, and each packet of a connection is translated; the other end reaches it from then on',
    `
nodes:
  n: { kind: router, nat: [masquerade v1 out v2, publish udp/4789 to v1] }
  v1: { gateway: n }
  v2:
links:
  - v1 -- n: 192.168.17.0/30
  - v2 -- n: 203.0.113.0/30
  - v1:vx -- v2:vx: { kind: vxlan, id: 17, outer: [v1:eth0, v2:eth0], subnet: 10.9.0.0/30 }
checks:
  - v1:vx reaches v2:vx
  - v2:vx reaches v1:vx`,
    ['holds', 'unknown'],
  ],
  [
    'so does one of several ends, and each of the others knows by itself where it is',
    `
nodes:
  n: { kind: router, nat: [masquerade v1 out sw, publish udp/4789 to v1] }
  v1: { gateway: n, interfaces: { vx: { kind: vxlan, id: 17, remotes: v1..3, address: 10.9.0.1/29 } } }
  v2: { interfaces: { vx: { kind: vxlan, id: 17, remotes: v1..3, address: 10.9.0.2/29 } } }
  v3: { interfaces: { vx: { kind: vxlan, id: 17, remotes: v1..3, address: 10.9.0.3/29 } } }
  sw: { kind: switch, subnet: 203.0.113.0/29 }
links:
  - v1 -- n: 192.168.17.0/30
  - v2..3, n -- sw
checks:
  - v1:vx reaches v2..3:vx
  - v2:vx reaches v1:vx
  - v2:vx reaches v3:vx`,
    ['holds', 'holds', 'unknown', 'holds'],
  ],
  [
    'who answers nobody is known to those whom he asks; whom his routes have elsewhere he does not ask',
    `
nodes:
  deaf: { kind: router, sysctl: { net.ipv4.conf.all.arp_ignore: 8 } }
  strict: { kind: router, sysctl: { net.ipv4.conf.all.rp_filter: 1 } }
  a: { address: 10.9.9.1/32 }
links:
  - a -- deaf: 10.1.1.0/24
  - a -- strict: 10.1.2.0/24
checks:
  - a reaches deaf
  - a cannot reach deaf
  - a cannot reach deaf because deaf does not answer
  - a:lo cannot reach strict`,
    ['unknown', 'unknown', 'unknown', 'holds'],
  ],
  [
    'a reject is none if nobody hears of it',
    `
nodes:
  a: { gateway: fw }
  fw: { kind: router, firewall: { output: drop, rules: [reject from a tcp/80] } }
  b: { gateway: fw }
links:
  - a -- fw: 10.0.1.0/24
  - fw -- b: 10.0.2.0/24
checks:
  - a cannot reach b tcp/80 because fw rejects it
  - a cannot reach b tcp/80`,
    ['fails', 'holds'],
  ],
  [
    'who is told of a shorter way may take it',
    `${oneArmed('')}
checks:
  - a reaches b
  - a reaches b via r1, r2`,
    ['holds', 'unknown'],
  ],
  [
    'what a router drops that has told of a shorter way may take that',
    `${oneArmed(', firewall: { forward: drop }')}
checks:
  - a reaches b
  - a cannot reach b`,
    ['unknown', 'unknown'],
  ],
  [
    'who holds the packets on the way has to be heard by the asker, and so has everybody before him',
    `
nodes:
  h1: { gateway: r1 }
  r1: { kind: router, routes: [10.2.0.0/24 via r2] }
  r2: router
  r3: { kind: router, routes: [10.1.0.0/24 via r1] }
  h2: { gateway: r3 }
  lan: { kind: switch, subnet: 10.2.0.0/24 }
links:
  - h1 -- r1: 10.1.0.0/24
  - r1 -- r2..3: 10.0.0.0/29 by /30
  - r2..3, h2 -- lan
checks:
  - h1 reaches h2 via r1
  - h1 reaches h2 via r1, r2`,
    ['holds', 'fails'],
  ],
  [
    'the ends of a VXLAN know each other by what lies below it, also where their bridges have addresses on it',
    `
nodes:
  core: router
  v1..2:
    kind: router
    gateway: core
    interfaces:
      vx: { kind: vxlan, id: 10, remotes: v1..2 }
      br0: { kind: bridge, ports: [x, vx], address: "10.30.10.(251..252)/24" }
  x1..2: { gateway: "10.30.10.251..252" }
links:
  - v1..2 -- core: 192.0.2.0/29 by /30
  - x1..2 10.30.10.1..2/24 -- v1..2:x
checks:
  - x1 reaches x2`,
    ['holds'],
  ],
  [
    'of a long packet that is lost, a small one has to get there',
    `
nodes:
  a: { gateway: r }
  r: router
  b:
links:
  - a -- r: 10.0.1.0/24
  - r -- b: { subnet: 10.0.2.0/24, mtu: 1400 }
checks:
  - a cannot reach b with 1500 bytes
  - r cannot reach b with 1500 bytes`,
    ['fails', 'holds'],
  ],
  [
    'a firewall that stops NDP drops what is sent there',
    `
nodes:
  pc, web: { gateway: fw }
  fw: { kind: router, firewall: { forward: drop, input: drop } }
links:
  - pc -- fw: fd00:1::/64
  - web -- fw: fd00:2::/64
checks:
  - pc cannot reach web because fw drops it
  - pc cannot reach web because nobody answers for fd00:1::2
  - pc cannot reach web because fw rejects it`,
    ['holds', 'unknown', 'fails'],
  ],
  [
    'a literal address that several have is that of whoever the packets come to',
    `
nodes:
  r: { kind: router, routes: ["10.70.0.53/32 via s1, s2"] }
  s1..2: { gateway: r, address: 10.70.0.53/32 }
  c: { gateway: r }
links:
  - r -- s1: { subnet: 10.70.1.0/30, state: down }
  - r -- s2: 10.70.1.4/30
  - r -- c: 10.70.2.0/30
checks:
  - c reaches 10.70.0.53`,
    ['holds'],
  ],
  [
    'by which of several ways, nobody can tell; what lies on all of them, or on none, can be told',
    `
nodes:
  k: { gateway: r1 }
  r1: { kind: router, routes: ["10.2.0.0/24 via c1, c2"] }
  c1..2: { kind: router, routes: [10.2.0.0/24 via r2, 10.1.0.0/24 via r1] }
  r2: { kind: router, routes: ["10.1.0.0/24 via c1, c2"] }
  m: { gateway: r2 }
links:
  - k -- r1: 10.1.0.0/24
  - r1 -- c1..2: 10.0.1.0/29 by /30
  - r2 -- c1..2: 10.0.2.0/29 by /30
  - m -- r2: 10.2.0.0/24
checks:
  - k reaches m via r1, c1, r2
  - k reaches m via r1, r2
  - k reaches m via c1, c2
  - k reaches m via r2, m`,
    ['unknown', 'holds', 'fails', 'fails'],
  ],
  [
    'a server that is told an address or a family, and one of the other protocol, may not listen; what a program may serve is not refused for sure',
    `
nodes:
  a:
  b:
    run:
      - python3 -m http.server 8080
      - python3 -m http.server 8081 --bind 127.0.0.1
links:
  - a -- b: [10.1.0.0/24, "2001:db8::/64"]
checks:
  - a reaches b tcp/8080 over ipv4
  - a reaches b tcp/8080 over ipv6
  - a reaches b udp/8080 over ipv4
  - a reaches b tcp/8081 over ipv4
  - a reaches b tcp/8082 over ipv4
  - a cannot reach b tcp/8080 over ipv4 because b refuses
  - a cannot reach b tcp/8082 over ipv4 because b refuses`,
    ['holds', 'unknown', 'unknown', 'unknown', 'holds', 'unknown', 'holds'],
  ],
  [
    'of several that have the address, one is named to listen',
    `
nodes:
  r1: { kind: router, routes: ["10.5.9.9/32 via a1, a2"] }
  a1..2: { address: 10.5.9.9/32, gateway: r1 }
  h1: { gateway: r1 }
links:
  - r1 -- a1..2: 10.5.0.0/28 by /30
  - r1 -- h1: 10.5.3.0/24
checks:
  - h1 reaches 10.5.9.9
  - h1 reaches 10.5.9.9 tcp/80`,
    ['holds', 'unknown'],
  ],
  [
    'what is not the address of one host, and what each link has for itself',
    `
nodes:
  h1: { gateway: r1 }
  r1: router
  x:
links:
  - h1 -- r1: [10.1.0.0/24, "2001:db8:1::/64"]
  - r1:core fe80::1/64 -- x
checks:
  - "h1 reaches 2001:db8:1::"
  - h1 reaches 0.0.0.0
  - "h1 reaches ff02::1"
  - h1 reaches 224.0.0.1
  - h1 reaches r1:core over ipv6
  - "h1 cannot reach fe80::1"`,
    ['unknown', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown'],
  ],
  [
    'a mark of what a node sends itself is none of what it passes on',
    `
nodes:
  r:
    kind: router
    routes: [default via b, blackhole default table 21]
    rules: [mark 5 table 21]
    firewall: { rules: [mark 5 from r icmp] }
  b: { gateway: r }
  a: { gateway: r }
links:
  - r -- a: 10.1.0.0/30
  - r -- b: 10.2.0.0/30
checks:
  - a reaches b
  - r reaches b`,
    ['holds', 'fails'],
  ],
  [
    'where the packet around it has no route, that of the packet itself says nothing',
    `
nodes:
  a: { kind: router, gateway: r }
  r: router
  b: { gateway: r }
links:
  - a:wan -- r: 198.51.100.0/30
  - r -- b:wan: { subnet: 198.51.100.4/30, state: down }
  - a:t0 10.9.0.1/30 -- b:t0 10.9.0.2/30: { kind: gre }
checks:
  - a cannot reach b:t0 because r has no route
  - a cannot reach b:t0`,
    ['unknown', 'holds'],
  ],
];

test.each(cases)('%s', (_, lab, verdicts) => {
  const { tutorial } = readTutorial('reasons.md', bytesOf(lab));
  const labs = tutorial === undefined ? [] : buildLabs(tutorial).labs;
  expect(labs.flatMap(decisionsOf).map(({ verdict }) => verdict)).toEqual(verdicts);
});

test('a route that is missing is asked for by the address that the packets are from', async () => {
  const { lesson } = compileTutorial(
    'reasons.md',
    bytesOf(`
nodes:
  r1: { kind: router, routes: [10.1.4.0/24 via r2] }
  r2: { kind: router, routes: [10.1.1.0/24 via r1, 10.1.4.0/24 via r3] }
  r3: { kind: router, routes: [10.1.1.0/24 via r2] }
  a: { gateway: r1 }
  b: { gateway: r3 }
links:
  - a -- r1: 10.1.1.0/24
  - r1 10.1.12.1/24 -- r2 10.1.12.2/24
  - r2 -- r3: 10.1.23.0/24
  - r3 -- b: 10.1.4.0/24
checks:
  - r1 cannot reach b because r3 has no route to r1`),
  );
  const files = lesson === undefined ? [] : await bats.render(lesson);
  expect(files.map(({ text }) => text).join('')).toContain('ip -n r3 route get 10.1.12.1');
});

test('who hears over IPv6 that it is prohibited is denied permission, and is not refused', async () => {
  const { lesson } = compileTutorial(
    'denied.md',
    bytesOf(`
nodes:
  r: { kind: router, routes: [prohibit 2001:db8:9::/64] }
  a: { gateway: r }
  b: { gateway: r }
links:
  - a -- r: 2001:db8:1::/64
  - b -- r: 2001:db8:2::/64
checks:
  - a cannot reach 2001:db8:9::9 tcp/80
  - a cannot reach 2001:db8:8::8 tcp/80`),
  );
  const files = lesson === undefined ? [] : await bats.render(lesson);
  const lines = files.flatMap(({ text }) => text.split('\n').filter((line) => line.startsWith('  fails ')));
  expect(lines.map((line) => line.includes('Permission denied'))).toEqual([true, false]);
});

test('who shows that the asker can send is foretold to answer, or runs programs; never one of whom a VXLAN has to learn', async () => {
  const controls = async (said: string) => {
    const { lesson } = compileTutorial(
      'controls.md',
      bytesOf(`
nodes:
  core: { kind: switch, subnet: 192.0.2.0/24 }
  v1..2: { interfaces: { br0: { kind: bridge, ports: [x, vx] } } }
  v1: { interfaces: { vx: { kind: vxlan, id: 10, remotes: v3 } } }
  v2..3: { interfaces: { vx: { kind: vxlan, id: 10, remotes: v1 } } }
  x1..2:${said}
links:
  - v1..3 -- core
  - x1..2 10.9.0.1..2/24 -- v1..2:x
checks:
  - x1 cannot reach 10.9.0.9`),
    );
    const files = lesson === undefined ? [] : await bats.render(lesson);
    return files
      .map(({ text }) => text)
      .join('')
      .match(/^ .*x1 can send/gm)?.length;
  };
  expect(await controls('')).toBeUndefined();
  expect(await controls(' { run: bird -f }')).toBe(1);
});

test('a target whose IPv6 address is gone has no route for the request', async () => {
  const { lesson } = compileTutorial(
    'gone.md',
    bytesOf(`
nodes:
  core:
  r: router
  h: { gateway: r }
links:
  - h -- r: 2001:db8:1::/64
  - core -- r: { subnet: "2001:db8:2::/64", state: down }
checks:
  - h cannot reach r at 2001:db8:2::2 because r has no route`),
  );
  const files = lesson === undefined ? [] : await bats.render(lesson);
  const lines = files.flatMap(({ text }) => text.match(/^ {2}(?:arrives|fails).*$/gm) ?? []);
  expect(lines[0]).toMatch(/^ {2}arrives r Ip6InNoRoutes /);
  expect(lines[1]).toMatch(/ip -n r route get 2001:db8:2::2$/);
});

test('a firewall that rejects UDP is not who refuses it, and who drops NDP lets the sender tell itself', async () => {
  const { lesson } = compileTutorial(
    'words.md',
    bytesOf(`
nodes:
  a:
  b: { firewall: { input: reject } }
  c: { firewall: { input: drop } }
  lan: { kind: switch, subnet: [10.0.1.0/24, "2001:db8:1::/64"] }
links: ["a, b, c -- lan"]
checks:
  - a cannot reach b udp/53 over ipv4 because b refuses
  - a cannot reach c udp/53 over ipv6 because c drops it`),
  );
  const files = lesson === undefined ? [] : await bats.render(lesson);
  const lines = files.flatMap(({ text }) => text.split('\n').filter((line) => /^ {2}(?:arrives|filters) /.test(line)));
  expect(lines[0]).toMatch(/^ {2}arrives b UdpNoPorts fails refused /);
  expect(lines[1]).toMatch(/^ {2}filters c drop fails '.*\|No route\|unreachable' /);
  const forgets = files.flatMap(({ text }) => text.match(/^.*neighbour flush.*$/gm) ?? []);
  expect(forgets).toEqual(['  ip -n a neighbour flush 2001:db8:1::3']);
});
