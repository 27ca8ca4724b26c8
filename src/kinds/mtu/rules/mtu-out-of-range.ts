// An MTU that the kernel refuses for an Ethernet interface: ETH_MIN_MTU is 68, ETH_MAX_MTU 65535.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Span } from '../../../diagnostics/span.ts';
import { interfacesOf } from '../../../model/interfaces.ts';
import type { Rule } from '../../../rules/rule.ts';

const report = defineDiagnostic('mtu-out-of-range', 'MTU that no Ethernet interface takes');

/** Reports each such MTU where it is written: once for a cable, whose ends both have it. */
export const mtuOutOfRange: Rule = ({ state }) => {
  const told = new Set<Span>();
  return interfacesOf(state).flatMap(({ mtu, valueAt, device, role }) => {
    // A dummy takes every MTU (dummy_setup() of drivers/net/dummy.c).
    if (device !== undefined && role !== 'bridge') return [];
    const at = valueAt?.mtu;
    if (mtu === undefined || at === undefined || (mtu >= 68 && mtu <= 65_535) || told.has(at)) return [];
    told.add(at);
    const help = `write an MTU within the range: \`mtu: ${mtu < 68 ? 1280 : 9000}\``;
    return report({ at, label: `${mtu} is not within 68 to 65535`, help });
  });
};
