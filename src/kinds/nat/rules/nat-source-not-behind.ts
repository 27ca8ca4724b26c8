// A translation of addresses whose packets come in where they would leave.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Rule } from '../../../rules/rule.ts';
import { nat } from '../sentences.ts';

const report = defineDiagnostic('nat-source-not-behind', 'source of a translation is not behind the node');

/** Reports masquerades whose rule would never meet a packet of their source. */
export const natSourceNotBehind: Rule = ({ state }) =>
  [...state.nodes.values()].flatMap((node) =>
    nat.of(node).flatMap((translation) => {
      if (translation.is === 'publish') return [];
      const same = translation.out.flatMap((egress) =>
        egress.is === 'interface' && translation.inside.includes(egress.name) ? [egress.name] : [],
      );
      return same.slice(0, 1).map((name) =>
        report({
          at: translation.at,
          label: `the source is beyond ${name} too`,
          help: `name the interface on the other side of ${node.name} after \`out\``,
        }),
      );
    }),
  );
