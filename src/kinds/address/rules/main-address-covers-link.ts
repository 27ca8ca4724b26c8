// A main address whose prefix holds what is at the node's own cables: on `lo` the whole prefix is the node itself.

import { contains, formatCidr, fullLength, networkOf } from '../../../address.ts';
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { addressesOf, readableName } from '../../../model/interfaces.ts';
import type { Rule } from '../../../rules/rule.ts';

const report = defineDiagnostic(
  'main-address-covers-link',
  'main address whose subnet is also that of a cable',
  'warning',
);

/** Warns of each such address. */
export const mainAddressCoversLink: Rule = ({ state }) =>
  [...state.nodes.values()].flatMap(({ interfaces }) => {
    const others = addressesOf(interfaces.filter(({ role }) => role !== 'loopback'));
    return addressesOf(interfaces.filter(({ role }) => role === 'loopback')).flatMap(({ cidr, at }) => {
      const full = fullLength(cidr.family);
      const covered = others.find((other) => cidr.length < full && contains(networkOf(cidr), other.cidr));
      if (covered === undefined) return [];
      return report({
        at,
        label: `all of ${formatCidr(networkOf(cidr))} is this node itself`,
        related: [{ at: covered.at, label: `${readableName(covered.interface)} is in it` }],
        help: `write ${formatCidr({ ...cidr, length: full })}`,
      });
    });
  });
