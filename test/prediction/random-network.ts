// Networks of chance with faults: routers in a tree, LANs behind them, hosts in these; routes missing or refusing, masks wrong, links down, NAT, firewalls.
import fc from 'fast-check';

interface Host {
  readonly gateway: boolean;
  /** The length of the mask of its address of IPv4. */
  readonly mask: 24 | 28 | 16;
  readonly up: boolean;
  readonly families: '4' | '6' | '46';
  readonly input: (typeof inputs)[number];
}

interface Router {
  /** The number of the one that it hangs from, of those before it. */
  readonly parent: number;
  readonly forwards: boolean;
  readonly hosts: readonly Host[];
  /** What becomes of each route that it needs, in turn. */
  readonly routes: readonly (typeof routeFaults)[number][];
  readonly filter: (typeof filters)[number];
  readonly nat: boolean;
  readonly publish: boolean;
  readonly setting: (typeof settings)[number];
  readonly loopback: boolean;
  readonly twice: boolean;
  readonly policy: boolean;
}

const routeFaults = ['', '', '', '', '', '', 'missing', 'blackhole', 'unreachable', 'prohibit', 'astray'] as const;
const inputs = [
  '',
  '',
  '',
  '',
  'input: drop',
  'input: drop, rules: [accept icmp]',
  'input: reject',
  'output: drop, rules: [accept established]',
] as const;
const filters = [
  '',
  '',
  '',
  'forward: drop, rules: [accept established, accept tcp/7777]',
  'forward: drop, rules: [accept established, accept icmp]',
  'rules: [drop invalid, reject udp/7777]',
  'rules: [accept established, drop out eth0]',
  'forward: reject, rules: [accept in eth0]',
] as const;
const settings = [
  '',
  '',
  '',
  'net.ipv4.conf.all.rp_filter: 1',
  'net.ipv4.conf.all.rp_filter: 2',
  'net.ipv4.icmp_echo_ignore_all: 1',
  'net.ipv4.conf.eth0.forwarding: 0',
  'net.ipv6.conf.all.forwarding: 0',
  'net.ipv4.conf.all.arp_ignore: 1',
] as const;

const often = fc.integer({ min: 0, max: 9 }).map((chance) => chance < 8);
const seldom = often.map((each) => !each);

const host: fc.Arbitrary<Host> = fc.record({
  gateway: often,
  mask: fc.constantFrom(24, 24, 24, 24, 28, 16),
  up: fc.integer({ min: 0, max: 11 }).map((chance) => chance < 11),
  families: fc.constantFrom('46', '46', '46', '4', '6'),
  input: fc.constantFrom(...inputs),
});

const router: fc.Arbitrary<Router> = fc.record({
  parent: fc.nat(3),
  forwards: fc.integer({ min: 0, max: 11 }).map((chance) => chance < 11),
  hosts: fc.array(host, { minLength: 1, maxLength: 2 }),
  routes: fc.array(fc.constantFrom(...routeFaults), { minLength: 8, maxLength: 8 }),
  filter: fc.constantFrom(...filters),
  nat: seldom,
  publish: seldom,
  setting: fc.constantFrom(...settings),
  loopback: seldom,
  twice: seldom,
  policy: seldom,
});

/** A route that is needed, as it is written after its fault. */
function faulty(to: string, via: string, fault: string, other: string): string[] {
  if (fault === 'missing') return [];
  if (fault === 'astray') return [`${to} via ${other}`];
  return [fault === '' ? `${to} via ${via}` : `${fault} ${to}`];
}

