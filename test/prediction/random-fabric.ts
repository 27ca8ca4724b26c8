// Networks of chance of everything below and beside routing, with faults: VLANs, isolated and reflecting ports, bonds, VRFs, tunnels, overlays,
// macvlans, bridges within nodes, policy rules. One or two sites, each of a kind, behind a router that joins them.
import fc from 'fast-check';
import { randomNetwork } from './random-network.ts';

/** Draws one of these; with `''` among them, mostly nothing. */
type Draw = <T>(...of: readonly T[]) => T;

/** A site: its nodes and cables, and the router that leads to its subnets, `10.N.0.0/16` and `2001:db8:N::/48`. */
interface Site {
  readonly nodes: readonly string[];
  readonly links: readonly string[];
  readonly edge: string;
}

type Make = (n: number, draw: Draw) => Site;

const net = (n: number, lan: number | string, host: number | string): string =>
  `10.${n}.${lan}.${host}/24 2001:db8:${n}:${lan}::${host}/64`;
const pair = (n: number, lan: number, host: number): string =>
  `["10.${n}.${lan}.${host}/24", "2001:db8:${n}:${lan}::${host}/64"]`;
const via = (n: number, lan: number, host: number): readonly string[] => [
  `default via 10.${n}.${lan}.${host}`,
  `default via 2001:db8:${n}:${lan}::${host}`,
];
const says = (name: string, ...said: readonly string[]): string => `${name}: { ${said.filter(Boolean).join(', ')} }`;
const list = (key: string, all: readonly string[]): string =>
  all.length === 0 ? '' : `${key}: [${all.map((one) => JSON.stringify(one)).join(', ')}]`;
const routes = (all: readonly string[]): string => list('routes', all);
const cable = (ends: string, ...options: readonly string[]): string => {
  const some = options.filter(Boolean);
  return some.length === 0 ? JSON.stringify(ends) : `${JSON.stringify(ends)}: { ${some.join(', ')} }`;
};
const host = (draw: Draw, name: string, n: number, lan: number, router: number): string =>
  says(
    name,
    routes(draw(true, true, true, true, true, true, false) ? via(n, lan, router) : []),
    draw(
      '',
      '',
      '',
      '',
      '',
      'sysctl: { net.ipv4.conf.all.arp_ignore: 1 }',
      'sysctl: { net.ipv4.conf.all.rp_filter: 1 }',
    ),
  );
const down = (draw: Draw): string => draw('', '', '', '', '', '', '', '', 'state: down');
const rest = (draw: Draw): string =>
  draw('', draw('', '', 'mtu: 1400', 'mtu: 1400', 'state: down', 'state: down', draw('delay: 5ms', 'loss: 100%')));

/** A router on a stick before two switches, with hosts in VLANs. */
const vlans: Make = (n, draw) => {
  const id = () => draw(10, 10, 10, 20);
  const trunk = () => draw('10, 20, 99', '10, 20, 99', '10, 20, 99', '10, 99', '20', '20..30, 99');
  const native = () => draw('', '', 'native: 99', 'native: 30');
  const oneEnd = () =>
    draw('', '', '', `at s${n}b: { trunk: [${trunk()}] }`, `at s${n}b: { native: ${draw(10, 20, 99)} }`);
  const edge = `r${n}`;
  const hosts = draw([1, 2, 3], [1, 2, 3, 4]).map((k) => ({ k, lan: draw(10, 20), name: `h${n}x${k}` }));
  return {
    edge,
    nodes: [
      says(
        edge,
        'kind: router',
        `interfaces: { v10: { kind: vlan, parent: trunk, id: ${draw(10, 10, 10, 30)}, address: ${pair(n, 10, 1)} }, v20: { kind: vlan, parent: trunk, id: 20, address: ${pair(n, 20, 1)}${draw('', '', '', ', mtu: 1400')} } }`,
      ),
      ...['a', 'b'].map((s) => says(`s${n}${s}`, 'kind: switch', 'vlans: [10, 20..30, 99]', 'overlap: true')),
      ...hosts.map(({ name, lan }) => host(draw, name, n, lan, 1)),
    ],
    links: [
      cable(`r${n}:trunk${draw('', '', ` ${net(n, 99, 1)}`)} -- s${n}a`, `trunk: [${trunk()}]`, native()),
      cable(`s${n}a -- s${n}b`, `trunk: [${trunk()}]`, native(), rest(draw), oneEnd()),
      ...hosts.map(({ k, name, lan }) =>
        cable(
          `${name} ${net(n, lan, k + 1)} -- s${n}${draw('a', 'b')}`,
          `vlan: ${draw(lan, lan, lan, id())}`,
          rest(draw),
        ),
      ),
    ],
  };
};

