// An end that waits for a router's advertisement where nobody sends any.
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Rule } from '../../../rules/rule.ts';
import { endsAsking, mayBeAnswered } from '../../answering.ts';

const report = defineDiagnostic('slaac-without-router', 'SLAAC without a router that advertises');

/** Reports each such end. */
export const slaacWithoutRouter: Rule = ({ state }) =>
  endsAsking(state, 'slaac')
    .filter((end) => !mayBeAnswered(state, end))
    .map(({ at, device, node }) =>
      report({
        at,
        label: `nobody on the segment of ${node.name}:${device.name} can advertise`,
        help: 'let its router: `run: dnsmasq --keep-in-foreground --port=0 --enable-ra --dhcp-range=::,constructor:eth0,ra-only`',
      }),
    );
