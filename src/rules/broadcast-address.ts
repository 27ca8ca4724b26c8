// An interface has the address that reaches everybody on the subnet.

import { isReservedHost, networkOf, sameAddress } from '../address.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { reportReserved } from '../model/reserved-host.ts';
import type { Rule } from './rule.ts';

const report = defineDiagnostic('broadcast-address', 'address of everybody on the network, not of a host');

/** Reports the last address of an IPv4 subnet (RFC 1122 §3.2.1.3), with one that is free. */
export const broadcastAddress: Rule = ({ state }) =>
  reportReserved(state, report, (cidr) => isReservedHost(cidr) && !sameAddress(cidr, networkOf(cidr)), {
    4: 'this is the broadcast address',
    6: 'this is the broadcast address',
  });
