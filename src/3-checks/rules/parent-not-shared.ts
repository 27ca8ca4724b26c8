// A link that must be the only one on its parent, and another beside it: the kernel refuses the second.
import type { Interface } from '../../2-model/lab.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { linkKindNamed } from '../../kinds/index.ts';
import { type Carried, carriedLinks, readableName } from '../interfaces.ts';
import type { Rule } from '../rule.ts';

const report = defineDiagnostic('parent-not-shared', 'link that must be alone on its parent, beside another');

/** Reports the later links of each parent that carries one which must be alone. */
export const parentNotShared: Rule = ({ state }) => {
  const byParent = new Map<Interface, Carried[]>();
  for (const carried of carriedLinks(state)) {
    byParent.set(carried.parent, [...(byParent.get(carried.parent) ?? []), carried]);
  }
  return [...byParent.values()].flatMap((all) => {
    const alone = all.find(({ link }) => linkKindNamed(link.kind)?.isAlone?.(link) === true);
    const [first, ...later] = all;
    if (alone === undefined || first === undefined) return [];
    return later.map(({ link, parent }) =>
      report({
        at: link.at,
        label: `${readableName(parent)} carries another link already`,
        related: [{ at: first.link.at, label: 'this one' }],
        help: `take one of the two away, or the mode by which ${readableName(alone.child)} must be alone`,
      }),
    );
  });
};
