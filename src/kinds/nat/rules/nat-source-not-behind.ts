// A translation of addresses whose packets do not cross the node, or come in where they would leave.

import { formatCidr } from '../../../address.ts';
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Rule } from '../../../rules/rule.ts';
import { nat } from '../sentences.ts';

const report = defineDiagnostic('nat-source-not-behind', 'source of a translation is not behind the node');

/** Reports masquerades whose rule would never meet a packet of their source. */
export const natSourceNotBehind: Rule = ({ state }) =>
  [...state.nodes.values()].flatMap((node) =>
    nat.of(node).flatMap((translation) => {
      if (translation.is === 'publish') return [];
      const same = translation.out.find(
        (egress) => egress.is === 'interface' && translation.inside.includes(egress.name),
      );
      if (same === undefined && translation.inside.length > 0) return [];
      const [source] = translation.sources;
      return report({
        at: translation.at,
        label:
          same?.is === 'interface'
            ? `the source is beyond ${same.name} too`
            : `${source === undefined ? 'the source' : formatCidr(source)} does not come through ${node.name}`,
        help:
          same?.is === 'interface'
            ? `name the interface on the other side of ${node.name} after \`out\``
            : `name a network that ${node.name} is connected to`,
      });
    }),
  );
