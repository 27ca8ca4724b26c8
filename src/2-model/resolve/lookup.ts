// A name where an address or an interface is meant: which of the node's addresses, and by which interface.
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span, Text } from '../../diagnostics/span.ts';
import { type Address, type Cidr, contains, type Family, families, fullLength } from '../address.ts';
import type { End } from '../language/statements.ts';
import { type Draft, type DraftInterface, type DraftSegment, knownNames, speakingInterfaces } from './draft.ts';
import { reportUnknownInterface, reportUnknownNode } from './interfaces.ts';

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
  const devices = speakingInterfaces(draft, node);
  const found = devices.find((device) => device.name === name.text) ?? draft.nodes.get(node)?.interfaces.get(name.text);
  if (found !== undefined) return found;
  reportUnknownInterface(
    name,
    node,
    devices.map((device) => device.name),
    diagnostics,
    undefined,
    before,
  );
  return undefined;
}

/** The segments that a name stands for: that of a bridge or switch, or those of a node. */
function segmentsOf(draft: Draft, name: string): Set<DraftSegment> {
  const own = draft.segments.filter(({ bridges }) => bridges.includes(name));
  if (own.length > 0) return new Set(own);
  return new Set(speakingInterfaces(draft, name).flatMap(({ segment }) => segment ?? []));
}

/** The interface of the node that a name means: its own of that name, else the one on the segment of the named node, switch or bridge. */
export function interfaceMeant(
  draft: Draft,
  node: string,
  name: Text,
  diagnostics: Diagnostic[],
): DraftInterface | undefined {
  const devices = speakingInterfaces(draft, node);
  const segments = segmentsOf(draft, name.text);
  const fitting = devices.filter(({ segment }) => segment !== undefined && segments.has(segment));
  const [only, second] = fitting;
  if (only === undefined || name.text === node || devices.some((device) => device.name === name.text))
    return findInterface(draft, node, name, diagnostics, '');
  if (second === undefined) return only;
  const names = fitting.map((device) => device.name);
  const help = `name the interface: ${names.slice(0, 6).join(' or ')}`;
  const label = `${names.length} interfaces of ${node} lead to ${name.text}`;
  diagnostics.push(whichAddress({ at: name.at, label, help, expected: names.slice(0, 6) }));
  return undefined;
}

/** Reports a name that no node has; true if the node is there. */
export function isNode(draft: Draft, name: Text, diagnostics: Diagnostic[]): boolean {
  if (draft.nodes.has(name.text)) return true;
  reportUnknownNode(name, knownNames(draft), diagnostics);
  return false;
}

/** Every address of `target` on a segment that it shares with `node`. */
export function sharedAddresses(draft: Draft, node: string, target: string, targetInterface?: string): OnLink[] {
  const found: OnLink[] = [];
  const own = speakingInterfaces(draft, node);
  for (const of of speakingInterfaces(draft, target)) {
    if (of.segment === undefined || (targetInterface !== undefined && of.name !== targetInterface)) continue;
    const near = own.filter((device) => device.segment === of.segment);
    for (const address of byFamily(of)) {
      const by = near.find((device) => isOnLink({ address, by: device, of })) ?? near[0];
      if (by !== undefined) found.push({ address, by, of });
    }
  }
  return found;
}

/** True of an address that has neighbours: one of full length is alone. */
export const hasSubnet = ({ family, length }: Cidr): boolean => length < fullLength(family);

/** The interface by which the node reaches a literal address without a router. */
export function interfaceTowards(draft: Draft, node: string, address: Address): DraftInterface | undefined {
  return speakingInterfaces(draft, node).find(({ addresses }) =>
    addresses.some(({ cidr }) => hasSubnet(cidr) && contains(cidr, address)),
  );
}

function reportNotNeighbours(draft: Draft, node: string, end: End, diagnostics: Diagnostic[]): void {
  const segments = new Set(speakingInterfaces(draft, node).flatMap(({ segment }) => segment ?? []));
  const neighbours = [...segments].flatMap(({ members }) => members.map((member) => member.node));
  const others = [...new Set(neighbours)].filter(
    (name) => name !== node && sharedAddresses(draft, node, name).length > 0,
  );
  diagnostics.push(
    notNeighbours({
      at: end.at,
      label: `${node} and ${end.node.text} share no segment`,
      help:
        others.length === 0
          ? `lay a cable first: "- ${node} -- ${end.node.text}: 10.0.0.0/30"`
          : `name a neighbour of ${node}: ${others.slice(0, 6).join(', ')}`,
      expected: others.slice(0, 6),
    }),
  );
}

