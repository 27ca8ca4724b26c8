// How rules look at interfaces: by segment, with their addresses, under the name a reader knows.

import { type Address, type Cidr, type Family, families, formatAddress } from '../address.ts';
import type { Span } from '../diagnostics/span.ts';
import { groupBy } from '../group-by.ts';
import { onceFor } from '../once-for.ts';
import {
  asksFamily,
  type Interface,
  type InterfaceAddress,
  type InterfaceRef,
  interfaceNamed,
  type Lab,
  type Link,
  type Netns,
  type Node,
  type State,
  stackOf,
} from './lab.ts';

export interface Addressed extends InterfaceAddress {
  readonly interface: Interface;
}

/** Every interface of the lab, in the order written. */
export const interfacesOf = onceFor((state: State): readonly Interface[] =>
  [...state.nodes.values()].flatMap(({ interfaces }) => interfaces),
);

const machineNodes = onceFor(({ nodes }: State) => [...nodes.values()].filter(({ netns }) => netns === null));

/** The nodes of a network stack: one, but for the machine, whose stack several have. */
export function nodesIn(state: State, netns: Netns): readonly Node[] {
  const node = netns === null ? undefined : state.nodes.get(netns);
  return netns === null ? machineNodes(state) : node === undefined ? [] : [node];
}

/** The interfaces on each segment, by the number of the segment. */
export const interfacesBySegment = onceFor((state: State): readonly (readonly Interface[])[] => {
  const segments: Interface[][] = state.segments.map(() => []);
  for (const each of interfacesOf(state)) {
    if (each.segment !== undefined) segments[each.segment]?.push(each);
  }
  return segments;
});

/** True of an end that stands for the interface by which the machine reaches the world. */
export const isUplink = ({ node, interface: name }: InterfaceRef): boolean => node === 'host' && name === 'uplink';

/** The interface by which the machine reaches the world, where a link stands on it. No lab makes it, so no node has it. */
export const uplinkOf = onceFor((state: State): Interface | undefined => {
  const link = state.links.find(({ ends }) => isUplink(ends[1]));
  const said = { role: 'device', isUplink: true, addresses: [], up: true, options: {}, optionsAt: [] } as const;
  return link && { node: 'host', name: 'uplink', at: link.at, ...said };
});

const endsByLink = onceFor((state: State): ReadonlyMap<Link, readonly Interface[]> => {
  const find = (end: InterfaceRef) =>
    interfaceNamed(state.nodes.get(end.node)?.interfaces ?? [], end.interface) ??
    (isUplink(end) ? uplinkOf(state) : undefined);
  return new Map(state.links.map((link) => [link, link.ends.flatMap((end) => find(end) ?? [])]));
});

/** The two ends of a cable. */
export const endsOf = (state: State, link: Link): readonly Interface[] => endsByLink(state).get(link) ?? [];

const linksByEnd = onceFor((state: State): ReadonlyMap<Interface, { readonly link: Link; readonly far: Interface }> => {
  const all = state.links.flatMap((link) => {
    const [a, b] = endsOf(state, link);
    return a && b ? [[a, { link, far: b }] as const, [b, { link, far: a }] as const] : [];
  });
  return new Map(all.toReversed());
});

/** The link that an interface is an end of, with what is at its other end; of several, the one laid first, for others stand on it. */
export const linkAt = (state: State, own: Interface) => linksByEnd(state).get(own);

/** True of a segment that goes on outside of the machine: who else is on it is not known. */
export const isOpen = (state: State, segment: number | undefined): boolean =>
  carriedLinks(state).some(({ child, carrier }) => carrier === uplinkOf(state) && child.segment === segment);

export interface Carried {
  readonly link: Link;
  readonly child: Interface;
  /** What carries it in the end: the kernel puts a macvlan on a macvlan onto what carries that (macvlan_dev_real_dev()). */
  readonly carrier: Interface;
}

/** The links that have a parent, in the order laid: a parent stands before what it carries. */
export const carriedLinks = onceFor((state: State): readonly Carried[] => {
  const carriers = new Map<Interface, Interface>();
  return state.links.flatMap((link) => {
    if (link.secondEnd !== 'parent') return [];
    const [child, parent] = endsOf(state, link);
    if (child === undefined || parent === undefined) return [];
    const carrier = carriers.get(parent) ?? parent;
    carriers.set(child, carrier);
    return [{ link, child, carrier }];
  });
});

/** True if in one of these steps some of the one and some of the others are on one segment. */
export const wereJoined = (
  steps: readonly { readonly state: State }[],
  ones: readonly Interface[],
  others: readonly Interface[],
): boolean =>
  steps.some(({ state }) => {
    const segmentsOf = (all: readonly Interface[]) =>
      all.flatMap(({ node, name }) => interfaceNamed(state.nodes.get(node)?.interfaces ?? [], name)?.segment ?? []);
    const there = new Set(segmentsOf(others));
    return segmentsOf(ones).some((segment) => there.has(segment));
  });

/** What an interface stands on that is no end of a cable. */
export function parentOf({ nodes }: State, { parent }: Interface): Interface | undefined {
  return parent && interfaceNamed(nodes.get(parent.node)?.interfaces ?? [], parent.interface);
}

/** Where the MTU or the MAC address that counts is written; the interface itself, if it is not. */
export function valuePlace({ valueAt, at }: Interface, value: 'mtu' | 'mac'): Span {
  return valueAt?.[value] ?? at;
}

