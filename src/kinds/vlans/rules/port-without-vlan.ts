// A port that is in no VLAN of a bridge which keeps VLANs apart: every frame ends there.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { bridgeOf, interfacesOf } from '../../../model/interfaces.ts';
import type { Rule } from '../../../rules/rule.ts';
import { saidOf, vlansOf } from '../membership.ts';
import { writtenRange } from '../ranges.ts';

const report = defineDiagnostic('port-without-vlan', 'port that is in no VLAN', 'warning');

/** Warns of each such port. */
export const portWithoutVlan: Rule = ({ state }) =>
  interfacesOf(state).flatMap((port) => {
    const bridge = bridgeOf(state, port);
    const [first] = (bridge && vlansOf(bridge)) ?? [];
    if (first === undefined || saidOf(port).length > 0) return [];
    const help = `write at the cable which one it is in, as in \`{ vlan: ${first.first} }\`, or \`{ trunk: ${writtenRange(first)} }\``;
    return report({ at: port.at, label: 'every frame ends here', help });
  });
