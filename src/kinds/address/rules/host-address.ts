// Addresses that no host of their own subnet may have: the first one, and of IPv4 the last (RFC 1122 §3.2.1.3, RFC 4291 §2.6.1).

import { type Cidr, type Family, isReservedHost, networkOf, sameAddress } from '../../../address.ts';
import { type DiagnosticMaker, defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { freeAddress } from '../../../model/free.ts';
import { addressesBySegment, readableName } from '../../../model/interfaces.ts';
import type { Rule } from '../../../rules/rule.ts';

const ofNetwork = defineDiagnostic('network-address', 'address of the whole network, not of a host');
const ofEverybody = defineDiagnostic('broadcast-address', 'address of everybody on the network, not of a host');

/** Reports the addresses on segments that are `wrong`, each with the next address of its subnet that is free. */
const reserved =
  (report: DiagnosticMaker, wrong: (cidr: Cidr) => boolean, label: (family: Family) => string): Rule =>
  ({ state }) =>
    addressesBySegment(state).flatMap((used) => {
      const cidrs = used.map(({ cidr }) => cidr);
      return used.flatMap(({ cidr, at, interface: owner }) => {
        if (!isReservedHost(cidr) || !wrong(cidr)) return [];
        const free = freeAddress(cidr, cidrs);
        const help = `give ${readableName(owner)} a host address${free === undefined ? '' : `, for example ${free}`}`;
        return report({ at, label: label(cidr.family), help, expected: [free] });
      });
    });

const isNetwork = (cidr: Cidr): boolean => sameAddress(cidr, networkOf(cidr));

/** Reports the first address of a subnet. */
export const networkAddress = reserved(ofNetwork, isNetwork, (family) =>
  family === 4 ? 'this is the network itself' : 'every router of the subnet answers to this',
);

/** Reports the last address of an IPv4 subnet. */
export const broadcastAddress = reserved(
  ofEverybody,
  (cidr) => !isNetwork(cidr),
  () => 'this is the broadcast address',
);
