// Policy rules of a node: which packets are looked up in which routing table.
import type { Kind } from '../kind.ts';
import { hasRule } from './has.ts';
import { rules } from './key.ts';
import { lowerRules } from './lower.ts';
import { resolveRules } from './resolve.ts';
import { ruleNeverAsked } from './rules/rule-never-asked.ts';
import { rulePriorityTwice } from './rules/rule-priority-twice.ts';
import { ruleToEmptyTable } from './rules/rule-to-empty-table.ts';
import { tableWithoutRule } from './rules/table-without-rule.ts';

export const policyKind: Kind = {
  keys: [rules],
  possessions: [hasRule],
  resolve: resolveRules,
  rules: [ruleNeverAsked, rulePriorityTwice, ruleToEmptyTable, tableWithoutRule],
  lowerOnNetwork: ({ state }) => lowerRules(state),
  carry: (node) => ({
    // No packet of a check has a mark.
    rules: rules.of(node).flatMap(({ from, to, in: inlet, service, mark, ...rule }) => {
      const said = { ...(from && { from: [from] }), ...(to && { to: [to] }), ...(inlet && { in: [inlet] }) };
      return mark === undefined ? [{ ...rule, ...said, ...(service && { services: [service] }) }] : [];
    }),
  }),
};
