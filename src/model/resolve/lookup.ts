// A name where an address or an interface is meant: which of the node's addresses, and by which interface.

import {
  type Address,
  type Cidr,
  contains,
  type Family,
  families,
  formatCidr,
  fullLength,
  hasSubnet,
  networkOf,
} from '../../address.ts';
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span, Text } from '../../diagnostics/span.ts';
import type { End } from '../../language/statements.ts';
import { onceFor } from '../../once-for.ts';
import { asksFamily } from '../lab.ts';
import { PrefixMap } from '../prefix-map.ts';
import {
  bridgeSegment,
  bySegment,
  type Draft,
  type DraftInterface,
  type DraftSegment,
  knownNames,
  speakingInterface,
  speakingInterfaces,
} from './draft.ts';
import { reportUnknownInterface, reportUnknownNode } from './unknown-names.ts';

const notNeighbours = defineDiagnostic('not-neighbours', 'nodes that share no segment');
const whichAddress = defineDiagnostic('which-address', 'name that stands for more than one address');
const noAddress = defineDiagnostic('no-address', 'name that stands for no address');

/** An address and the interface of another node that reaches it without a router. */
export interface OnLink {
  readonly address: Address;
  /** The interface of the node that asks. */
  readonly by: DraftInterface;
  /** The end that has the address. */
  readonly of: DraftInterface;
}

/** A help names so many of those that fit. */
export const mostNamed = 6;
/** Names in a help, which tells where there are more. */
const listed = (names: readonly string[], joint: string): string =>
  names.slice(0, mostNamed).join(joint) + (names.length > mostNamed ? ' …' : '');

const byFamily = (device: DraftInterface, family?: Family): Cidr[] =>
  device.addresses.map(({ cidr }) => cidr).filter((cidr) => family === undefined || cidr.family === family);

/** The node's interface of this name, or a diagnostic with the nearest one. `before` is what stands before it, if not the node. */
export function findInterface(
  draft: Draft,
  node: string,
  name: Text,
  diagnostics: Diagnostic[],
  before?: string,
): DraftInterface | undefined {
  const found = speakingInterface(draft, node, name.text) ?? draft.nodes.get(node)?.interfaces.get(name.text);
  if (found !== undefined) return found;
  const speaking = speakingInterfaces(draft, node).map((device) => device.name);
  const known = new Set([...speaking, ...(draft.nodes.get(node)?.interfaces.keys() ?? [])]);
  reportUnknownInterface(name, node, [...known], diagnostics, undefined, before);
  return undefined;
}

/** The segments that a name stands for: that of a bridge or switch, or those of a node. */
function segmentsOf(draft: Draft, name: string): Iterable<DraftSegment> {
  const own = bridgeSegment(draft, name);
  return own === undefined ? bySegment(speakingInterfaces(draft, name)).keys() : [own];
}

/** Reports a name that several interfaces of a node lead to. */
export function reportWhichInterface(
  node: string,
  name: Text,
  names: readonly string[],
  diagnostics: Diagnostic[],
): undefined {
  const help = `name the interface: ${listed(names, ' or ')}`;
  const label = `${names.length} interfaces of ${node} lead to ${name.text}`;
  diagnostics.push(whichAddress({ at: name.at, label, help, expected: names.slice(0, mostNamed) }));
}

/** The interface of the node that a name means: its own of that name, else the one on the segment of the named node, switch or bridge. */
export function interfaceMeant(
  draft: Draft,
  node: string,
  name: Text,
  diagnostics: Diagnostic[],
): DraftInterface | undefined {
  if (name.text === node || speakingInterface(draft, node, name.text) !== undefined)
    return findInterface(draft, node, name, diagnostics, '');
  const own = bySegment(speakingInterfaces(draft, node));
  const fitting = Array.from(segmentsOf(draft, name.text)).flatMap((segment) => own.get(segment) ?? []);
  const [only, second] = fitting;
  if (only === undefined) return findInterface(draft, node, name, diagnostics, '');
  if (second === undefined) return only;
  return reportWhichInterface(
    node,
    name,
    fitting.map((device) => device.name),
    diagnostics,
  );
}

/** Reports a name that no node has; true if the node is there. */
export function isNode(draft: Draft, name: Text, diagnostics: Diagnostic[]): boolean {
  if (draft.nodes.has(name.text)) return true;
  reportUnknownNode(name, () => knownNames(draft), diagnostics);
  return false;
}

