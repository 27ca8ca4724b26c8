// Addresses from ranges that no interface on a segment may have (RFC 6890, RFC 4291 §2.4).
import { type Cidr, contains, formatAddress, formatCidr, parseCidr } from '../../2-model/address.ts';
import type { Interface } from '../../2-model/lab.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { addressesOf, interfacesOf, readableName } from '../interfaces.ts';
import type { Rule } from '../rule.ts';

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

/** Why nobody may have this address on that interface; undefined where one may. */
function objection(cidr: Cidr, { role }: Interface): string | undefined {
  if (role === 'loopback' && ofLoopback.includes(formatCidr(cidr))) return 'is on every loopback interface already';
  const found = ranges.find(({ range }) => contains(range, { family: cidr.family, value: cidr.value }));
  return role === 'loopback' && found?.label === stays ? undefined : found?.label;
}

/** Reports such addresses, with the range that they are from. */
export const reservedAddress: Rule = ({ state }) =>
  addressesOf(interfacesOf(state)).flatMap(({ cidr, at, interface: owner }) => {
    const label = objection(cidr, owner);
    if (label === undefined) return [];
    const example = cidr.family === 4 ? '10.0.0.1/24' : '2001:db8::1/64';
    return report({
      at,
      label: `${formatAddress(cidr)} ${label}`,
      help: `give ${readableName(owner)} a unicast address, for example ${example}`,
    });
  });
