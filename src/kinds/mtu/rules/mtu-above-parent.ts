// A link with a larger MTU than the interface that carries it.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { carriedLinks, readableName, valuePlace } from '../../../model/interfaces.ts';
import type { Rule } from '../../../rules/rule.ts';
import { mtuOf } from '../mtu-of.ts';

const report = defineDiagnostic('mtu-above-parent', 'link with a larger MTU than what carries it');

/** Reports each link with a larger MTU than the interface that carries it: the kernel refuses it (macvlan_common_newlink() of drivers/net/macvlan.c). */
export const mtuAboveParent: Rule = ({ state }) =>
  carriedLinks(state).flatMap(({ link, child, carrier }) => {
    const most = mtuOf(state, carrier);
    if (child.mtu === undefined || child.mtu <= most) return [];
    return report({
      at: child.valueAt?.mtu ?? link.at,
      label: `${readableName(child)} has ${child.mtu}, ${readableName(carrier)} below it ${most}`,
      related: [{ at: valuePlace(carrier, 'mtu'), label: `MTU ${most}` }],
      help: `write \`mtu: ${most}\` or less, or give ${readableName(carrier)} a larger one`,
    });
  });