/** Switches in a row or a ring, with isolated ports, and macvlans or ipvlans behind one of them. */
const ports: Make = (n, draw) => {
  const edge = `r${n}`;
  const carried = draw('macvlan', 'macvlan', 'ipvlan', '');
  const mode = (): string =>
    carried === 'macvlan'
      ? draw('mode: bridge', 'mode: vepa', 'mode: vepa', 'mode: private', '')
      : draw('', 'mode: l2', 'mode: l3');
  const isRing = draw(true, false);
  const one = carried === 'ipvlan' ? mode() : '';
  const isApart = one === 'mode: l3';
  const child = (k: number): string =>
    isApart ? says(`h${n}x${k}`, routes(['default dev eth0'])) : host(draw, `h${n}x${k}`, n, 5, 1);
  return {
    edge,
    nodes: [
      says(
        edge,
        'kind: router',
        draw('', '', 'sysctl: { net.ipv4.conf.all.proxy_arp: 1 }'),
        routes(isApart ? [`10.${n}.55.0/24 via 10.${n}.5.2`, `2001:db8:${n}:55::/64 via 2001:db8:${n}:5::2`] : []),
      ),
      says(`s${n}a`, 'kind: switch', `subnet: 10.${n}.5.0/24`, draw('', 'stp: true'), draw('', '', '', 'state: down')),
      says(`s${n}b`, 'kind: switch', isRing ? 'stp: true' : '', draw('', 'ageing: 0s')),
      ...[1, 2, 3, 4].map((k) => host(draw, `h${n}x${k}`, n, 5, 1)),
      ...(carried === '' ? [] : [5, 6].map(child)),
    ],
    links: [
      cable(`r${n}:lan ${net(n, 5, 1)} -- s${n}a`, draw('', '', '', 'isolated: true')),
      ...(isRing ? [1, 2] : [1]).map((k) =>
        cable(`s${n}a:t${k} -- s${n}b:t${k}`, draw('', '', 'isolated: true'), rest(draw)),
      ),
      ...[1, 2, 3, 4].map((k) =>
        cable(
          `h${n}x${k}:eth0 ${net(n, 5, k + 1)} -- s${n}${draw('a', 'b')}`,
          draw('', 'isolated: true'),
          k === 1 ? draw('', 'hairpin: true') : '',
          rest(draw),
        ),
      ),
      ...(carried === ''
        ? []
        : [5, 6].map((k) =>
            cable(
              `h${n}x${k}:eth0 ${net(n, isApart ? 55 : 5, k + 1)} -- h${n}x1:eth0`,
              `kind: ${carried}`,
              one || mode(),
            ),
          )),
    ],
  };
};

/** Bonds of two legs to a switch, and from end to end. */
const bonds: Make = (n, draw) => {
  const edge = `r${n}`;
  const mode = draw(
    'active-backup',
    'active-backup',
    '802.3ad',
    'balance-rr',
    'broadcast',
    'balance-xor',
    'balance-tlb',
    'balance-alb',
  );
  return {
    edge,
    nodes: [
      says(edge, 'kind: router'),
      `s${n}: switch`,
      says(
        `b${n}`,
        `interfaces: { bond0: { kind: bond, ports: [eth0, eth1], ${draw('', 'primary: eth1, ', 'mode: 802.3ad, ', 'mode: balance-rr, ')}address: ${pair(n, 5, 2)}${draw('', '', ', mtu: 1400')} } }`,
        routes(via(n, 5, 1)),
      ),
      says(
        `c${n}`,
        `interfaces: { bond0: { kind: bond, mode: ${mode}, ports: [eth0, eth1], address: ${pair(n, 6, 1)} } }`,
        routes(via(n, 5, 1).slice(draw(0, 2))),
      ),
      says(
        `d${n}`,
        `interfaces: { bond0: { kind: bond, mode: ${mode}, ports: [eth0, eth1], address: ${pair(n, 6, 2)} } }`,
      ),
      host(draw, `h${n}`, n, 5, 1),
    ],
    links: [
      cable(`r${n}:lan ${net(n, 5, 1)} -- s${n}`),
      ...[0, 1].map((k) =>
        cable(
          `b${n}:eth${k} -- s${n}:p${k}`,
          draw('', '', 'state: down', `at s${n}: { state: down }`, `at b${n}: { state: down }`, 'isolated: true'),
        ),
      ),
      ...[0, 1].map((k) =>
        cable(`c${n}:eth${k} -- d${n}:eth${k}`, draw('', '', 'state: down', `at d${n}: { state: down }`)),
      ),
      cable(`c${n}:lan ${net(n, 5, 3)} -- s${n}`),
      cable(`h${n} ${net(n, 5, 4)} -- s${n}`, rest(draw)),
    ],
  };
};