const places = onceFor((devices: readonly DraftInterface[]) => new Map(devices.map((device, at) => [device, at])));

function nearInterfaces(
  devices: readonly DraftInterface[],
  segments: ReadonlyMap<DraftSegment, unknown>,
): readonly DraftInterface[] {
  if (devices.length <= segments.size) return devices;
  const found = [...segments.keys()].flatMap((segment) => bySegment(devices).get(segment) ?? []);
  return segments.size < 2
    ? found
    : found.sort((a, b) => (places(devices).get(a) ?? 0) - (places(devices).get(b) ?? 0));
}

/** Every address of `target` on a segment that it shares with `node`. */
export function sharedAddresses(draft: Draft, node: string, target: string, targetInterface?: string): OnLink[] {
  const found: OnLink[] = [];
  const own = bySegment(speakingInterfaces(draft, node));
  for (const of of nearInterfaces(speakingInterfaces(draft, target), own)) {
    if (of.segment === undefined || (targetInterface !== undefined && of.name !== targetInterface)) continue;
    const near = own.get(of.segment) ?? [];
    for (const address of byFamily(of)) {
      const by = near.find((device) => isOnLink({ address, by: device, of })) ?? near[0];
      if (by !== undefined) found.push({ address, by, of });
    }
  }
  return found;
}

const bySubnet = onceFor(
  (devices: readonly DraftInterface[]) =>
    new PrefixMap(
      devices.flatMap((device) =>
        device.addresses.flatMap(({ cidr }) => (hasSubnet(cidr) ? [[cidr, device] as const] : [])),
      ),
    ),
);

/** The interfaces that have a subnet which holds the address, in their order. */
export function interfacesTowards(draft: Draft, node: string, address: Address): readonly DraftInterface[] {
  return bySubnet(speakingInterfaces(draft, node)).holding(address);
}

/** The nodes of these members of a node's segments, as far as they fit; of many, so many as a help names, and one more. */
export function nodesBeside(
  draft: Draft,
  node: string,
  membersOf: (segment: DraftSegment) => readonly DraftInterface[],
  fits: (name: string) => boolean = () => true,
): string[] {
  const found = new Set<string>();
  for (const segment of bySegment(speakingInterfaces(draft, node)).keys()) {
    for (const { node: name } of membersOf(segment)) {
      if (found.size > mostNamed) return [...found];
      if (name !== node && !found.has(name) && fits(name)) found.add(name);
    }
  }
  return [...found];
}

function reportNotNeighbours(draft: Draft, node: string, end: End, diagnostics: Diagnostic[]): void {
  const hasAddress = (name: string) => sharedAddresses(draft, node, name).length > 0;
  const others = nodesBeside(draft, node, ({ members }) => members, hasAddress);
  diagnostics.push(
    notNeighbours({
      at: end.at,
      label: `${node} and ${end.node.text} share no segment`,
      help:
        others.length === 0
          ? `lay a cable first: "- ${node} -- ${end.node.text}: 10.0.0.0/30"`
          : `name a neighbour of ${node}: ${listed(others, ', ')}`,
      expected: others.slice(0, mostNamed),
    }),
  );
}

/** Reports a name that stands for no address that the node reaches without a router: on another segment, or without an address there. */
export function reportNotNear(draft: Draft, node: string, end: End, diagnostics: Diagnostic[]): void {
  const own = bySegment([...(draft.nodes.get(node)?.interfaces.values() ?? [])]);
  const joined = speakingInterfaces(draft, end.node.text).some(({ segment }) => segment && own.has(segment));
  if (!joined) {
    reportNotNeighbours(draft, node, end, diagnostics);
    return;
  }
  const name = end.node.text;
  const bridge = draft.nodes.get(name)?.kind.bridge !== undefined;
  const edit = bridge ? `"${name}: { address: 10.0.0.1/24 }"` : `in its cable, as "${name} 10.0.0.2/24 -- …"`;
  const help = `give ${name} an address on the segment it shares with ${node}: ${edit}`;
  diagnostics.push(noAddress({ at: end.at, label: `${name} has no address there`, help }));
}

export function reportSeveral(
  at: Span,
  name: string,
  found: readonly DraftInterface[],
  diagnostics: Diagnostic[],
  instead?: string,
): void {
  const ends = found.slice(0, mostNamed + 1).map((device) => `${name}:${device.name}`);
  const help = instead ?? `name the interface: ${listed(ends, ' or ')}`;
  const label = `${found.length} interfaces fit`;
  diagnostics.push(whichAddress({ at, label, help, expected: instead === undefined ? ends.slice(0, mostNamed) : [] }));
}

