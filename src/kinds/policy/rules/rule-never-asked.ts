// A rule that no packet comes to: an earlier one takes all that it speaks of, and its table has a route for it.
import { type Cidr, contains } from '../../../address.ts';
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { groupBy } from '../../../group-by.ts';
import type { Rule } from '../../../rules/rule.ts';
import { rules } from '../key.ts';
import { type PolicyRule, tableText } from '../policy-rule.ts';
import { answersAll } from '../tables.ts';

const report = defineDiagnostic('rule-never-asked', 'rule that no packet comes to', 'warning');

const holds = (outer: Cidr | undefined, inner: Cidr | undefined): boolean =>
  outer === undefined || (inner !== undefined && contains(outer, inner));

/** True if all that fits the second fits the first. */
const takesAll = (first: PolicyRule, second: PolicyRule): boolean =>
  first.family === second.family &&
  holds(first.from, second.from) &&
  holds(first.to, second.to) &&
  (first.in === undefined || first.in === second.in) &&
  (first.mark === undefined || first.mark === second.mark) &&
  (first.service === undefined ||
    (first.service.protocol === second.service?.protocol &&
      first.service.port <= second.service.port &&
      second.service.lastPort <= first.service.lastPort));

export const ruleNeverAsked: Rule = function* ({ state }) {
  for (const node of state.nodes.values()) {
    const all = rules.of(node);
    for (const [at, same] of groupBy(all, (rule) => rule.at)) {
      const before = same.map((rule) =>
        all.find((one) => one.priority < rule.priority && takesAll(one, rule) && answersAll(node, one.table, rule)),
      );
      const [first] = before;
      if (first === undefined || before.includes(undefined)) continue;
      yield report({
        at,
        label: `all of it finds a route in table ${tableText(first.table)} before`,
        related: [{ at: first.at, label: 'by this rule' }],
        help: 'write it before that one, or say there which packets it is for',
      });
    }
  }
};
