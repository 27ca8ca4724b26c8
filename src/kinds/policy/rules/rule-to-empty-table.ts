// A rule to a table that has no route: what fits it goes on to the next rule, as if it was not there.
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { oncePerPlace } from '../../../diagnostics/sort.ts';
import type { Rule } from '../../../rules/rule.ts';
import { rules } from '../key.ts';
import { isKnownTable } from '../tables.ts';

const report = defineDiagnostic('rule-to-empty-table', 'rule to a table without a route', 'warning');

export const ruleToEmptyTable: Rule = ({ state }) =>
  [...state.nodes.values()].flatMap((node) => {
    if (node.unknown.changesNetwork) return [];
    const empty = rules
      .of(node)
      .filter(({ table }) => !isKnownTable(node, table) && !node.routes.some((route) => route.table === table));
    const problems = empty.map(({ at, table }) =>
      report({
        at,
        label: `table ${table} of ${node.name} has no route`,
        help: `add one to its \`routes\`, for example \`default via r2 table ${table}\``,
      }),
    );
    return oncePerPlace(problems);
  });