/** True if the interface by which an address is reached has a subnet that holds it: without one the kernel refuses the next hop. */
const isOnLink = ({ address: { family, value }, by }: OnLink): boolean =>
  by.addresses.some(({ cidr }) => contains(cidr, { family, value }));

/** The addresses of another node that are in a subnet of this one, which so takes it for a neighbour, though nothing joins the two. */
export const addressesInItsSubnets = (draft: Draft, node: string, { node: target, interface: name }: End): OnLink[] =>
  speakingInterfaces(draft, target.text)
    .filter((of) => name === undefined || of.name === name.text)
    .flatMap((of) =>
      byFamily(of).flatMap((address) => {
        const [by] = interfacesTowards(draft, node, address);
        return by === undefined ? [] : [{ address, by, of }];
      }),
    );

/** The next hop that a name means: one address a family, on a segment that both share, by an interface that fits if there is one. Reports none and several. */
export function nextHops(
  draft: Draft,
  node: string,
  end: End,
  diagnostics: Diagnostic[],
  fits: (by: DraftInterface) => boolean,
): OnLink[] {
  if (!isNode(draft, end.node, diagnostics)) return [];
  if (end.interface !== undefined && findInterface(draft, end.node.text, end.interface, diagnostics) === undefined)
    return [];
  const pair = `${node} ${end.node.text}`;
  const near = sharedAddresses(draft, node, end.node.text, end.interface?.text);
  // Nobody alters a route by pruning a VLAN between two who were neighbours.
  const shared = near.length === 0 && draft.neighbours.has(pair) ? addressesInItsSubnets(draft, node, end) : near;
  if (shared.length === 0) {
    reportNotNear(draft, node, end, diagnostics);
    return [];
  }
  draft.neighbours.add(pair);
  const fitting = shared.filter(({ by }) => fits(by));
  return oneOfEachFamily(end, fitting.length > 0 ? fitting : shared, diagnostics);
}

function oneOfEachFamily(end: End, shared: readonly OnLink[], diagnostics: Diagnostic[]): OnLink[] {
  const hops: OnLink[] = [];
  for (const family of families) {
    const ofFamily = shared.filter(({ address }) => address.family === family);
    const onLink = ofFamily.filter(isOnLink);
    // Who speaks one family alone sends nothing of the other.
    const spoken = shared.some(isOnLink) ? ofFamily.filter(({ by }) => byFamily(by, family).length > 0) : ofFamily;
    const fitting = onLink.length > 0 ? onLink : spoken;
    const [first] = fitting;
    if (first === undefined) continue;
    const devices = new Set(fitting.map(({ of }) => of));
    if (devices.size > 1) {
      reportSeveral(end.at, end.node.text, [...devices], diagnostics);
      return [];
    }
    hops.push(first);
  }
  return hops;
}

/** The interfaces that have an address of a family. The loopback is the first of all. */
const addressed = onceFor((devices: readonly DraftInterface[]) => {
  const of = (family: Family) =>
    devices.filter((device) => device.addresses.some(({ cidr }) => cidr.family === family));
  return { 4: of(4), 6: of(6) };
});

/**
 * The address by which `from` speaks of `end`: that of the interface if one is named; else its main address; else the
 * one on a shared segment; else its only one of the family. Undefined without a report where it has none of the family.
 */
export function targetAddress(
  draft: Draft,
  from: string | undefined,
  end: End,
  family: Family,
  diagnostics: Diagnostic[],
): Address | undefined {
  const name = end.node.text;
  if (end.interface !== undefined) {
    const device = findInterface(draft, name, end.interface, diagnostics);
    return device === undefined ? undefined : byFamily(device, family)[0];
  }
  const devices = addressed(speakingInterfaces(draft, name))[family];
  const main = devices[0]?.role === 'loopback' ? devices[0] : undefined;
  if (main !== undefined) return byFamily(main, family)[0];
  if (from !== undefined) {
    const shared = sharedAddresses(draft, from, name).filter(({ address }) => address.family === family);
    const nearest = shared.find(isOnLink) ?? shared[0];
    if (nearest !== undefined) return nearest.address;
  }
  if (devices.length > 1) reportSeveral(end.at, name, devices, diagnostics);
  const [only] = devices;
  return only === undefined || devices.length > 1 ? undefined : byFamily(only, family)[0];
}

