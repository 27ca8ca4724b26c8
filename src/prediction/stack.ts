// A network stack as packets meet it: its addresses, routing tables and rules, its firewall, translations and settings.
import {
  type Address,
  addressIn,
  type Cidr,
  type Family,
  formatAddress,
  fullLength,
  lastOf,
  networkOf,
  parseCidr,
} from '../address.ts';
import { kinds } from '../kinds/list.ts';
import { hasSignal, interfacesWith, nodesIn, vrfOf } from '../model/interfaces.ts';
import { type Hop, type Interface, type Netns, type Node, type Route, type State, stackOf } from '../model/lab.ts';
import { PrefixMap } from '../model/prefix-map.ts';
import { forwardingKeys, inSettingKey } from '../model/setting-key.ts';
import { onceFor } from '../once-for.ts';
import { routeWords } from '../plan/route-words.ts';
import type { Localized } from '../source/tutorial.ts';
import type { Carry, Filter, Rewrite, TableRule } from './carry.ts';
import { type Domain, Wires } from './wires.ts';

/** An entry of a routing table. */
export interface Entry {
  readonly to: Cidr;
  readonly type: Route['type'] | 'local' | 'broadcast';
  /** Of a unicast route: one of these. Without `via`, the destination itself is asked for. */
  readonly hops: readonly Hop[];
  readonly src?: Address;
  readonly metric: number;
  readonly text: string;
  readonly at?: Route['at'];
}

/** A network stack: that of a namespace, or of the machine. */
export interface Stack {
  /** As a reader knows it. */
  readonly name: string;
  readonly netns: Netns;
  readonly interfaces: ReadonlyMap<string, Interface>;
  readonly tables: ReadonlyMap<number, PrefixMap<Entry>>;
  /** The same without the routes that it passes over, as their interface has no signal (ignore_routes_with_linkdown of ip-sysctl.rst). */
  readonly taken: Stack['tables'];
  /** In the order in which they are asked; `vrf`: what belongs to a VRF is looked up in the table of this. */
  readonly rules: readonly (TableRule & { readonly vrf?: true })[];
  /** The tables of VRFs, by name. */
  readonly vrfs: ReadonlyMap<string, number>;
  readonly filters: readonly Filter[];
  readonly rewrites: readonly Rewrite[];
  /** Connections are kept track of: some rule needs it (nf_ct_netns_get() of net/netfilter/nf_conntrack_proto.c). */
  readonly tracks: boolean;
  /** Why nobody can tell what it does. */
  readonly unknown?: Localized;
  /** What the author has set: a number, else 0. */
  setting(key: string): number | undefined;
  /** The same of an interface, or of all of them: the larger counts (IN_DEV_MAXCONF() of include/linux/inetdevice.h). */
  larger(name: string, of: Interface): number;
  /** Whether what comes in there is passed on; undefined: the lab does not say. */
  forwards(family: Family, inlet: Interface): boolean | undefined;
  /** The TTL of what the stack itself sends by an interface (ip4_dst_hoplimit() of include/net/route.h, ip6_dst_hoplimit() of net/ipv6/output_core.c). */
  hopLimit(family: Family, out: Interface): number;
}

/** The numbers of the tables that every stack has (rt_tables of iproute2). */
const [localTable, mainTable, defaultTable] = [255, 254, 253];

/** Metrics of IPv6: IP6_RT_PRIO_ADDRCONF and IP6_RT_PRIO_USER of include/uapi/linux/ipv6_route.h. IPv4 has 0. */
const metrics = { connected: { 4: 0, 6: 256 }, routed: { 4: 0, 6: 1024 } } as const;

/** IPDEFTTL of include/uapi/linux/ip.h, IPV6_DEFAULT_HOPLIMIT of include/net/ipv6.h. */
const usualHopLimit = 64;

const loopbacks = ['127.0.0.0/8', '::1/128'].flatMap((text) => parseCidr(text) ?? []);

const whole = (address: Address): Cidr => ({ ...addressIn(address), length: fullLength(address.family) });

/** An interface that routes of a family leave by. */
type Leads = (of: Interface | undefined, family: Family) => boolean;

const isUp: Leads = (of) => of?.up !== false;

/** What an address brings to the tables, with its interface up or not (fib_add_ifaddr() of net/ipv4/fib_frontend.c, addrconf_prefix_route()). */
function entriesOf(
  { name: dev, role, up }: Interface,
  cidr: Cidr,
  isTaken: boolean,
): { readonly local: Entry[]; readonly main: Entry[] } {
  const { family } = cidr;
  const isLoopback = role === 'loopback';
  const local = (to: Cidr, type: 'local' | 'broadcast'): Entry => ({
    ...{ to, type, hops: [{ dev }], metric: 0, text: `${type} ${formatAddress(to)} dev ${dev}` },
  });
  const network = networkOf(cidr);
  const isAlone = cidr.length === fullLength(family);
  const hasBroadcast = family === 4 && up && cidr.length < 31 && !isLoopback;
  return {
    // Addresses of IPv6 go with the link, those of IPv4 stay and are answered.
    local:
      family === 6 && !up
        ? []
        : [
            local(whole(cidr), 'local'),
            ...(isLoopback && !isAlone ? [local(network, 'local')] : []),
            ...(hasBroadcast ? [local(whole(lastOf(cidr)), 'broadcast')] : []),
          ],
    main:
      isAlone || !isTaken || isLoopback
        ? []
        : [
            {
              ...{ to: network, type: 'unicast', hops: [{ dev }], metric: metrics.connected[family] },
              text: `${formatAddress(network)}/${cidr.length} dev ${dev}`,
            },
          ],
  };
}

