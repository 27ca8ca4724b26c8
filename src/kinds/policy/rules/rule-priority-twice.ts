// Two rules of one priority: which is asked first depends on when they came, and the kernel refuses a second one that says the same.
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Rule } from '../../../rules/rule.ts';
import { rules } from '../key.ts';
import type { PolicyRule } from '../policy-rule.ts';

const report = defineDiagnostic('rule-priority-twice', 'two rules of one priority');

export const rulePriorityTwice: Rule = function* ({ state }) {
  for (const node of state.nodes.values()) {
    const known = new Map<string, PolicyRule>();
    for (const rule of rules.of(node)) {
      const key = `${rule.family} ${rule.priority}`;
      const first = known.get(key) ?? rule;
      known.set(key, first);
      if (first.at === rule.at) continue;
      const label = `${rule.priority} is taken on ${node.name}`;
      const related = [{ at: first.at, label: 'by this' }];
      const help = `write another number, for example \`priority ${rule.priority + 1}\``;
      yield report({ at: rule.at, label, related, help });
    }
  }
};
