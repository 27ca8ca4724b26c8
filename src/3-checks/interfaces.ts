// How rules look at interfaces: by segment, with their addresses, under the name a reader knows.
import { type Address, sameAddress } from '../2-model/address.ts';
import type { Interface, InterfaceAddress, Link, Node, State } from '../2-model/lab.ts';
import type { Span } from '../diagnostics/span.ts';
import { linkKindNamed } from '../kinds/index.ts';

/** An address and the interface that has it. */
export interface Addressed extends InterfaceAddress {
  readonly interface: Interface;
}

/** Every interface of the lab, in the order written. */
export function interfacesOf(state: State): Interface[] {
  return [...state.nodes.values()].flatMap(({ interfaces }) => interfaces);
}

/** The interfaces on each segment, by the number of the segment. */
export function interfacesBySegment(state: State): Interface[][] {
  const segments: Interface[][] = state.segments.map(() => []);
  for (const each of interfacesOf(state)) {
    if (each.segment !== undefined) segments[each.segment]?.push(each);
  }
  return segments;
}

/** The two ends of a cable. */
export function endsOf(state: State, { ends }: Link): Interface[] {
  return ends.flatMap(({ node, interface: name }) => {
    const own = state.nodes.get(node)?.interfaces.find((each) => each.name === name);
    return own ?? [];
  });
}

/** A link that an interface carries, which stands without it. */
export interface Carried {
  readonly link: Link;
  readonly child: Interface;
  /** What carries it in the end: the kernel puts a macvlan on a macvlan onto what carries that (macvlan_dev_real_dev()). */
  readonly carrier: Interface;
}

/** The links that have a parent, in the order written. */
export function carriedLinks(state: State): Carried[] {
  const parents = new Map<Interface, Interface>();
  const pairs = state.links.flatMap((link) => {
    if (linkKindNamed(link.kind)?.secondEnd !== 'parent') return [];
    const [child, parent] = endsOf(state, link);
    if (child === undefined || parent === undefined) return [];
    parents.set(child, parent);
    return [{ link, child, parent }];
  });
  const carrierOf = (each: Interface): Interface => {
    const below = parents.get(each);
    return below === undefined ? each : carrierOf(below);
  };
  return pairs.map(({ link, child, parent }) => ({ link, child, carrier: carrierOf(parent) }));
}

/** Where the MTU or the MAC address that counts is written; the interface itself, if it is not. */
export function placeOf({ valueAt, at }: Interface, value: 'mtu' | 'mac'): Span {
  return valueAt?.[value] ?? at;
}

/** The MTU that the kernel gives an Ethernet interface that says nothing of it. */
const defaultMtu = 1500;

/** The MTU of an interface that carries others or none: what it says, else 1500; a bridge has the smallest of its ports (br_mtu_auto_adjust() of net/bridge/br_if.c). */
export function mtuOf(state: State, { node, name, role, mtu }: Interface): number {
  if (mtu !== undefined) return mtu;
  if (role !== 'bridge') return defaultMtu;
  const ports = state.nodes.get(node)?.interfaces.filter(({ bridge }) => bridge === name) ?? [];
  return ports.length === 0 ? defaultMtu : Math.min(...ports.map((port) => port.mtu ?? defaultMtu));
}

/** The addresses of some interfaces, in the order they stand in the Markdown. */
export function addressesOf(interfaces: readonly Interface[]): Addressed[] {
  return interfaces
    .flatMap((each) => each.addresses.map((address) => ({ ...address, interface: each })))
    .sort((a, b) => a.at.start.offset - b.at.start.offset);
}

/** The one of these interfaces that has the address. */
export function ownerOf(interfaces: readonly Interface[], address: Address): Interface | undefined {
  return interfaces.find(({ addresses }) => addresses.some(({ cidr }) => sameAddress(cidr, address)));
}

/** The name a reader knows: `r1:eth0`, or the node alone for its bridge and for an interface whose name is made up. */
export function readableName({ node, name, role, alias }: Interface): string {
  return role === 'bridge' || alias !== undefined ? node : `${node}:${name}`;
}

/** True if the node's cables are plugged into a bridge of its own. */
export function isBridge({ interfaces }: Node): boolean {
  return interfaces.some(({ role }) => role === 'bridge');
}