/** The tutorial of these routers. */
function write(routers: readonly Router[]): string {
  const parentOf = (index: number): number | undefined =>
    index === 0 ? undefined : (routers[index]?.parent ?? 0) % index;
  const isBelow = (index: number | undefined, top: number): boolean =>
    index !== undefined && (index === top || isBelow(parentOf(index), top));
  const nodes: string[] = [];
  const links: string[] = [];
  for (const [index, { hosts, twice }] of routers.entries()) {
    const parent = parentOf(index);
    if (parent !== undefined) {
      links.push(
        `r${parent} 10.1.${index}.1/30 2001:db8:1:${index}::1/64 -- r${index} 10.1.${index}.2/30 2001:db8:1:${index}::2/64`,
      );
      if (twice)
        links.push(
          `r${parent} 10.2.${index}.1/30 2001:db8:2:${index}::1/64 -- r${index} 10.2.${index}.2/30 2001:db8:2:${index}::2/64`,
        );
    }
    nodes.push(`s${index}: switch`);
    links.push(`r${index}:lan 10.0.${index}.1/24 2001:db8:0:${index}::1/64 -- s${index}`);
    for (const [number, { gateway, mask, up, families, input }] of hosts.entries()) {
      const name = `h${index}x${number}`;
      const router = { 4: `10.0.${index}.1`, 6: `2001:db8:0:${index}::1`, 46: `r${index}` }[families];
      const said = [...(gateway ? [`gateway: "${router}"`] : []), ...(input === '' ? [] : [`firewall: { ${input} }`])];
      nodes.push(`${name}: { ${said.join(', ')} }`);
      const four = families === '6' ? '' : ` 10.0.${index}.${number + 2}/${mask}`;
      const six = families === '4' ? '' : ` 2001:db8:0:${index}::${number + 2}/64`;
      links.push(`${name}${four}${six} -- s${index}${up ? '' : ': { state: down }'}`);
    }
  }
  for (const [index, one] of routers.entries()) {
    const parent = parentOf(index);
    const faults = [...one.routes];
    const others = routers.flatMap((_, other) => (other !== index && parentOf(other) === index ? [other] : []));
    const neighbours = [...(parent === undefined ? [] : [parent]), ...others].map((other) => `r${other}`);
    const towards = (other: number) => others.find((child) => isBelow(other, child)) ?? parent ?? index;
    const routes = routers.flatMap((_, other) => {
      if (other === index) return [];
      const hop = towards(other);
      const link = Math.max(hop, index);
      const isTwice = routers[link]?.twice === true;
      const side = hop === parent ? 1 : 2;
      const hops = (sort: 4 | 6) =>
        (isTwice ? [1, 2] : [1])
          .map((net) => (sort === 4 ? `10.${net}.${link}.${side}` : `2001:db8:${net}:${link}::${side}`))
          .join(', ');
      const fault = faults.shift() ?? '';
      const astray = neighbours.find((name) => name !== `r${hop}`) ?? neighbours[0] ?? '';
      const isPlain = fault !== 'astray';
      return [
        ...faulty(
          `10.0.${other}.0/24`,
          hops(4),
          fault,
          isPlain
            ? ''
            : `10.1.${Math.max(Number(astray.slice(1)), index)}.${Number(astray.slice(1)) === parent ? 1 : 2}`,
        ),
        ...faulty(
          `2001:db8:0:${other}::/64`,
          hops(6),
          faults.shift() ?? '',
          `2001:db8:1:${Math.max(Number(astray.slice(1)), index)}::${Number(astray.slice(1)) === parent ? 1 : 2}`,
        ),
        ...(routers[other]?.loopback ? [`10.9.${other}.1/32 via ${hops(4)}`] : []),
      ];
    });
    const out = parent === undefined ? undefined : 'eth0';
    const first = one.hosts[0];
    const nat = [
      ...(one.nat && out ? [`masquerade 10.0.${index}.0/24 out ${out}`] : []),
      ...(one.publish && first?.families !== '6'
        ? [`publish tcp/8888 to h${index}x0 tcp/7777`, `publish udp/8888 to h${index}x0 udp/7777`]
        : []),
    ];
    const said = [
      ...(one.forwards ? ['kind: router'] : []),
      ...(routes.length > 0 ? [`routes: [${routes.map((route) => JSON.stringify(route)).join(', ')}]`] : []),
      ...(one.filter === '' || (one.filter.includes('eth0') && neighbours.length === 0)
        ? []
        : [`firewall: { ${one.filter} }`]),
      ...(nat.length > 0 && one.forwards ? [`nat: [${nat.join(', ')}]`] : []),
      ...(one.setting === '' || (one.setting.includes('eth0') && neighbours.length === 0)
        ? []
        : [`sysctl: { ${one.setting} }`]),
      ...(one.loopback ? [`address: 10.9.${index}.1/32`] : []),
      ...(one.policy && parent !== undefined ? [`rules: [from 10.0.${index}.0/25 table 77]`] : []),
    ];
    nodes.unshift(`r${index}: { ${said.join(', ')} }`);
  }
  return `# Chance\n\n\`\`\`topology\nlab: chance\nnodes:\n${nodes.map((each) => `  ${each}\n`).join('')}links:\n${links.map((each) => `  - "${each.split(/(?<! ): /)[0]}"${each.includes(': {') ? `: ${each.slice(each.indexOf(': {') + 2)}` : ''}\n`).join('')}\`\`\`\n`;
}

export const randomNetwork: fc.Arbitrary<string> = fc.array(router, { minLength: 1, maxLength: 4 }).map(write);
