// An interface has the address that stands for the whole subnet.
import { isReservedHost, networkOf, sameAddress } from '../../2-model/address.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { reportReserved } from '../reserved-host.ts';
import type { Rule } from '../rule.ts';

const report = defineDiagnostic('network-address', 'address of the whole network, not of a host');

export const networkAddress: Rule = ({ state }) =>
  reportReserved(state, report, (cidr) => isReservedHost(cidr) && sameAddress(cidr, networkOf(cidr)), {
    4: 'this is the network itself',
    6: 'every router of the subnet answers to this',
  });
