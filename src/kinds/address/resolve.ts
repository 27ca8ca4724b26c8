// Gives every end its addresses: what is written, host numbers in the segment's subnet, and what is dealt from it.

import {
  type Address,
  type Cidr,
  contains,
  type Family,
  families,
  formatCidr,
  isReservedHost,
  lastOf,
  networkOf,
} from '../../address.ts';
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { PlaceStatement } from '../../language/statements.ts';
import { asksFamily, type Subnet } from '../../model/lab.ts';
import { type Draft, type DraftInterface, type DraftSegment, isDealt } from '../../model/resolve/draft.ts';

const noSubnet = defineDiagnostic('no-subnet', 'host number on a segment without a subnet');
const outsideSubnet = defineDiagnostic('host-number-too-big', 'host number that the subnet does not have');
const subnetFull = defineDiagnostic('subnet-full', 'no address left in the subnet');
const addressTaken = defineDiagnostic('address-taken', 'address that an earlier step has dealt');

const keyOf = (address: Address) => `${address.family} ${address.value}`;

/** The subnet of the family from which addresses are dealt: the first written. */
function subnetOf(segment: DraftSegment | undefined, family: Family) {
  return segment?.subnets.find(({ prefix }) => prefix.family === family);
}

function placeAddress(
  device: DraftInterface,
  place: Exclude<PlaceStatement, { is: 'asked' }>,
  diagnostics: Diagnostic[],
): Cidr | undefined {
  if (place.is === 'cidr') return place.cidr;
  const subnet = subnetOf(device.segment, place.family);
  if (subnet === undefined) {
    const help = `write the whole address: ${place.family === 4 ? '10.0.0.1/24' : '2001:db8::1/64'}`;
    diagnostics.push(noSubnet({ at: place.at, label: `no IPv${place.family} subnet to count in`, help }));
    return undefined;
  }
  const cidr = { ...subnet.prefix, value: subnet.prefix.value + place.number };
  if (contains(subnet.prefix, cidr)) return cidr;
  const label = `${formatCidr(subnet.prefix)} does not reach so far`;
  const help = `write a number up to ${lastOf(subnet.prefix).value - subnet.prefix.value}, or a larger subnet`;
  const related = [{ at: subnet.at, label: 'the subnet' }];
  diagnostics.push(outsideSubnet({ at: place.at, label, related, help }));
  return undefined;
}

function* freeHosts(subnet: Cidr, used: ReadonlySet<string>): Generator<Cidr, undefined> {
  const last = lastOf(subnet).value;
  for (let { value } = networkOf(subnet); value <= last; value++) {
    const cidr = { ...subnet, value };
    if (!isReservedHost(cidr) && !used.has(keyOf(cidr))) yield cidr;
  }
  return undefined;
}

const dealKey = ({ node, name }: DraftInterface, family: Family): string => `${node}:${name}:${family}`;

/** Reports a written address that an earlier step has dealt to another end; `holders`: who has those that were dealt. */
function checkWritten(
  device: DraftInterface,
  holders: ReadonlyMap<string, DraftInterface>,
  diagnostics: Diagnostic[],
): void {
  for (const { cidr, at, from } of device.addresses) {
    const holder = holders.get(keyOf(cidr));
    if (from !== 'author' || holder === undefined || holder === device) continue;
    const end = `${holder.node}:${holder.name}`;
    const help = `write another address here, or write ${formatCidr(cidr)} at ${end} in the earlier step`;
    diagnostics.push(addressTaken({ at, label: `an earlier step dealt it to ${end}`, help }));
  }
}

function dealFamily(
  { dealtBefore, dealt }: Draft,
  takers: readonly DraftInterface[],
  { prefix, at }: Subnet,
  used: Set<string>,
  diagnostics: Diagnostic[],
): void {
  const { family } = prefix;
  const open = takers.filter(
    (each) => !each.addresses.some(({ cidr }) => cidr.family === family) && !asksFamily(each, family),
  );
  const before = open.map((device) => dealtBefore.get(dealKey(device, family)));
  for (const cidr of before) if (cidr !== undefined) used.add(keyOf(cidr));
  const free = freeHosts(prefix, used);
  for (const [index, device] of open.entries()) {
    const kept = before[index] && { ...prefix, value: before[index].value };
    const stays = kept !== undefined && contains(prefix, { family, value: kept.value }) && !isReservedHost(kept);
    const cidr = stays ? kept : free.next().value;
    if (cidr === undefined) {
      const larger = networkOf({ ...prefix, length: Math.max(prefix.length - 1, 0) });
      const help = `give the segment a larger subnet: ${formatCidr(larger)}`;
      const related = [{ at, label: 'the subnet' }];
      diagnostics.push(subnetFull({ at: device.at, label: `${formatCidr(prefix)} is full`, related, help }));
      return;
    }
    device.addresses.push({ cidr, at: device.at, from: 'subnet' });
    dealt.set(dealKey(device, family), cidr);
  }
}

/**
 * Leaves interfaces what they were dealt where their segment has no subnet any more, and the subnet is still of the lab: nobody takes an address off a machine
 * by pulling a cable or pruning a VLAN. Gives those.
 */
function leaveDealt({ nodes, segments, dealtBefore, dealt }: Draft): Cidr[] {
  if (dealtBefore.size === 0) return [];
  const prefixes = new Set(segments.flatMap((segment) => [...segment.prefixes]));
  return [...nodes.values()].flatMap(({ interfaces }) =>
    [...interfaces.values()].flatMap((device) =>
      families.flatMap((family) => {
        const cidr = dealtBefore.get(dealKey(device, family));
        if (cidr === undefined || !isDealt(device) || subnetOf(device.segment, family) || asksFamily(device, family))
          return [];
        if (device.addresses.some((own) => own.cidr.family === family) || !prefixes.has(formatCidr(networkOf(cidr))))
          return [];
        device.addresses.push({ cidr, at: device.at, from: 'subnet' });
        dealt.set(dealKey(device, family), cidr);
        return [cidr];
      }),
    ),
  );
}

function dealSegment(draft: Draft, segment: DraftSegment, left: readonly Cidr[], diagnostics: Diagnostic[]): void {
  const takers = segment.members.filter(isDealt);
  const holders = new Map(
    takers.flatMap((device) =>
      families.flatMap((family) => {
        const cidr = draft.dealtBefore.get(dealKey(device, family));
        return cidr === undefined ? [] : [[keyOf(cidr), device] as const];
      }),
    ),
  );
  for (const device of segment.members) checkWritten(device, holders, diagnostics);
  const own = segment.members.flatMap(({ addresses }) => addresses.map(({ cidr }) => cidr));
  const used = new Set([...own, ...left].map(keyOf));
  for (const family of families) {
    const subnet = subnetOf(segment, family);
    if (subnet !== undefined) dealFamily(draft, takers, subnet, used, diagnostics);
  }
}

/** Gives each cable end without an address of a family the lowest free one of its subnet, in the order written; what was dealt stays. */
export function giveAddresses(draft: Draft, diagnostics: Diagnostic[]): void {
  for (const { interfaces } of draft.nodes.values()) {
    for (const device of interfaces.values()) {
      for (const place of device.plug?.places ?? []) {
        const cidr = place.is === 'asked' ? undefined : placeAddress(device, place, diagnostics);
        if (cidr !== undefined) device.addresses.push({ cidr, at: place.at, from: 'author' });
      }
    }
  }
  const left = leaveDealt(draft);
  for (const segment of draft.segments) dealSegment(draft, segment, left, diagnostics);
}