const shuffled = <T>(draw: Draw, all: readonly T[]): T[] =>
  all
    .map((one) => ({ one, at: draw(1, 2, 3, 4, 5, 6, 7, 8, 9) }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);

/** The table and the destination of a route, of which there may be one. */
const placeOf = (route: string): string => `${/\S+[/]\d+|default/.exec(route)} ${/ vrf \w+/.exec(route)}`;

/** A router of two VRFs, with routes from one into the other. */
const vrfs: Make = (n, draw) => {
  const edge = `r${n}`;
  const some = shuffled(draw, [
    `10.${n}.7.0/24 via 10.${n}.6.2 vrf red`,
    `2001:db8:${n}:7::/64 via 2001:db8:${n}:6::2 vrf red`,
    'unreachable default vrf red metric 4278198272',
    `10.${n}.8.0/24 dev b1 vrf red`,
    `10.${n}.5.0/24 dev a1 vrf blue`,
    `10.${n}.8.0/24 dev blue vrf red`,
    `10.${n}.5.0/24 dev red vrf blue`,
    `10.${n}.5.0/24 dev red`,
    `10.${n}.8.0/24 dev blue`,
    `blackhole 10.${n}.8.0/24 vrf red`,
    'default dev red vrf blue',
  ]).filter(
    (one, at, all) => draw(true, true, false) && all.findIndex((other) => placeOf(other) === placeOf(one)) === at,
  );
  return {
    edge,
    nodes: [
      says(
        edge,
        'kind: router',
        `interfaces: { red: { kind: vrf, table: 10, ports: [a1, a2]${draw('', '', `, address: 10.${n}.90.1/32`)}${draw('', '', '', ', state: down')} }, blue: { kind: vrf, table: 20, ports: [b1${draw('', ', b2')}] } }`,
        routes([...some, `default via 10.100.${n}.1`, `default via 2001:db8:100:${n}::1`]),
        draw(
          '',
          '',
          'sysctl: { net.ipv4.tcp_l3mdev_accept: 1 }',
          'sysctl: { net.ipv4.udp_l3mdev_accept: 1, net.ipv4.tcp_l3mdev_accept: 1 }',
          'sysctl: { net.ipv4.conf.all.rp_filter: 1 }',
        ),
        draw('', '', `address: ["10.${n}.99.1/32", "2001:db8:${n}:99::1/128"]`),
      ),
      host(draw, `h${n}x1`, n, 5, 1),
      says(`h${n}x2`, 'kind: router', routes(via(n, 6, 1))),
      host(draw, `h${n}x3`, n, 7, 1),
      host(draw, `h${n}x4`, n, 8, 1),
      host(draw, `h${n}x5`, n, 9, 1),
    ],
    links: [
      cable(`h${n}x1 ${net(n, 5, 2)} -- r${n}:a1 ${net(n, 5, 1)}`, rest(draw)),
      cable(`h${n}x2 ${net(n, 6, 2)} -- r${n}:a2 ${net(n, 6, 1)}`),
      cable(`h${n}x2 ${net(n, 7, 1)} -- h${n}x3 ${net(n, 7, 2)}`, rest(draw)),
      cable(`h${n}x4 ${net(n, 8, 2)} -- r${n}:b1 ${net(n, 8, 1)}`),
      cable(`h${n}x5 ${net(n, 9, 2)} -- r${n}:b2 ${net(n, 9, 1)}`, rest(draw)),
    ],
  };
};

/** Two routers with a network between them, a tunnel across it, and a LAN behind each. */
const tunnels: Make = (n, draw) => {
  const edge = `r${n}`;
  const kind = draw('gre', 'gretap', 'ipip', 'sit', 'vxlan', 'geneve', 'wireguard', 'gre', 'wireguard');
  const six = kind !== 'sit' && draw(false, false, true);
  const isBridged = ['gretap', 'vxlan', 'geneve'].includes(kind) && draw(true, false);
  const said = [
    `kind: ${kind}`,
    `outer: [r${n}:wan, q${n}:wan]`,
    ...(['vxlan', 'geneve'].includes(kind) ? ['id: 7'] : []),
    kind === 'gre' ? draw('', 'key: 9') : '',
    draw('', '', '', 'mtu: 1300', 'state: down', `at q${n}: { state: down }`),
  ];
  const inner = [kind === 'sit' ? '' : `10.${n}.77.K/24`, kind === 'ipip' && !six ? '' : `2001:db8:${n}:77::K/64`]
    .filter(Boolean)
    .join(' ');
  const outer = (lan: number, k: number): string => (six ? `2001:db8:${n}:${lan}::${k}/64` : `10.${n}.${lan}.${k}/24`);
  const next = (lan: number): string => (six ? `default via 2001:db8:${n}:${lan}::2` : `default via 10.${n}.${lan}.2`);
  const through = (lan: number, k: number): string[] =>
    (isBridged
      ? []
      : [
          kind === 'sit' ? '' : `10.${n}.${lan}.0/24 via 10.${n}.77.${k}`,
          inner.includes(':') ? `2001:db8:${n}:${lan}::/64 via 2001:db8:${n}:77::${k}` : '',
        ]
    )
      .filter(Boolean)
      .filter(() => draw(true, true, true, true, false));
  const lan = (k: number): number => (isBridged ? 5 : 4 + k);
  const bridge = isBridged ? 'interfaces: { br0: { kind: bridge, ports: [lan, t0] } }' : '';
  const far = `10.${n}.${six ? 99 : 21}.0/24`;
  const lanEnd = (k: number): string => (isBridged ? '' : ` ${net(n, lan(k), 1)}`);
  return {
    edge,
    nodes: [
      says(
        edge,
        'kind: router',
        bridge,
        routes(
          [
            ...through(6, 2),
            ...(six ? [`2001:db8:${n}:21::/64 via 2001:db8:${n}:20::2`] : [`${far} via 10.${n}.20.2`]),
          ].filter(() => draw(true, true, true, true, true, true, true, false)),
        ),
      ),
      says(
        `u${n}`,
        'kind: router',
        draw(
          '',
          '',
          '',
          'firewall: { rules: [drop udp/4789, drop udp/6081, drop udp/51820] }',
          'firewall: { forward: drop, rules: [accept icmp, accept udp/1..65535] }',
        ),
      ),
      says(
        `q${n}`,
        'kind: router',
        bridge,
        routes([...through(5, 1), next(21)]),
        draw('', '', '', 'firewall: { input: drop, rules: [accept established, accept icmp] }'),
      ),
      says(`h${n}x1`, routes(via(n, lan(1), isBridged ? 3 : 1))),
      says(`h${n}x2`, routes(via(n, lan(2), isBridged ? 2 : 1))),
    ],
    links: [
      cable(`r${n}:wan ${outer(20, 1)} -- u${n} ${outer(20, 2)}`, draw('', '', 'mtu: 1400', rest(draw))),
      cable(`q${n}:wan ${outer(21, 1)} -- u${n} ${outer(21, 2)}`, draw('', '', 'mtu: 1400', rest(draw))),
      cable(`h${n}x1 ${net(n, lan(1), 2)} -- r${n}:lan${lanEnd(1)}`, rest(draw)),
      cable(`h${n}x2 ${net(n, lan(2), 3)} -- q${n}:lan${lanEnd(2)}`, rest(draw)),
      cable(
        `r${n}:t0 ${isBridged ? '' : inner.replaceAll('K', '1')} -- q${n}:t0 ${isBridged ? '' : inner.replaceAll('K', '2')}`,
        ...said,
      ),
    ],
  };
};

/** Three bridges joined by VXLAN with several remotes over a router. */
const overlay: Make = (n, draw) => {
  const edge = `r${n}`;
  const mtu = draw('', '', ', parent: eth0', ', mtu: 1400');
  const isMain = draw(true, false);
  return {
    edge,
    nodes: [
      says(
        edge,
        'kind: router',
        draw('', '', '', 'firewall: { rules: [drop udp/4789] }'),
        draw('', '', `nat: [masquerade v${n}x1 out v${n}x2, masquerade v${n}x1 out v${n}x3]`),
        routes(isMain ? [1, 2, 3].map((k) => `10.${n}.99.${k}/32 via 10.${n}.${20 + k}.2`) : []),
      ),
      ...[1, 2, 3].map((k) =>
        says(
          `v${n}x${k}`,
          isMain ? `address: 10.${n}.99.${k}/32` : '',
          k === 3 && draw(true, false) ? '' : routes(via(n, 20 + k, 1).slice(0, 1)),
          `interfaces: { vx: { kind: vxlan, id: ${draw(7, 7, 7, 7, 8)}, remotes: [${[1, 2, 3]
            .filter((other) => other !== k && draw(true, true, true, true, true, false))
            .concat(k === 1 ? 2 : 1)
            .filter((one, at, all) => all.indexOf(one) === at)
            .map((other) => `v${n}x${other}`)
            .join(
              ', ',
            )}]${mtu} }, br0: { kind: bridge, ports: [lan, vx]${k === 1 && isMain ? `, address: ${pair(n, 5, 9)}` : ''} } }`,
        ),
      ),
      ...[1, 2, 3].map((k) => host(draw, `h${n}x${k}`, n, 5, 9)),
      ...[1, 2, 3].map((k) => says(`w${n}x${k}`, 'kind: switch', 'overlap: true')),
    ],
    links: [
      ...[1, 2, 3].map((k) => cable(`v${n}x${k}:eth0 ${net(n, 20 + k, 2)} -- r${n} ${net(n, 20 + k, 1)}`, rest(draw))),
      ...[1, 2, 3].map((k) => cable(`h${n}x${k} ${net(n, 5, k + 1)} -- w${n}x${k}`, draw('', 'mtu: 1450', rest(draw)))),
      ...[1, 2, 3].map((k) => cable(`w${n}x${k} -- v${n}x${k}:lan`)),
    ],
  };
};

/** A router with a bridge inside, that keeps VLANs apart or not, and policy rules for what passes and for what is its own. */
const inner: Make = (n, draw) => {
  const edge = `r${n}`;
  const isAware = draw(true, false);
  const rules = [
    `from 10.${n}.5.0/24 table 100`,
    `to 10.${n}.6.0/24 table 100`,
    `from 10.${n}.5.1/32 table 100`,
    'in br0 table 100',
    'tcp/7777 table 100',
    'icmp table 101',
    `from 10.${n}.6.1/32 udp/7777 table 101`,
    `from 2001:db8:${n}:5::/64 table 100`,
  ].filter(() => draw(true, false, false));
  const some = [
    ...[
      'default via GW table 100',
      'default via GW6 table 100',
      `10.${n}.6.0/24 via 10.${n}.5.2 table 100`,
      `blackhole 10.${n}.6.0/24 table 101`,
      'unreachable default table 101',
      `10.${n}.0.0/16 dev eth0 table 101`,
    ],
    `prohibit 10.${n}.5.4/32`,
    `10.${n}.30.0/24 via 10.${n}.6.2 src 10.${n}.5.1`,
  ].filter(() => draw(true, false));
  const need = [100, 101]
    .filter(
      (table) =>
        rules.some((rule) => rule.endsWith(`${table}`)) && !some.some((route) => route.includes(`table ${table}`)),
    )
    .map((table) => `prohibit 10.200.0.0/16 table ${table}`);
  const all = [...some, ...need]
    .map((one) => one.replace('GW6', `2001:db8:100:${n}::1`).replace('GW', `10.100.${n}.1`))
    .concat(`default via 10.100.${n}.1`, `default via 2001:db8:100:${n}::1`);
  const vlan = (): string => (isAware ? `vlan: ${draw(10, 10, 10, 20)}` : '');
  return {
    edge,
    nodes: [
      says(
        edge,
        'kind: router',
        `interfaces: { br0: { kind: bridge, ports: [p1, p2, p3]${isAware ? ', vlans: [10, 20]' : `, address: ${pair(n, 5, 1)}`} }${isAware ? `, br0v: { kind: vlan, parent: br0, id: ${draw(10, 10, 20)}, address: ${pair(n, 5, 1)} }` : ''}${draw('', `, d9: 10.${n}.9.1/24`)} }`,
        list(
          'rules',
          rules.filter((rule) => !(isAware && rule.includes('br0'))),
        ),
        routes(all),
        draw('', '', `address: ["10.${n}.99.1/32", "2001:db8:${n}:99::1/128"]`),
        draw(
          '',
          '',
          'sysctl: { net.ipv4.conf.all.rp_filter: 2 }',
          'sysctl: { net.ipv4.conf.all.rp_filter: 1 }',
          'sysctl: { net.ipv4.conf.all.proxy_arp: 1 }',
          'sysctl: { net.ipv4.conf.all.arp_ignore: 2 }',
        ),
      ),
      ...[1, 2, 3].map((k) => host(draw, `h${n}x${k}`, n, 5, 1)),
      ...[1, 2, 3].map((k) => says(`w${n}x${k}`, 'kind: switch', 'overlap: true')),
      says(`g${n}`, 'kind: router', routes(via(n, 6, 1)), `address: 10.${n}.30.1/32`),
    ],
    links: [
      ...[1, 2, 3].map((k) => cable(`h${n}x${k} ${net(n, 5, k + 1)} -- w${n}x${k}`, rest(draw))),
      ...[1, 2, 3].map((k) => cable(`w${n}x${k} -- r${n}:p${k}`, vlan())),
      cable(`r${n} ${net(n, 6, 1)} -- g${n} ${net(n, 6, 2)}`, rest(draw)),
    ],
  };
};

const isLoose = (node: string): boolean => !node.includes('routes: [');

function write(draw: Draw, makes: readonly Make[]): string {
  const sites = makes.map((make, index) => make(index + 1, draw));
  const joined = sites.map(({ nodes, links, edge }, index) => {
    const n = index + 1;
    const [four, six] = [`10.100.${n}`, `2001:db8:100:${n}`];
    const own = `default via ${four}.1", "default via ${six}::1`;
    const withDefault = (node: string) => {
      if (!node.startsWith(`${edge}: {`) || node.includes(`default via ${four}.1`)) return node;
      return isLoose(node)
        ? node.replace(/ \}$/, `, routes: ["${own}"] }`)
        : node.replace('routes: [', `routes: ["${own}", `);
    };
    return {
      nodes: nodes.map(withDefault),
      links: [...links, cable(`core ${four}.1/24 ${six}::1/64 -- ${edge} ${four}.2/24 ${six}::2/64`, down(draw))],
      routes: [`10.${n}.0.0/16 via ${four}.2`, `2001:db8:${n}::/48 via ${six}::2`].filter(() =>
        draw(true, true, true, true, true, false),
      ),
    };
  });
  const nodes = [
    says('core', 'kind: router', routes(joined.flatMap((site) => site.routes))),
    ...joined.flatMap((site) => site.nodes),
  ];
  const links = joined.flatMap((site) => site.links);
  const goes = links.find((link) => link.includes('{') && !link.includes('state') && draw(true, false, false));
  const change = goes?.match(/^("[^"]*"): \{/)?.[1] ?? links[0]?.match(/^("[^"]*")/)?.[1];
  const second =
    draw(true, false, false) && change
      ? `\n\`\`\`topology\nstep: second\nchange:\n  links:\n    - ${plain(change)}: { state: ${draw('down', 'down', 'up')} }\n\`\`\`\n`
      : '';
  return `# Chance\n\n\`\`\`topology\nlab: chance\nnodes:\n${nodes.map((each) => `  ${each}\n`).join('')}links:\n${links.map((each) => `  - ${each}\n`).join('')}\`\`\`\n${second}`;
}

/** A cable without the addresses at its ends. */
const plain = (text: string): string => text.replace(/ [\d][\d.]*\/\d+| [0-9a-f]+:[0-9a-f:]*\/\d+/g, '');

const fabric = (...makes: readonly Make[]): fc.Arbitrary<string> =>
  fc.gen().map((value) => {
    const draw: Draw = (...of) => value(fc.constantFrom, ...of);
    return write(
      draw,
      Array.from({ length: draw(1, 1, 2) }, () => draw(...makes)),
    );
  });

const sites = { vlans, ports, bonds, vrfs, tunnels, overlay, inner };

/** Networks of each kind, as tutorials. */
export const networks: Readonly<Record<string, fc.Arbitrary<string>>> = {
  routed: randomNetwork,
  ...Object.fromEntries(Object.entries(sites).map(([name, make]) => [name, fabric(make)])),
  mixed: fabric(...Object.values(sites)),
};