/** Reports a name that stands for no address that the node reaches without a router: on another segment, or without an address there. */
export function reportNotNear(draft: Draft, node: string, end: End, diagnostics: Diagnostic[]): void {
  const joined = speakingInterfaces(draft, end.node.text).some(({ segment }) =>
    segment?.members.some((member) => member.node === node),
  );
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

/** Reports a name that stands for several addresses of one family. */
function reportSeveral(at: Span, name: string, found: readonly DraftInterface[], diagnostics: Diagnostic[]): void {
  const ends = found.map((device) => `${name}:${device.name}`);
  const help = `name the interface: ${ends.slice(0, 6).join(' or ')}`;
  diagnostics.push(whichAddress({ at, label: `${ends.length} interfaces fit`, help, expected: ends.slice(0, 6) }));
}

/** True if the interface by which an address is reached has a subnet that holds it: without one the kernel refuses the next hop. */
const isOnLink = ({ address: { family, value }, by }: OnLink): boolean =>
  by.addresses.some(({ cidr }) => contains(cidr, { family, value }));

/** The next hop that a name means: one address a family, on a segment that both share, by the interface `out` if one is named. Reports none and several. */
export function nextHops(
  draft: Draft,
  node: string,
  end: End,
  diagnostics: Diagnostic[],
  out?: DraftInterface,
): OnLink[] {
  if (!isNode(draft, end.node, diagnostics)) return [];
  if (end.interface !== undefined && findInterface(draft, end.node.text, end.interface, diagnostics) === undefined)
    return [];
  const shared = sharedAddresses(draft, node, end.node.text, end.interface?.text);
  if (shared.length === 0) {
    reportNotNear(draft, node, end, diagnostics);
    return [];
  }
  const byDevice = shared.filter(({ by }) => by === out);
  return oneOfEachFamily(end, byDevice.length > 0 ? byDevice : shared, diagnostics);
}

function oneOfEachFamily(end: End, shared: readonly OnLink[], diagnostics: Diagnostic[]): OnLink[] {
  const hops: OnLink[] = [];
  for (const family of families) {
    const ofFamily = shared.filter(({ address }) => address.family === family);
    const onLink = ofFamily.filter(isOnLink);
    const fitting = onLink.length > 0 ? onLink : ofFamily;
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
  const devices = speakingInterfaces(draft, name).filter((device) => byFamily(device, family).length > 0);
  const main = devices.find(({ role }) => role === 'loopback');
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

/** Reports a name of which no address of any wanted family is known. */
export function reportNoAddress(end: End, families: readonly Family[], diagnostics: Diagnostic[]): void {
  const wanted =
    families.length === 0
      ? 'no address for this'
      : `no ${families.map((family) => `IPv${family}`).join(' or ')} address`;
  const example = families[0] === 6 ? '2001:db8::2/64' : '10.0.0.2/24';
  const help = `give ${end.node.text} an address: in its cable, as "${end.node.text} ${example} -- …"`;
  diagnostics.push(noAddress({ at: end.at, label: `${end.node.text} has ${wanted}`, help }));
}

/** The families in which a node has an address that others can dial. */
export function familiesOf(draft: Draft, node: string, onInterface?: string): Set<Family> {
  const devices = speakingInterfaces(draft, node).filter(
    ({ name }) => onInterface === undefined || name === onInterface,
  );
  return new Set(devices.flatMap((device) => byFamily(device).map(({ family }) => family)));
}

/** The prefixes that a name stands for: a bridge or switch is its subnets, a node its own addresses. */
export function prefixesOf(draft: Draft, name: string): { readonly prefix: Cidr; readonly at: Span }[] {
  const segment = draft.segments.find(({ bridges }) => bridges.includes(name));
  if (segment !== undefined) return segment.subnets.map(({ prefix, at }) => ({ prefix, at }));
  return speakingInterfaces(draft, name).flatMap(({ addresses }) =>
    addresses.map(({ cidr, at }) => ({ prefix: { ...cidr, length: fullLength(cidr.family) }, at })),
  );
}

/** Reports a name that stands for no prefix. */
export function reportNoPrefix(name: Text, diagnostics: Diagnostic[]): void {
  const help = `give ${name.text} a subnet: "${name.text}: { kind: switch, subnet: 10.0.0.0/24 }"`;
  diagnostics.push(noAddress({ at: name.at, label: `${name.text} has no subnet and no address`, help }));
}
