// Policy rules of a node: which packets are looked up in which routing table.

import type { TableRule } from '../../prediction/carry.ts';
import { marks } from '../firewall/key.ts';
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
    rules: rules.of(node).flatMap(({ from, to, in: inlet, service, mark, ...rule }): TableRule[] => {
      const said = {
        ...(from && { from: [from] }),
        ...(to && { to: [to] }),
        ...(inlet && { in: [inlet] }),
        ...(service && { services: [service] }),
      };
      if (mark === undefined) return [{ ...rule, ...said }];
      // No packet has a mark but those that its firewall marks: what these are is what the rule is about.
      return marks(node)
        .filter((one) => one.mark === mark)
        .map(({ hook, from: senders, to: receivers, in: entry, services }) => ({
          ...rule,
          ...{ own: hook === 'output', services },
          ...(senders && { from: senders }),
          ...(receivers && { to: receivers }),
          ...(entry !== undefined && { in: [entry] }),
          ...said,
        }));
    }),
  }),
};