/** A route as it stands: by those of its interfaces that are up, if any is (fib_check_nh() of net/ipv4/fib_semantics.c). */
function standing(route: Route, interfaces: ReadonlyMap<string, Interface>, leads: Leads): Entry[] {
  const { to, type, src, at, family, metric = metrics.routed[family] } = route;
  const hops = route.hops.filter(({ dev }) => leads(interfaces.get(dev), family));
  if (hops.length === 0 && route.hops.length > 0) return [];
  return [{ to, type, hops, metric, text: routeWords({ ...route, hops }).join(' '), at, ...(src && { src }) }];
}

const carriers = kinds.flatMap(({ carry }) => carry ?? []);
/** Keys that have effects, and whose kind does not say which. */
const untold = kinds.flatMap(({ carry, keys = [] }) =>
  carry === undefined ? keys.filter(({ effects }) => effects?.treatsPackets || effects?.changesNetwork) : [],
);

/** The carry of every kind; of a key that has effects and whose kind has none, that nobody can tell. */
function carriesOf(node: Node, state: State): Carry[] {
  const strange = untold.filter(({ of }) => of(node).length > 0);
  return [
    ...carriers.map((carry) => carry(node, state)),
    ...strange.map(({ name }) => ({
      unknown: { en: `has \`${name}\`, and that may change anything`, 'zh-CN': `有 \`${name}\`，它可能改变任何东西` },
    })),
  ];
}

function tablesOf(
  nodes: readonly Node[],
  interfaces: ReadonlyMap<string, Interface>,
  vrfs: Stack['vrfs'],
  isOff: (family: Family, of: string) => boolean,
  leads: Leads,
) {
  const entries = new Map<number, Entry[]>([
    [
      localTable,
      loopbacks.map((to): Entry => ({ to, type: 'local', hops: [{ dev: 'lo' }], metric: 0, text: 'local dev lo' })),
    ],
  ]);
  const add = (table: number, some: readonly Entry[]) => {
    const known = entries.get(table) ?? [];
    entries.set(table, known);
    known.push(...some);
  };
  for (const each of interfaces.values()) {
    const vrf = vrfs.get(vrfOf(each) ?? '');
    for (const { cidr } of each.addresses) {
      if (isOff(cidr.family, each.name)) continue;
      const { local, main } = entriesOf(each, cidr, leads(each, cidr.family));
      add(vrf ?? localTable, local);
      add(vrf ?? mainTable, main);
    }
  }
  for (const { routes } of nodes)
    for (const route of routes) add(route.table ?? mainTable, standing(route, interfaces, leads));
  return new Map([...entries].map(([table, all]) => [table, new PrefixMap(all.map((entry) => [entry.to, entry]))]));
}

const known = (priority: number, table: number, text: string): TableRule => ({ priority, table, text });

/** The rules that every stack has (fib_default_rules_init() of net/ipv4/fib_rules.c), with that of VRFs (drivers/net/vrf.c, FIB_RULE_PREF). */
const rulesOf = (vrfs: Stack['vrfs'], written: readonly TableRule[]): Stack['rules'] =>
  [
    known(0, localTable, 'from all lookup local'),
    ...(vrfs.size > 0 ? [{ ...known(1000, 0, 'from all lookup [l3mdev-table]'), vrf: true as const }] : []),
    ...written,
    known(32_766, mainTable, 'from all lookup main'),
    known(32_767, defaultTable, 'from all lookup default'),
  ].toSorted((one, other) => one.priority - other.priority);

/** What the author has set of an interface, or of `all`. */
type Conf = (family: Family, of: string, name: string) => number | undefined;

const ignoring = 'ignore_routes_with_linkdown';

/** Interfaces that are up, but for those without a signal where the stack passes over their routes (ip_ignore_linkdown() of include/linux/inetdevice.h). */
const hasWay =
  (state: State, conf: Conf): Leads =>
  (of, family) => {
    const isIgnored = of && [of.name, 'all'].some((each) => (conf(family, each, ignoring) ?? 0) > 0);
    return isUp(of, family) && (isIgnored !== true || hasSignal(state, of));
  };

