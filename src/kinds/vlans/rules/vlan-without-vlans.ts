// A cable that says VLANs, and at neither end a bridge that keeps any apart.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { bridgeOf, endsOf } from '../../../model/interfaces.ts';
import type { Rule } from '../../../rules/rule.ts';
import { saidOf, vlansOf } from '../membership.ts';

const report = defineDiagnostic('vlan-without-vlans', 'VLAN of a cable that ends at no bridge with VLANs');

/** Reports the first such option of each cable. */
export const vlanWithoutVlans: Rule = ({ state }) =>
  state.links.flatMap((link) => {
    const ends = endsOf(state, link);
    const [said] = ends.flatMap(saidOf);
    const bridges = ends.flatMap((end) => bridgeOf(state, end) ?? []);
    if (said === undefined || bridges.some((bridge) => vlansOf(bridge) !== undefined)) return [];
    const [{ node, standsForNode } = { node: 'sw' }] = bridges;
    const under = standsForNode || bridges.length === 0 ? `${node}: { kind: switch, ` : 'its bridge: { kind: bridge, ';
    const help = `write which VLANs there are: ${under}vlans: ${said.value} }`;
    return report({ at: said.at, label: 'nobody looks at tags here', help });
  });
