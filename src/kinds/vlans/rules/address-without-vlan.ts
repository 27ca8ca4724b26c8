// An address or a subnet of a bridge that keeps VLANs apart: the bridge itself is in none of them.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { interfacesOf, readableName } from '../../../model/interfaces.ts';
import type { Rule } from '../../../rules/rule.ts';
import { vlansOf } from '../membership.ts';

const report = defineDiagnostic('address-without-vlan', 'address or subnet of a bridge that is in no VLAN');

/** Reports the first one of each such bridge. */
export const addressWithoutVlan: Rule = ({ state }) =>
  interfacesOf(state).flatMap((bridge) => {
    const [vlan] = (bridge.role === 'bridge' && vlansOf(bridge)) || [];
    if (vlan === undefined) return [];
    const subnets = bridge.segment === undefined ? [] : (state.segments[bridge.segment]?.subnets ?? []);
    const [first] = [...bridge.addresses, ...subnets];
    if (first === undefined) return [];
    const help = `write it at a cable, which says the VLAN: \`{ vlan: ${vlan.first}, subnet: … }\`; or join the node by an access port`;
    return report({ at: first.at, label: `${readableName(bridge)} itself is in no VLAN`, help });
  });
