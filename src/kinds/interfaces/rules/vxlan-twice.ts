// Two VXLAN interfaces of one node with the same number and port.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { interfacesOf } from '../../../model/interfaces.ts';
import type { Interface } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';
import { networkOf } from '../vxlan.ts';

const report = defineDiagnostic('vxlan-twice', 'VXLAN number used twice in one node');

/** Reports the later ones: the kernel refuses them (vxlan_config_validate() of drivers/net/vxlan/vxlan_core.c). */
export const vxlanTwice: Rule = ({ state }) => {
  const first = new Map<string, Interface>();
  return interfacesOf(state).flatMap((own) => {
    const network = networkOf(own);
    const key = `${state.nodes.get(own.node)?.netns} ${network}`;
    const earlier = first.get(key);
    if (network !== undefined && earlier === undefined) first.set(key, own);
    if (network === undefined || earlier === undefined) return [];
    const label = `${earlier.name} has this number already`;
    const related = [{ at: earlier.at, label: 'this one' }];
    return report({ at: own.options['id']?.at ?? own.at, label, related, help: 'give one of the two another `id`' });
  });
};
