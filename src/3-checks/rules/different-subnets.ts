// An interface that has no subnet in common with anybody on its segment: it does not know that they are next door.
import {
  type Cidr,
  contains,
  type Family,
  families,
  formatCidr,
  fullLength,
  networkOf,
} from '../../2-model/address.ts';
import type { Interface } from '../../2-model/lab.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { freeAddress } from '../free.ts';
import { type Addressed, addressesOf, interfacesBySegment, readableName } from '../interfaces.ts';
import type { Rule } from '../rule.ts';

const report = defineDiagnostic('different-subnets', 'no subnet in common with anybody on the segment', 'warning');

const bothOnLink = (a: Cidr, b: Cidr): boolean =>
  contains(a, { family: b.family, value: b.value }) && contains(b, { family: a.family, value: a.value });

/** Addresses of one family. A /32 or /128 shares its subnet with nobody: who gives one brings routes of his own. */
function inSubnets(interfaces: readonly Interface[], family: Family): Addressed[] {
  return addressesOf(interfaces).filter(({ cidr }) => cidr.family === family && cidr.length < fullLength(family));
}

/** Those whose interface shares a subnet with no other; of two strangers, only the second. */
function strangersAmong(addresses: readonly Addressed[]): Addressed[] {
  const owners = new Map<string, Set<Interface>>();
  for (const { cidr, interface: owner } of addresses) {
    const network = formatCidr(networkOf(cidr));
    owners.set(network, (owners.get(network) ?? new Set()).add(owner));
  }
  const known = new Set([...owners.values()].filter(({ size }) => size > 1).flatMap((group) => [...group]));
  const rest = addresses.filter(({ interface: own }) => !known.has(own));
  const strangers = rest.filter(
    (one) =>
      !rest.some(({ interface: own, cidr }) =>
        addresses.some((other) => own === one.interface && other.interface !== own && bothOnLink(cidr, other.cidr)),
      ),
  );
  return strangers.length === addresses.length ? strangers.slice(1) : strangers;
}

/** Warns of each such interface, beside another one of its segment; of two that differ, of the second. */
export const differentSubnets: Rule = ({ state }) =>
  interfacesBySegment(state).flatMap((interfaces) =>
    families.flatMap((family) => {
      const addresses = inSubnets(interfaces, family);
      return strangersAmong(addresses).flatMap(({ at, interface: own }) => {
        const other = addresses.find((address) => address.interface !== own);
        if (other === undefined) return [];
        const free = freeAddress(
          other.cidr,
          addresses.map(({ cidr }) => cidr),
        );
        return report({
          at,
          label: `not in the subnet of ${readableName(other.interface)}`,
          related: [{ at: other.at, label: 'another subnet on the same segment' }],
          help: `put both into one subnet${free === undefined ? '' : `, for example ${readableName(own)} ${free}`}`,
          expected: free === undefined ? [] : [free],
        });
      });
    }),
  );
