// An interface has the address that stands for the whole subnet.

import { isReservedHost, networkOf, sameAddress } from '../address.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { reportReserved } from '../model/reserved-host.ts';
import type { Rule } from './rule.ts';

const report = defineDiagnostic('network-address', 'address of the whole network, not of a host');

/** Reports the first address of a subnet (RFC 1122 §3.2.1.3, RFC 4291 §2.6.1), with one that is free. */
export const networkAddress: Rule = ({ state }) =>
  reportReserved(state, report, (cidr) => isReservedHost(cidr) && sameAddress(cidr, networkOf(cidr)), {
    4: 'this is the network itself',
    6: 'every router of the subnet answers to this',
  });
