// Segments: what a cable or bridges join into one layer-2 domain, and the subnets that belong to it.
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { type Family, formatCidr, networkOf } from '../address.ts';
import type { InterfaceRef } from '../lab.ts';
import type { Draft, DraftInterface, DraftLink, DraftNode, DraftSegment } from './draft.ts';

const notDealt = defineDiagnostic('subnet-not-dealt', 'subnet from which nothing is dealt');

/** Disjoint sets of names: which bridges and cables are one domain. */
class Domains {
  readonly #parent = new Map<string, string>();

  rootOf(name: string): string {
    let root = name;
    for (let parent = this.#parent.get(root); parent !== undefined; parent = this.#parent.get(root)) root = parent;
    if (root !== name) this.#parent.set(name, root);
    return root;
  }

  join(a: string, b: string): void {
    const [first, second] = [this.rootOf(a), this.rootOf(b)];
    if (first !== second) this.#parent.set(second, first);
  }
}

const bridgeKey = (node: string) => `bridge ${node}`;
const cableKey = (index: number) => `cable ${index}`;

function joinDomains(draft: Draft): Domains {
  const domains = new Domains();
  for (const [index, { ends }] of draft.links.entries()) {
    for (const { node } of ends) {
      if (draft.nodes.get(node)?.kind.bridge !== undefined) domains.join(bridgeKey(node), cableKey(index));
    }
  }
  for (const [index, { ends, kind }] of draft.links.entries()) {
    if (kind.secondEnd === 'parent') domains.join(carrierKey(draft, ends[1]), cableKey(index));
  }
  return domains;
}

/** The domain of the interface that carries a link: that of its bridge, or of the cable that it is an end of. */
function carrierKey(draft: Draft, { node, interface: name }: InterfaceRef): string {
  if (draft.nodes.get(node)?.kind.bridge !== undefined) return bridgeKey(node);
  const index = draft.links.findIndex(({ kind, ends }) =>
    ends.some(
      (end, side) => end.node === node && end.interface === name && !(side === 1 && kind.secondEnd === 'parent'),
    ),
  );
  return cableKey(index);
}

function addBridge(segment: DraftSegment, node: DraftNode): void {
  const { subnet = [], address = [], overlap } = node.declared.settings;
  segment.bridges.push(node.name);
  for (const { value, at } of [...subnet, ...address]) addSubnet(segment, { prefix: networkOf(value), at });
  if (overlap?.value === true) segment.overlap = true;
}

function addSubnet(segment: DraftSegment, subnet: DraftSegment['subnets'][number]): void {
  const { family, value, length } = subnet.prefix;
  const same = segment.subnets.some(
    ({ prefix }) => prefix.family === family && prefix.value === value && prefix.length === length,
  );
  if (!same) segment.subnets.push(subnet);
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
  { subnets }: DraftSegment,
  { prefix, at }: DraftSegment['subnets'][number],
  devices: readonly DraftInterface[],
  diagnostics: Diagnostic[],
): void {
  const first = subnets.find((subnet) => subnet.prefix.family === prefix.family);
  const taker = devices.find((device) => isDealt(device, prefix.family));
  const stands = subnets.some((subnet) => formatCidr(subnet.prefix) === formatCidr(prefix));
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
    const fresh: DraftSegment = { bridges: [], subnets: [], members: [], overlap: false };
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