/** The subnets that others are in on the segments of a node, or of one interface of it. */
export function subnetsBeside(draft: Draft, node: string, onInterface?: string): Cidr[] {
  return speakingInterfaces(draft, node).flatMap(({ name, segment }) => {
    const others = onInterface === undefined || name === onInterface ? (segment?.members ?? []) : [];
    const cidrs = others.flatMap(({ addresses }) => addresses.map(({ cidr }) => cidr));
    return cidrs.filter(hasSubnet).map(networkOf);
  });
}

/** What deals a cable addresses of a subnet. */
export const subnetOfCable = (subnet: Cidr): string => `as "subnet: ${formatCidr(subnet)}"`;

/** Reports a name of which no address of any wanted family is known. */
export function reportNoAddress(draft: Draft, end: End, families: readonly Family[], diagnostics: Diagnostic[]): void {
  const wanted =
    families.length === 0
      ? 'no address for this'
      : `no ${families.map((family) => `IPv${family}`).join(' or ')} address`;
  const example = families[0] === 6 ? '2001:db8::2/64' : '10.0.0.2/24';
  const [near] = subnetsBeside(draft, end.node.text).filter(({ family }) => (families[0] ?? family) === family);
  const edit = near === undefined ? `as "${end.node.text} ${example} -- …"` : subnetOfCable(near);
  const help = `give ${end.node.text} an address: in its cable, ${edit}`;
  diagnostics.push(noAddress({ at: end.at, label: `${end.node.text} has ${wanted}`, help }));
}

/** The families in which a node has an address that others can dial. */
export function familiesOf(draft: Draft, node: string, onInterface?: string): Set<Family> {
  const own = addressed(speakingInterfaces(draft, node));
  const asked = (devices: readonly DraftInterface[], family: Family) =>
    devices.some((each) => asksFamily(each, family));
  if (onInterface === undefined)
    return new Set(
      families.filter((family) => own[family].length > 0 || asked(speakingInterfaces(draft, node), family)),
    );
  const device = speakingInterface(draft, node, onInterface);
  // A VRF speaks with the addresses of what is in it.
  const speaks = speakingInterfaces(draft, node).filter(
    (each) => each === device || (device && each.vrf === device.name),
  );
  return new Set(
    families.filter((family) => speaks.some((each) => byFamily(each, family).length > 0) || asked(speaks, family)),
  );
}

/** The interface of `end` that gets the address by which `from` speaks of it while the lab runs; undefined where a known one counts, see `targetAddress`. */
export function askingInterface(
  draft: Draft,
  from: string | undefined,
  end: End,
  family: Family,
): DraftInterface | undefined {
  const all = speakingInterfaces(draft, end.node.text);
  const asking = all.filter(
    (each) => asksFamily(each, family) && (end.interface === undefined || each.name === end.interface.text),
  );
  if (end.interface !== undefined || asking.length === 0) return asking[0];
  const known = addressed(all)[family];
  const near = from === undefined ? undefined : bySegment(speakingInterfaces(draft, from));
  const isNear = ({ segment }: DraftInterface) => segment !== undefined && near?.has(segment) === true;
  if (known[0]?.role === 'loopback' || known.some(isNear)) return undefined;
  return asking.find(isNear) ?? (known.length === 0 ? asking[0] : undefined);
}

/** The prefixes that a name stands for: a bridge or switch is its subnets, a node its own addresses. */
export function prefixesOf(draft: Draft, name: string): { readonly prefix: Cidr; readonly at: Span }[] {
  const segment = bridgeSegment(draft, name);
  if (segment !== undefined) return segment.subnets.map(({ prefix, at }) => ({ prefix, at }));
  return speakingInterfaces(draft, name).flatMap(({ addresses }) =>
    addresses.map(({ cidr, at }) => ({ prefix: { ...cidr, length: fullLength(cidr.family) }, at })),
  );
}

/** The prefixes of a name that an author wrote; one that stands for none is reported. */
export function prefixesMeant(draft: Draft, name: Text, diagnostics: Diagnostic[]): Cidr[] {
  if (!isNode(draft, name, diagnostics)) return [];
  const prefixes = prefixesOf(draft, name.text).map(({ prefix }) => prefix);
  if (prefixes.length === 0) {
    const help = `give ${name.text} a subnet: "${name.text}: { kind: switch, subnet: 10.0.0.0/24 }"`;
    diagnostics.push(noAddress({ at: name.at, label: `${name.text} has no subnet and no address`, help }));
  }
  return prefixes;
}
