// Two interfaces for one VLAN of one parent.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { interfacesOf, readableName } from '../../../model/interfaces.ts';
import type { Interface } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';
import { tagOf } from '../vlan.ts';

const report = defineDiagnostic('vlan-twice', 'two interfaces for one VLAN of one parent');

/** Reports the later ones: the kernel refuses them (vlan_check_real_dev() of net/8021q/vlan.c). */
export const vlanTwice: Rule = ({ state }) => {
  const first = new Map<string, Interface>();
  return interfacesOf(state).flatMap((own) => {
    const { parent, options } = own;
    const tag = tagOf(own);
    if (tag === undefined || parent === undefined) return [];
    const key = `${parent.node} ${parent.interface} ${tag}`;
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, own);
    if (earlier === undefined) return [];
    const label = `${readableName(earlier)} has this VLAN of ${parent.interface} already`;
    const related = [{ at: earlier.at, label: 'this one' }];
    return report({
      at: options['id']?.at ?? own.at,
      label,
      related,
      help: 'take one of the two away, or give it another `id`',
    });
  });
};
