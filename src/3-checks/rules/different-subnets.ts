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
import { type Addressed, addressesBySegment, readableName } from '../interfaces.ts';
import type { Rule } from '../rule.ts';

const report = defineDiagnostic('different-subnets', 'no subnet in common with anybody on the segment', 'warning');

/** Addresses of one family. A /32 or /128 shares its subnet with nobody: who gives one brings routes of his own. */
function inSubnets(addresses: readonly Addressed[], family: Family): Addressed[] {
  return addresses.filter(({ cidr }) => cidr.family === family && cidr.length < fullLength(family));
}

/** A subnet, and the interfaces that have an address of it. */
interface Group {
  readonly network: Cidr;
  readonly owners: Set<Interface>;
}

function groupsOf(addresses: readonly Addressed[]): Group[] {
  const groups = new Map<string, Group>();
  for (const { cidr, interface: owner } of addresses) {
    const network = networkOf(cidr);
    const group = groups.get(formatCidr(network)) ?? { network, owners: new Set() };
    groups.set(formatCidr(network), group);
    group.owners.add(owner);
  }
  return [...groups.values()].toSorted(({ network: a }, { network: b }) => byValue(a, b) || a.length - b.length);
}

const byValue = (a: Cidr, b: Cidr): number => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0);

/** The interfaces that reach another one without a router, each in the subnet of the other. */
function neighboursAmong(addresses: readonly Addressed[]): Set<Interface> {
  const groups = groupsOf(addresses);
  const near = new Set(groups.filter(({ owners }) => owners.size > 1).flatMap(({ owners }) => [...owners]));
  // Subnets are nested or apart: those around the present address are a stack.
  const around: Group[] = [];
  let next = 0;
  for (const { cidr, interface: own } of addresses.toSorted((a, b) => byValue(a.cidr, b.cidr))) {
    const { family, value } = cidr;
    for (let top = around.at(-1); top && !contains(top.network, { family, value }); top = around.at(-1)) around.pop();
    for (let group = groups[next]; group && group.network.value <= value; group = groups[++next]) around.push(group);
    for (const { network, owners } of around) {
      const [owner] = owners;
      if (owner === undefined || owner === own || network.length <= cidr.length) continue;
      near.add(own).add(owner);
    }
  }
  return near;
}

/** Those whose interface shares a subnet with no other; of two strangers, only the second. */
function strangersAmong(addresses: readonly Addressed[]): Addressed[] {
  const near = neighboursAmong(addresses);
  const strangers = addresses.filter(({ interface: own }) => !near.has(own));
  return strangers.length === addresses.length ? strangers.slice(1) : strangers;
}

/** Warns of each such interface, beside another one of its segment; of two that differ, of the second. */
export const differentSubnets: Rule = ({ state }) =>
  addressesBySegment(state).flatMap((all) =>
    families.flatMap((family) => {
      const addresses = inSubnets(all, family);
      const cidrs = addresses.map(({ cidr }) => cidr);
      return strangersAmong(addresses).flatMap(({ at, interface: own }) => {
        const other = addresses.find((address) => address.interface !== own);
        if (other === undefined) return [];
        const free = freeAddress(other.cidr, cidrs);
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
