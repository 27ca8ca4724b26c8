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
import { tunnelAt } from '../../tunnel/outer.ts';
import { mostMtu, mtuOf } from '../mtu-of.ts';

/** What is carried, by what, and the MTU that this leaves for it. */
function carriedBy(state: State): (Pick<Carried, 'child' | 'carrier'> & { readonly most: number })[] {
  const devices = interfacesOf(state).flatMap((child) => {
    const carrier = tunnelAt(state, child)?.near.by ?? parentOf(state, child);
    const most = mostMtu(state, child);
    return carrier === undefined || most === undefined ? [] : [{ child, carrier, most }];
  });
  const links = carriedLinks(state).map(({ child, carrier }) => ({ child, carrier, most: mtuOf(state, carrier) }));
  return [...links, ...devices];
}

const report = defineDiagnostic('mtu-above-parent', 'link with a larger MTU than what carries it');

/** Reports each link or interface with a larger MTU than what carries it: the kernel refuses it (macvlan_common_newlink(), vlan_newlink()). */
export const mtuAboveParent: Rule = ({ state }) =>
  carriedBy(state).flatMap(({ child, carrier, most }) => {
    const whole = mtuOf(state, carrier);
    if (child.mtu === undefined || child.mtu <= most) return [];
    return report({
      at: valuePlace(child, 'mtu'),
      label: `${readableName(child)} has ${child.mtu}, ${readableName(carrier)} below it ${whole}${most < whole ? `, and ${whole - most} go to its headers` : ''}`,
      related: [{ at: valuePlace(carrier, 'mtu'), label: `MTU ${whole}` }],
      help: `write \`mtu: ${most}\` or less, or give ${readableName(carrier)} a larger one`,
    });
  });
