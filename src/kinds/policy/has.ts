// `r1 has rule from guests table 102`: as `ip rule show` has it.
import { ipAt, shown } from '../../checks/check-line.ts';
import { readSentence } from '../../language/sentence.ts';
import { nodesIn } from '../../model/interfaces.ts';
import { possession } from '../possession.ts';
import { type RuleStatement, ruleForm, rules } from './key.ts';
import { type PolicyRule, selectors, tableText } from './policy-rule.ts';
import { resolveRule } from './resolve.ts';

/** What a line of that has behind its priority. */
function shownText(rule: PolicyRule): string {
  const some = selectors(rule, (mark) => `0x${mark.toString(16)}`);
  const all = rule.from === undefined ? ['from', 'all', ...some] : some;
  return `${all.join(' ')} lookup ${tableText(rule.table)}`;
}

export const hasRule = possession<RuleStatement, { readonly rule: PolicyRule; readonly priority?: number }>({
  name: 'rule',
  noun: 'a rule',
  summary: '`rule RULE`',
  example: 'from 10.0.1.0/24 table 100',
  read(text, reading) {
    const said = readSentence([ruleForm], text, reading);
    return said && [{ said, text: said.text }];
  },
  resolve: (said, node, draft, diagnostics) =>
    resolveRule(draft, node, said, 0, diagnostics).map((rule) => ({
      rule,
      ...(said.priority && { priority: said.priority.value }),
    })),
  isThere({ rule, priority }, { netns }, _check, state) {
    const isMeant = (one: PolicyRule) =>
      one.family === rule.family &&
      shownText(one) === shownText(rule) &&
      (priority === undefined || one.priority === priority);
    if (nodesIn(state, netns).some((node) => rules.of(node).some(isMeant))) return true;
    // The kernel brings some that fit everything, and the machine has its own.
    return netns === null || selectors(rule).length === 0 ? undefined : false;
  },
  lines({ rule, priority }, check) {
    const family = rule.family === 6 ? ['-6'] : [];
    const pattern = `^${priority ?? '[0-9]+'}:.${shownText(rule)} *$`;
    return [shown(check, ipAt(check.netns, ...family, 'rule', 'show'), pattern)];
  },
});
