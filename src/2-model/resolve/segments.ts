// Segments: what a cable or bridges join into one layer-2 domain, and the subnets that belong to it.

import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { DisjointSets } from '../../disjoint-sets.ts';
import { type Family, formatCidr, networkOf } from '../address.ts';
import type { InterfaceRef } from '../lab.ts';
import type { Draft, DraftInterface, DraftLink, DraftNode, DraftSegment } from './draft.ts';

const notDealt = defineDiagnostic('subnet-not-dealt', 'subnet from which nothing is dealt');

const bridgeKey = (node: string) => `bridge ${node}`;
const cableKey = (index: number) => `cable ${index}`;
const endKey = ({ node, interface: name }: InterfaceRef) => `${node} ${name}`;

function joinDomains(draft: Draft): DisjointSets {
  const domains = new DisjointSets();
  for (const [index, { ends }] of draft.links.entries()) {
    for (const { node } of ends) {
      if (draft.nodes.get(node)?.kind.bridge !== undefined) domains.join(bridgeKey(node), cableKey(index));
    }
  }
  const makers = makersOf(draft);
  for (const [index, { ends, kind }] of draft.links.entries()) {
    if (kind.secondEnd !== 'parent') continue;
    // What carries the link is in the domain of its bridge, or of the cable that it is an end of.
    const onBridge = draft.nodes.get(ends[1].node)?.kind.bridge !== undefined;
    domains.join(onBridge ? bridgeKey(ends[1].node) : cableKey(makers.get(endKey(ends[1])) ?? -1), cableKey(index));
  }
  return domains;
}

/** The cable that made each interface, by node and name. */
function makersOf({ links }: Draft): ReadonlyMap<string, number> {
  const made = links.flatMap(({ kind, ends: [first, second] }, index) =>
    (kind.secondEnd === 'parent' ? [first] : [first, second]).map((end) => [endKey(end), index] as const),
  );
  return new Map(made.toReversed());
}

function addBridge(segment: DraftSegment, node: DraftNode): void {
  const { addresses, subnets, overlaps } = node.says;
  segment.bridges.push(node.name);
  for (const { value, at } of [...subnets, ...addresses]) addSubnet(segment, { prefix: networkOf(value), at });
  if (overlaps.some(({ value }) => value)) segment.overlap = true;
}

function addSubnet(segment: DraftSegment, one: DraftSegment['subnets'][number]): void {
  const text = formatCidr(one.prefix);
  if (!segment.prefixes.has(text)) segment.subnets.push(one);
  segment.prefixes.add(text);
}

function addMember(segment: DraftSegment, device: DraftInterface): void {
  device.segment = segment;
  segment.members.push(device);
}

/** True of an end that takes an address of the family from its segment's subnet. */
const isDealt = ({ role, plug }: DraftInterface, family: Family): boolean =>
  role === 'end' && plug?.places.some((place) => place.is === 'cidr' && place.cidr.family === family) !== true;

/** Reports a subnet of a cable whose ends are dealt from another one that the segment has already. */
function checkSubnet(
  { subnets, prefixes }: DraftSegment,
  { prefix, at }: DraftSegment['subnets'][number],
  devices: readonly DraftInterface[],
  diagnostics: Diagnostic[],
): void {
  const first = subnets.find((subnet) => subnet.prefix.family === prefix.family);
  const taker = devices.find((device) => isDealt(device, prefix.family));
  const stands = prefixes.has(formatCidr(prefix));
  if (first === undefined || taker === undefined || stands) return;
  const address = formatCidr({ ...prefix, value: prefix.value + 1n });
  diagnostics.push(
    notDealt({
      at,
      label: `addresses come from ${formatCidr(first.prefix)}`,
      related: [{ at: first.at, label: 'the first subnet of the segment' }],
      help: `leave it out, or write the address at its end: "${taker.node} ${address} -- …"`,
    }),
  );
}

function addLink(
  draft: Draft,
  segment: DraftSegment,
  { cable, kind, ends }: DraftLink,
  diagnostics: Diagnostic[],
): void {
  const made = kind.secondEnd === 'parent' ? [ends[0]] : ends;
  const devices = made.flatMap((end) => draft.nodes.get(end.node)?.interfaces.get(end.interface) ?? []);
  const subnets = (cable.statement.subnet ?? []).map(({ value, at }) => ({ prefix: networkOf(value), at }));
  if (segment.subnets.length > 0) for (const subnet of subnets) checkSubnet(segment, subnet, devices, diagnostics);
  for (const subnet of subnets) addSubnet(segment, subnet);
  for (const device of devices) addMember(segment, device);
}

/** Fills `draft.segments`, in the order written: first those of bridges and switches, then single cables. Reports subnets that nobody uses. */
export function joinSegments(draft: Draft, diagnostics: Diagnostic[]): void {
  const domains = joinDomains(draft);
  const segments = new Map<string, DraftSegment>();
  const segmentOf = (key: string): DraftSegment => {
    const root = domains.rootOf(key);
    const known = segments.get(root);
    if (known !== undefined) return known;
    const fresh: DraftSegment = { bridges: [], subnets: [], prefixes: new Set(), members: [], overlap: false };
    segments.set(root, fresh);
    return fresh;
  };
  for (const node of draft.nodes.values()) {
    if (node.kind.bridge === undefined) continue;
    const segment = segmentOf(bridgeKey(node.name));
    addBridge(segment, node);
    const device = node.interfaces.get(node.kind.bridge.name(node.name));
    if (device !== undefined) addMember(segment, device);
  }
  for (const [index, link] of draft.links.entries()) addLink(draft, segmentOf(cableKey(index)), link, diagnostics);
  draft.segments = [...segments.values()];
}
