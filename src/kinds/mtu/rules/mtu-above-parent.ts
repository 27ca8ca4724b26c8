// A link with a larger MTU than the interface that carries it.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import {
  type Carried,
  carriedLinks,
  interfacesOf,
  parentOf,
  readableName,
  valuePlace,
} from '../../../model/interfaces.ts';
import type { State } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';
import { mtuOf } from '../mtu-of.ts';

function carriedBy(state: State): Pick<Carried, 'child' | 'carrier'>[] {
  const devices = interfacesOf(state).flatMap((child) => {
    const carrier = parentOf(state, child);
    return carrier === undefined ? [] : [{ child, carrier }];
  });
  return [...carriedLinks(state), ...devices];
}

const report = defineDiagnostic('mtu-above-parent', 'link with a larger MTU than what carries it');

/** Reports each link or interface with a larger MTU than what carries it: the kernel refuses it (macvlan_common_newlink(), vlan_newlink()). */
export const mtuAboveParent: Rule = ({ state }) =>
  carriedBy(state).flatMap(({ child, carrier }) => {
    const most = mtuOf(state, carrier) - (child.device?.overhead ?? 0);
    if (child.mtu === undefined || child.mtu <= most) return [];
    return report({
      at: valuePlace(child, 'mtu'),
      label: `${readableName(child)} has ${child.mtu}, ${readableName(carrier)} below it ${most}`,
      related: [{ at: valuePlace(carrier, 'mtu'), label: `MTU ${most}` }],
      help: `write \`mtu: ${most}\` or less, or give ${readableName(carrier)} a larger one`,
    });
  });
