// Segments: what a cable or bridges join into one layer-2 domain, and the subnets that belong to it.

import { type Cidr, contains, type Family, formatCidr, networkOf } from '../../address.ts';
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { kinds } from '../../kinds/list.ts';
import { asksFamily, type InterfaceRef, type Subnet } from '../lab.ts';
import {
  type Draft,
  type DraftInterface,
  type DraftLink,
  type DraftNode,
  type DraftSegment,
  isDealt,
} from './draft.ts';
import { type Join, Layer2, type Wired } from './layer2.ts';

const notDealt = defineDiagnostic('subnet-not-dealt', 'subnet from which nothing is dealt');

const endOf = ({ node, name }: Pick<DraftInterface, 'node' | 'name'>): InterfaceRef => ({ node, interface: name });

/** What hands on frames: cables, links and what carries them, bridges and bonds, to their ports; where a kind says otherwise of a port, that. */
export function joinsOf(lab: Wired): Join[] {
  const { nodes, links } = lab;
  const said = kinds.flatMap((kind) => kind.joins?.(lab) ?? []);
  const told = new Set(said.map(({ between: [{ node, interface: name }, far] }) => `${node} ${name} ${far.interface}`));
  const ports = [...nodes.values()].flatMap(({ interfaces }) =>
    [...interfaces.values()].flatMap((port): Join[] => {
      const { node, name, master } = port;
      if (master === undefined || told.has(`${node} ${name} ${master}`)) return [];
      return [{ between: [{ node, interface: master }, endOf(port)] }];
    }),
  );
  return [...ports, ...links.map(joinOf), ...said];
}

/** A cable or link joins its ends; what a parent carries apart from its cable meets at a place of its own there. */
const joinOf = ({ ends: [child, parent], isApart }: Wired['links'][number]): Join => ({
  between: [child, isApart ? { ...parent, interface: `${parent.interface} inside` } : parent],
});

function addBridge(segment: DraftSegment, node: DraftNode): void {
  segment.bridges.push(node.name);
  for (const { value, at } of node.says('subnets')) addSubnet(segment, { prefix: networkOf(value), at });
}

function addSubnet(segment: DraftSegment, one: DraftSegment['subnets'][number]): void {
  const text = formatCidr(one.prefix);
  if (!segment.prefixes.has(text)) segment.subnets.push(one);
  segment.prefixes.add(text);
}

function addMember(segment: DraftSegment, device: DraftInterface): void {
  if (device.segment !== undefined) return;
  device.segment = segment;
  segment.members.push(device);
}

/** True of an interface that says its address of the family itself. */
const saysAddress = ({ plug, addresses, asks = [] }: DraftInterface, family: Family): boolean =>
  plug?.places.some((place) => place.is === 'cidr' && place.cidr.family === family) ||
  addresses.some(({ cidr }) => cidr.family === family) ||
  asksFamily({ asks }, family);

/** Reports a subnet of a cable whose ends are dealt from another one that the segment has already. */
function checkSubnet(
  { subnets, prefixes }: DraftSegment,
  { prefix, at }: DraftSegment['subnets'][number],
  devices: readonly DraftInterface[],
  diagnostics: Diagnostic[],
): void {
  const first = subnets.find((subnet) => subnet.prefix.family === prefix.family);
  const taker = devices.find((device) => isDealt(device) && !saysAddress(device, prefix.family));
  const stands = prefixes.has(formatCidr(prefix));
  if (first === undefined || taker === undefined || stands) return;
  const help = `write the address at its end: "${taker.node} ${firstOf(prefix)} -- …"`;
  reportNotDealt({ prefix, at }, first, help, diagnostics);
}

const firstOf = (prefix: Cidr): string => formatCidr({ ...prefix, value: prefix.value + 1n });

/** `first`: the subnet that is dealt from in its place. */
function reportNotDealt({ at }: Subnet, first: Subnet, help: string, diagnostics: Diagnostic[]): void {
  const related = [{ at: first.at, label: 'the first subnet of the segment' }];
  const label = `addresses come from ${formatCidr(first.prefix)}`;
  diagnostics.push(notDealt({ at, label, related, help: `leave it out, or ${help}` }));
}

