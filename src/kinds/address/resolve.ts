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
import type { Subnet } from '../../model/lab.ts';
import type { Draft, DraftInterface, DraftSegment } from '../../model/resolve/draft.ts';

const noSubnet = defineDiagnostic('no-subnet', 'host number on a segment without a subnet');
const outsideSubnet = defineDiagnostic('host-number-too-big', 'host number that the subnet does not have');
const subnetFull = defineDiagnostic('subnet-full', 'no address left in the subnet');
const addressTaken = defineDiagnostic('address-taken', 'address that an earlier step has dealt');

const keyOf = (address: Address) => `${address.family} ${address.value}`;

/** The subnet of the family from which addresses are dealt: the first written. */
function subnetOf(segment: DraftSegment | undefined, family: Family) {
  return segment?.subnets.find(({ prefix }) => prefix.family === family);
}

function placeAddress(device: DraftInterface, place: PlaceStatement, diagnostics: Diagnostic[]): Cidr | undefined {
  if (place.is === 'cidr') return place.cidr;
  const subnet = subnetOf(device.segment, place.family);
  if (subnet === undefined) {
    const help =
      place.family === 4 ? 'write the whole address: 10.0.0.1/24' : 'write the whole address: 2001:db8::1/64';
    diagnostics.push(noSubnet({ at: place.at, label: `no IPv${place.family} subnet to count in`, help }));
    return undefined;
  }
  const cidr = { ...subnet.prefix, value: subnet.prefix.value + place.number };
  if (contains(subnet.prefix, cidr)) return cidr;
  const help = `write a number up to ${lastOf(subnet.prefix).value - subnet.prefix.value}, or a larger subnet`;
  diagnostics.push(
    outsideSubnet({
      at: place.at,
      label: `${formatCidr(subnet.prefix)} does not reach so far`,
      related: [{ at: subnet.at, label: 'the subnet' }],
      help,
    }),
  );
  return undefined;
}

function placeWritten(draft: Draft, diagnostics: Diagnostic[]): void {
  for (const node of draft.nodes.values()) {
    for (const device of node.interfaces.values()) {
      for (const place of device.plug?.places ?? []) {
        const cidr = placeAddress(device, place, diagnostics);
        if (cidr !== undefined) device.addresses.push({ cidr, at: place.at, from: 'author' });
      }
    }
  }
}

/** Addresses in use on a segment, and where to look next in each of its subnets. */
class Dealer {
  readonly #used = new Set<string>();
  readonly #next = new Map<Cidr, bigint>();

  take(address: Address): void {
    this.#used.add(keyOf(address));
  }

  /** The lowest free host address, or undefined where none is left. */
  deal(subnet: Cidr): Cidr | undefined {
    const last = lastOf(subnet).value;
    for (let value = this.#next.get(subnet) ?? networkOf(subnet).value; value <= last; value++) {
      const cidr = { ...subnet, value };
      if (isReservedHost(cidr) || this.#used.has(keyOf(cidr))) continue;
      this.#next.set(subnet, value + 1n);
      return cidr;
    }
    return undefined;
  }
}

/** What was dealt before, and what is dealt now. */
type Deals = Pick<Draft, 'dealtBefore' | 'dealt'>;

const dealKey = ({ node, name }: DraftInterface, family: Family): string => `${node}:${name}:${family}`;

/** The ends that hold an address dealt before, by address. */
function holdersOf(takers: readonly DraftInterface[], { dealtBefore }: Deals): ReadonlyMap<string, DraftInterface> {
  const holders = new Map<string, DraftInterface>();
  for (const device of takers) {
    for (const family of families) {
      const cidr = dealtBefore.get(dealKey(device, family));
      if (cidr !== undefined) holders.set(keyOf(cidr), device);
    }
  }
  return holders;
}

/** Reports a written address that an earlier step has dealt to another end. */
function checkWritten(
  device: DraftInterface,
  holders: ReadonlyMap<string, DraftInterface>,
  diagnostics: Diagnostic[],
): void {
  for (const { cidr, at, from } of device.addresses) {
    const holder = holders.get(keyOf(cidr));
    if (from !== 'author' || holder === undefined || holder === device) continue;
    const end = `${holder.node}:${holder.name}`;
    diagnostics.push(
      addressTaken({
        at,
        label: `an earlier step dealt it to ${end}`,
        help: `write another address here, or write ${formatCidr(cidr)} at ${end} in the earlier step`,
      }),
    );
  }
}

/** Deals in one family to the ends that have no address of it yet. */
function dealFamily(
  takers: readonly DraftInterface[],
  subnet: Subnet,
  dealer: Dealer,
  deals: Deals,
  diagnostics: Diagnostic[],
): void {
  const { family } = subnet.prefix;
  const open = takers.filter(({ addresses }) => !addresses.some(({ cidr }) => cidr.family === family));
  const keptBy = (device: DraftInterface) => deals.dealtBefore.get(dealKey(device, family));
  for (const device of open) {
    const kept = keptBy(device);
    if (kept !== undefined) dealer.take(kept);
  }
  for (const device of open) {
    const kept = keptBy(device);
    const before = kept === undefined ? undefined : { ...subnet.prefix, value: kept.value };
    const stays =
      before !== undefined && contains(subnet.prefix, { family, value: before.value }) && !isReservedHost(before);
    const cidr = stays ? before : dealer.deal(subnet.prefix);
    if (cidr === undefined) {
      const label = `${formatCidr(subnet.prefix)} is full`;
      const larger = networkOf({ ...subnet.prefix, length: Math.max(subnet.prefix.length - 1, 0) });
      const help = `give the segment a larger subnet: ${formatCidr(larger)}`;
      diagnostics.push(subnetFull({ at: device.at, label, related: [{ at: subnet.at, label: 'the subnet' }], help }));
      return;
    }
    device.addresses.push({ cidr, at: device.at, from: 'subnet' });
    deals.dealt.set(dealKey(device, family), cidr);
  }
}

function dealSegment(segment: DraftSegment, deals: Deals, diagnostics: Diagnostic[]): void {
  const dealer = new Dealer();
  const takers = segment.members.filter(({ role, bridge }) => role === 'end' && bridge === undefined);
  const holders = holdersOf(takers, deals);
  for (const device of segment.members) {
    checkWritten(device, holders, diagnostics);
    for (const { cidr } of device.addresses) dealer.take(cidr);
  }
  for (const family of families) {
    const subnet = subnetOf(segment, family);
    if (subnet !== undefined) dealFamily(takers, subnet, dealer, deals, diagnostics);
  }
}

/**
 * Gives all interfaces their addresses. What is written stands; after that each cable end without an address of a
 * family takes the lowest free one of its segment's subnet, in the order written; what an earlier step dealt stays.
 */
export function giveAddresses(draft: Draft, diagnostics: Diagnostic[]): void {
  placeWritten(draft, diagnostics);
  for (const segment of draft.segments) dealSegment(segment, draft, diagnostics);
}
