// A link with a larger MTU than the interface that carries it: the kernel refuses it (macvlan_common_newlink() of drivers/net/macvlan.c).
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { carriedLinks, mtusOf, readableName } from '../interfaces.ts';
import type { Rule } from '../rule.ts';

const report = defineDiagnostic('mtu-above-parent', 'link with a larger MTU than what carries it');

/** Reports each such link. */
export const mtuAboveParent: Rule = ({ state }) => {
  const mtuOf = mtusOf(state);
  return carriedLinks(state).flatMap(({ link, child, parent }) => {
    if (mtuOf(child) <= mtuOf(parent)) return [];
    return report({
      at: link.at,
      label: `${readableName(child)} has ${mtuOf(child)}, ${readableName(parent)} below it ${mtuOf(parent)}`,
      related: [{ at: parent.at, label: `MTU ${mtuOf(parent)}` }],
      help: `write \`mtu: ${mtuOf(parent)}\` or less, or give ${readableName(parent)} a larger one`,
    });
  });
};
