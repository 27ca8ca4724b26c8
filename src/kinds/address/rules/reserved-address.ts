// Addresses from ranges that no interface on a segment may have (RFC 6890, RFC 4291 §2.4).

import { type Cidr, contains, formatAddress, formatCidr, parseCidr } from '../../../address.ts';
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { type Addressed, addressesOf, interfacesOf, readableName } from '../../../model/interfaces.ts';
import type { Interface, State, Subnet } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';

const report = defineDiagnostic('reserved-address', 'address from a range that no host has');

const stays = 'never leaves the node';

const ranges: readonly { readonly range: Cidr; readonly label: string }[] = [
  ['0.0.0.0/8', 'means "this network"'],
  ['127.0.0.0/8', stays],
  ['224.0.0.0/4', 'belongs to a multicast group'],
  ['240.0.0.0/4', 'reserved, class E'],
  ['::/128', 'means "no address"'],
  ['::1/128', stays],
  ['::ffff:0:0/96', 'is an IPv4 address in disguise'],
  ['ff00::/8', 'belongs to a multicast group'],
].flatMap(([text = '', label = '']) => {
  const range = parseCidr(text);
  return range === undefined ? [] : [{ range, label }];
});

/** What the kernel gives the loopback interface of every namespace. */
const ofLoopback = ['127.0.0.1/8', '::1/128'];

/** The range that nobody on that interface may have an address of; undefined where one may. */
function objection(cidr: Cidr, { role }: Interface): (typeof ranges)[number] | undefined {
  if (role === 'loopback' && ofLoopback.includes(formatCidr(cidr)))
    return { range: cidr, label: 'is on every loopback interface already' };
  const found = ranges.find(({ range }) => contains(range, { family: cidr.family, value: cidr.value }));
  return role === 'loopback' && found?.label === stays ? undefined : found;
}

/** The subnet that is wrong rather than this address of it: it was dealt from it, or nothing else can be. */
const faultySubnet = (
  state: State,
  { cidr, from, interface: { segment } }: Addressed,
  range: Cidr,
): Subnet | undefined =>
  segment === undefined
    ? undefined
    : state.segments[segment]?.subnets.find(
        ({ prefix }) => contains(prefix, cidr) && (from === 'subnet' || contains(range, prefix)),
      );

/** Reports such addresses, with the range that they are from; a subnet of nothing else is told once. */
export const reservedAddress: Rule = ({ state }) =>
  addressesOf(interfacesOf(state)).flatMap((address) => {
    const { cidr, interface: owner } = address;
    const found = objection(cidr, owner);
    if (found === undefined) return [];
    const subnet = owner.role === 'loopback' ? undefined : faultySubnet(state, address, found.range);
    if (subnet !== undefined) {
      const example = cidr.family === 4 ? '10.0.0.0/24' : '2001:db8::/64';
      const help = `take a subnet of unicast addresses, for example ${example}`;
      return report({ at: subnet.at, label: `${formatAddress(cidr)} ${found.label}`, help });
    }
    const example = cidr.family === 4 ? '10.0.0.1/24' : '2001:db8::1/64';
    return report({
      at: address.at,
      label: `${formatAddress(cidr)} ${found.label}`,
      help: `give ${readableName(owner)} a unicast address, for example ${example}`,
    });
  });
