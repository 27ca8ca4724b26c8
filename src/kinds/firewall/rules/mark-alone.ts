// A mark that one of the two is alone with: what gives it, or what asks for it.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { oncePerPlace } from '../../../diagnostics/sort.ts';
import type { Rule } from '../../../rules/rule.ts';
import { rules } from '../../policy/key.ts';
import { marks, nodesWithFirewall } from '../key.ts';

const report = defineDiagnostic('mark-alone', 'mark that is given or asked for, and not both', 'warning');

/** Warns of each such mark of a node, unless commands of the author may give or ask for it. */
export const markAlone: Rule = ({ state }) =>
  nodesWithFirewall(state).flatMap((node) => {
    if (node.unknown.changesNetwork) return [];
    const given = marks(node);
    const asked = rules.of(node).flatMap(({ at, mark }) => (mark === undefined ? [] : [{ at, mark }]));
    const unasked = given.filter(({ mark }) => !asked.some((one) => one.mark === mark));
    const ungiven = asked.filter(({ mark }) => !given.some((one) => one.mark === mark));
    return oncePerPlace([
      ...unasked.map(({ at, mark }) =>
        report({
          at,
          label: `no rule of ${node.name} asks for mark ${mark}`,
          help: `add one: \`rules: [mark ${mark} table 100]\`, with routes in table 100`,
        }),
      ),
      ...ungiven.map(({ at, mark }) =>
        report({
          at,
          label: `no packet gets mark ${mark} on ${node.name}`,
          help: `say which do: \`firewall: { rules: [mark ${mark} from lan tcp/25] }\``,
        }),
      ),
    ]);
  });
