// An end that asks for a lease where nobody runs a server.
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Rule } from '../../../rules/rule.ts';
import { endsAsking, mayBeAnswered } from '../../answering.ts';

const report = defineDiagnostic('dhcp-without-server', 'DHCP without a server on the segment');

/** Reports each such end. */
export const dhcpWithoutServer: Rule = ({ state }) =>
  endsAsking(state, 'dhcp')
    .filter((end) => !mayBeAnswered(state, end))
    .map(({ at, device, node }) =>
      report({
        at,
        label: `nobody on the segment of ${node.name}:${device.name} can answer`,
        help: 'run a server on it: `run: dnsmasq --keep-in-foreground --dhcp-range=10.0.0.100,10.0.0.200 …`',
      }),
    );