/** The addresses of some interfaces, in the order they stand in the Markdown. */
export function addressesOf(interfaces: readonly Interface[]): Addressed[] {
  const found: Addressed[] = [];
  for (const each of interfaces) {
    for (const { cidr, at, from } of each.addresses) found.push({ cidr, at, from, interface: each });
  }
  return found.length < 2 ? found : found.sort((a, b) => a.at.start.offset - b.at.start.offset);
}

/** The addresses on each segment, by the number of the segment. */
export const addressesBySegment = onceFor((state: State): readonly (readonly Addressed[])[] =>
  interfacesBySegment(state).map(addressesOf),
);

const owners = onceFor((interfaces: readonly Interface[]): ReadonlyMap<string, Interface> => {
  const all = interfaces.flatMap((each) => each.addresses.map(({ cidr }) => [formatAddress(cidr), each] as const));
  return new Map(all.toReversed());
});

/** The first address of a family. */
export const addressOfFamily = ({ addresses }: Pick<Interface, 'addresses'>, family: Family): Cidr | undefined =>
  addresses.find(({ cidr }) => cidr.family === family)?.cidr;

/** The first one that has the address, in a list of interfaces that stays. */
export function interfaceWith(interfaces: readonly Interface[], address: Address): Interface | undefined {
  return owners(interfaces).get(formatAddress(address));
}

const byAddress = onceFor((state: State) => {
  const all = interfacesOf(state).flatMap((each) => each.addresses.map(({ cidr }) => ({ cidr, each })));
  return groupBy(all, ({ cidr }) => formatAddress(cidr));
});

/** All interfaces of the lab that have the address. */
export const interfacesWith = (state: State, address: Address): readonly Interface[] =>
  (byAddress(state).get(formatAddress(address)) ?? []).map(({ each }) => each);

/** The interfaces on the segment that a node's own one of this name is on, its own among them. */
export function segmentOf(state: State, node: Node, dev: string): readonly Interface[] {
  const { segment } = interfaceNamed(stackOf(state, node), dev) ?? {};
  return (segment === undefined ? undefined : interfacesBySegment(state)[segment]) ?? [];
}

/** The name a reader knows: `r1:eth0`, or the node alone for its bridge and for an interface whose name is made up. */
export function readableName({ node, name, standsForNode, alias }: Interface): string {
  return standsForNode === true || alias !== undefined ? node : `${node}:${name}`;
}

/** True of an interface by which packets come and go: it speaks for itself, and somebody may be behind it. */
export const leadsOn = ({ role, master }: Pick<Interface, 'role' | 'master'>): boolean =>
  (role === 'end' || role === 'bridge' || role === 'bond') && master === undefined;

/** True of one that has ports, or may. */
export const isMaster = ({ role }: Pick<Interface, 'role'>): boolean =>
  role !== 'loopback' && role !== 'end' && role !== 'device';

/** The VRF that it stands for or is in: its packets are routed by the table of that. */
export const vrfOf = ({ role, name, vrf }: Pick<Interface, 'role' | 'name' | 'vrf'>): string | undefined =>
  role === 'vrf' ? name : vrf;

/** The bridge that a node is for; undefined for any other node. */
export function ownBridgeOf({ interfaces }: Node): Interface | undefined {
  return interfaces.find(({ standsForNode }) => standsForNode);
}

/** What an interface is a port of, be it a bridge, a bond or a VRF. */
export function masterOf({ nodes }: State, { node, master, vrf = master }: Interface): Interface | undefined {
  return vrf === undefined ? undefined : interfaceNamed(nodes.get(node)?.interfaces ?? [], vrf);
}

/** The ports of a bridge, a bond or a VRF. */
export function portsOf({ nodes }: State, { node, name }: Interface): readonly Interface[] {
  return (nodes.get(node)?.interfaces ?? []).filter(({ vrf, master = vrf }) => master === name);
}

/** A cable has a signal where its other end is up, too. */
export const hasSignal = (state: State, own: Interface): boolean => own.up && (linkAt(state, own)?.far.up ?? true);

/** The bridge that it is a port of. */
export function bridgeOf(state: State, port: Interface): Interface | undefined {
  const master = masterOf(state, port);
  return master?.role === 'bridge' ? master : undefined;
}

/** Every interface of the lab on the machine itself. */
export const machineInterfaces = ({ nodes }: State): Interface[] =>
  [...nodes.values()].flatMap(({ netns, interfaces }) => (netns === null ? interfaces : []));

/** Those by which the machine itself speaks: bridges, and ends of cables that are no ports. */
export const machineSpeaks = (state: State): Interface[] =>
  machineInterfaces(state).filter(({ master }) => master === undefined);

/** The families that the lab speaks on the segments of these interfaces: IPv4, unless it speaks IPv6 alone. */
export function familiesOn(state: State, interfaces: readonly Interface[]): Family[] {
  const all = interfacesBySegment(state);
  const members = [...new Set(interfaces.flatMap(({ segment }) => segment ?? []))].flatMap((one) => all[one] ?? []);
  const speaks = (wanted: Family) =>
    members.some((each) => asksFamily(each, wanted) || each.addresses.some(({ cidr }) => cidr.family === wanted));
  return speaks(6) ? families.filter((family) => family === 6 || speaks(4)) : [4];
}

/** The namespaces that forward in some step of a lab. */
export const forwardersOf = onceFor(({ steps }: Lab): ReadonlySet<Netns> => {
  const nodes = steps.flatMap(({ state }) => [...state.nodes.values()]);
  return new Set(nodes.flatMap(({ forward, netns }) => (forward ? [netns] : [])));
});
