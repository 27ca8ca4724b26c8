// Routes in a table that no rule leads to: nobody ever looks there.
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Rule } from '../../../rules/rule.ts';
import { rules } from '../key.ts';
import { isKnownTable } from '../tables.ts';

const report = defineDiagnostic('table-without-rule', 'table that no rule leads to', 'warning');

/** Reports the first route of each. The machine may have rules that no lesson knows. */
export const tableWithoutRule: Rule = function* ({ state }) {
  for (const node of state.nodes.values()) {
    if (node.netns === null || node.unknown.changesNetwork) continue;
    const led = new Set(rules.of(node).map(({ table }) => table));
    for (const { table, at } of node.routes) {
      if (table === undefined || led.has(table) || isKnownTable(node, table)) continue;
      led.add(table);
      const label = `no rule of ${node.name} leads to table ${table}`;
      const help = `add one: \`rules: [from 10.0.1.0/24 table ${table}]\``;
      yield report({ at, label, help });
    }
  }
};