/** Reports a subnet of a bridge of which nobody has an address, for addresses are dealt from an earlier one of its family. */
function checkBridgeSubnets({ nodes, segments }: Draft, diagnostics: Diagnostic[]): void {
  for (const node of nodes.values()) {
    const said = node.says('subnets').map(({ value, at }) => ({ prefix: networkOf(value), at }));
    for (const [index, subnet] of said.entries()) {
      const first = said.slice(0, index).find(({ prefix }) => prefix.family === subnet.prefix.family);
      if (first === undefined) continue;
      const { members = [] } = segments.find(({ bridges }) => bridges.includes(node.name)) ?? {};
      if (members.some((device) => saysAddressIn(device, subnet.prefix))) continue;
      const taker = members.find(isDealt)?.node ?? 'NODE';
      const help = `write an address of it at an end: "${taker} ${firstOf(subnet.prefix)} -- ${node.name}"`;
      reportNotDealt(subnet, first, help, diagnostics);
    }
  }
}

const saysAddressIn = ({ plug, addresses }: DraftInterface, prefix: Cidr): boolean =>
  plug?.places.some((place) => place.is === 'cidr' && contains(prefix, place.cidr)) === true ||
  addresses.some(({ cidr }) => contains(prefix, cidr));

function addLink(
  draft: Draft,
  segment: DraftSegment,
  { cable, kind, ends }: DraftLink,
  diagnostics: Diagnostic[],
): void {
  const made = kind.secondEnd === 'parent' ? [ends[0]] : ends;
  const devices = made.flatMap((end): DraftInterface[] => {
    const interfaces = draft.nodes.get(end.node)?.interfaces;
    const device = interfaces?.get(end.interface);
    const master = interfaces?.get(device?.master ?? '');
    // A bond speaks in the place of its first leg.
    return [...(device === undefined ? [] : [device]), ...(master?.role === 'bond' ? [master] : [])];
  });
  const subnets = (cable.statement.subnet ?? []).map(({ value, at }) => ({ prefix: networkOf(value), at }));
  if (segment.subnets.length > 0) for (const subnet of subnets) checkSubnet(segment, subnet, devices, diagnostics);
  for (const subnet of subnets) addSubnet(segment, subnet);
  for (const device of devices) addMember(segment, device);
}

/** Fills `draft.segments`, in the order written: first those of bridges and switches, then single cables, then interfaces without one. Reports subnets that nobody uses. */
export function joinSegments(draft: Draft, diagnostics: Diagnostic[]): void {
  const layer2 = new Layer2(joinsOf(draft));
  const segments = new Map<string, DraftSegment>();
  const segmentOf = (end: InterfaceRef): DraftSegment => {
    const domain = layer2.domainOf(end);
    const known = segments.get(domain);
    if (known !== undefined) return known;
    const fresh: DraftSegment = { bridges: [], subnets: [], prefixes: new Set(), members: [] };
    segments.set(domain, fresh);
    return fresh;
  };
  for (const node of draft.nodes.values()) {
    for (const device of node.interfaces.values()) {
      if (device.role !== 'bridge') continue;
      const segment = segmentOf(endOf(device));
      if (device.standsForNode) addBridge(segment, node);
      for (const { cidr, at } of device.addresses) addSubnet(segment, { prefix: networkOf(cidr), at });
      addMember(segment, device);
    }
  }
  const all = [...draft.nodes.values()].flatMap(({ interfaces }) => [...interfaces.values()]);
  const addAll = (...roles: readonly DraftInterface['role'][]) => {
    for (const each of all)
      if (roles.includes(each.role) && each.plug === undefined) addMember(segmentOf(endOf(each)), each);
  };
  // What stands under a node is written before all cables, and is dealt its addresses first.
  addAll('end');
  for (const link of draft.links) addLink(draft, segmentOf(link.ends[0]), link, diagnostics);
  addAll('device', 'bond');
  draft.segments = [...segments.values()];
  checkBridgeSubnets(draft, diagnostics);
}
