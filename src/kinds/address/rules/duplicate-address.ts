// Two interfaces on one segment have the same address.

import { formatAddress } from '../../../address.ts';
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { freeAddress } from '../../../model/free.ts';
import { type Addressed, addressesBySegment, readableName } from '../../../model/interfaces.ts';
import type { Rule } from '../../../rules/rule.ts';

const report = defineDiagnostic('duplicate-address', 'address used twice on one segment');

/** Reports the second use of an address, with one that is free. */
export const duplicateAddress: Rule = ({ state }) =>
  addressesBySegment(state).flatMap((used) => {
    const cidrs = used.map(({ cidr }) => cidr);
    const first = new Map<string, Addressed>();
    return used.flatMap((address) => {
      const text = formatAddress(address.cidr);
      const earlier = first.get(text);
      if (earlier === undefined) {
        first.set(text, address);
        return [];
      }
      const name = readableName(address.interface);
      const free = freeAddress(address.cidr, cidrs);
      return report({
        at: address.at,
        label: 'used again here',
        related: [{ at: earlier.at, label: 'first used here' }],
        help:
          free === undefined
            ? `give ${name} an address of a larger subnet: this one is full`
            : `give ${name} another address, for example ${free}`,
        expected: [free],
      });
    });
  });
