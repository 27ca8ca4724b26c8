// A link that must be the only one on its parent, and another beside it: the kernel refuses the second.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { type Carried, carriedLinks, readableName } from '../../../model/interfaces.ts';
import type { Interface, Link } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';
import { macvlan } from '../link.ts';

const report = defineDiagnostic('parent-not-shared', 'link that must be alone on its parent, beside another');

/** macvlan_common_newlink() of drivers/net/macvlan.c refuses another one on a port in mode passthru, and that mode beside another. */
const isAlone = ({ kind, options }: Link): boolean => kind === macvlan.name && options['mode'] === 'passthru';

/** Reports the later links of each interface that carries one which must be alone. */
export const parentNotShared: Rule = ({ state }) => {
  const byCarrier = new Map<Interface, Carried[]>();
  for (const carried of carriedLinks(state)) {
    const all = byCarrier.get(carried.carrier) ?? [];
    byCarrier.set(carried.carrier, all);
    all.push(carried);
  }
  return [...byCarrier.values()].flatMap((all) => {
    const alone = all.find(({ link }) => isAlone(link));
    const [first, ...later] = all;
    if (alone === undefined || first === undefined) return [];
    return later.map(({ link, carrier }) =>
      report({
        at: link.at,
        label: `${readableName(carrier)} carries another link already`,
        related: [{ at: first.link.at, label: 'this one' }],
        help: `take one of the two away, or the mode by which ${readableName(alone.child)} must be alone`,
      }),
    );
  });
};