/** The stack of a namespace, or of the machine. */
function makeStack(state: State, netns: Netns): Stack {
  const nodes = nodesIn(state, netns);
  const [first] = nodes;
  const interfaces = new Map(first && stackOf(state, first).map((each) => [each.name, each]));
  const carries = nodes.flatMap((node) => carriesOf(node, state));
  const settings = new Map(carries.flatMap(({ settings: some = [] }) => some).map(({ key, value }) => [key, value]));
  const setting = (key: string) => (settings.has(key) ? Number(settings.get(key)) || 0 : undefined);
  const conf: Conf = (family, of, name) =>
    settings.size === 0 ? undefined : setting(`net.ipv${family}.conf.${inSettingKey(of)}.${name}`);
  const vrfs = new Map(carries.flatMap(({ vrfs: some = [] }) => some));
  const rewrites = carries.flatMap(({ rewrites: some = [] }) => some);
  const filters = carries.flatMap(({ filters: some = [] }) => some);
  const unknown = carries.find((each) => each.unknown !== undefined)?.unknown;
  const isOff = (family: Family, of: string) =>
    family === 6 && [of, 'all'].some((each) => conf(6, each, 'disable_ipv6') === 1);
  const said = nodes.some(({ forward }) => forward);
  const way = [...settings.keys()].some((key) => key.endsWith(ignoring)) ? hasWay(state, conf) : isUp;
  const tables = onceFor((leads: Leads) => tablesOf(nodes, interfaces, vrfs, isOff, leads));
  return {
    ...{ name: netns ?? 'host', netns, interfaces, vrfs, filters, rewrites, setting },
    get tables() {
      return tables(isUp);
    },
    get taken() {
      return tables(way);
    },
    rules: rulesOf(
      vrfs,
      carries.flatMap(({ rules = [] }) => rules),
    ),
    tracks: rewrites.length > 0 || filters.some((each) => each.state !== undefined),
    ...(unknown !== undefined && { unknown }),
    larger: (name, of) => Math.max(conf(4, 'all', name) ?? 0, conf(4, of.name, name) ?? 0),
    forwards(family, inlet) {
      const written = setting(forwardingKeys[family]);
      // IPv4 asks the interface that it comes in by (ip_forward(), IN_DEV_FORWARD), IPv6 the whole stack (ip6_forward()).
      const own = family === 4 ? conf(4, inlet.vrf ?? inlet.name, 'forwarding') : undefined;
      const number = own ?? written;
      if (number !== undefined) return number !== 0;
      return said || netns !== null ? said : undefined;
    },
    hopLimit: (family, { name }) =>
      (family === 4 ? setting('net.ipv4.ip_default_ttl') : conf(6, name, 'hop_limit')) ?? usualHopLimit,
  };
}

/** A state of a lab as packets meet it. What is asked for is made when it is asked for. */
export class Network {
  readonly state: State;
  readonly wires: Wires;
  readonly #stacks = new Map<Netns, Stack>();
  /** A network that differs from this one in what one of its stacks does, and not in what joins them or which addresses they have. */
  readonly #like: { readonly network: Network; readonly but: Netns } | undefined;

  constructor(state: State, like?: { readonly network: Network; readonly but: Netns }) {
    this.state = state;
    this.wires = like?.network.wires ?? new Wires(state);
    this.#like = like;
  }

  /** The same lab with another node of this name. */
  with(node: Node): Network {
    const state = { ...this.state, nodes: new Map(this.state.nodes).set(node.name, node) };
    return new Network(state, { network: this, but: node.netns });
  }

  /** The same nodes with other interfaces. */
  rewired(nodes: State['nodes']): Network {
    return new Network({ ...this.state, nodes });
  }

  stack(netns: Netns): Stack {
    if (this.#like !== undefined && this.#like.but !== netns) return this.#like.network.stack(netns);
    const found = this.#stacks.get(netns) ?? makeStack(this.state, netns);
    this.#stacks.set(netns, found);
    return found;
  }

  stackOf({ node }: Pick<Interface, 'node'>): Stack {
    return this.stack(this.state.nodes.get(node)?.netns ?? null);
  }

  /** The interfaces that have an address, wherever. */
  ownersOf(address: Address): readonly Interface[] {
    return interfacesWith(this.wires.state, address);
  }

  /** By which interfaces somebody who hears a domain answers for what he would pass on (proxy ARP). */
  readonly proxiesIn = onceFor(({ speakers }: Domain): readonly Interface[] =>
    [...speakers.values()].flat().filter((each) => this.stackOf(each).larger('proxy_arp', each) !== 0),
  );
}

/** The network of a state, made once. */
export const networkFor = onceFor((state: State) => new Network(state));

/** What a table says of a destination: the longest prefix, then the lowest metric; `by`: only by this interface. */
export function lookUp(table: PrefixMap<Entry> | undefined, to: Address, by?: string): Entry | undefined {
  return table?.longest(to, (entries) => {
    const fitting = entries.flatMap((entry): Entry[] => {
      if (by === undefined || entry.type !== 'unicast') return [entry];
      const hops = entry.hops.filter(({ dev }) => dev === by);
      return hops.length === 0 ? [] : [{ ...entry, hops }];
    });
    const [first, ...others] = fitting;
    return others.reduce((best, each) => (best !== undefined && each.metric < best.metric ? each : best), first);
  });
}
