// Policy rules to resources.
import type { Node, State } from '../../model/lab.ts';
import { ip } from '../../plan/command.ts';
import { placeName, type Resource, resourceOf, withinNetns } from '../../plan/resource.ts';
import { noun } from '../../plan/things.ts';
import { rules } from './key.ts';
import { type PolicyRule, ruleWords, selectors, tableText } from './policy-rule.ts';

const thing = noun('policy rule', 'policy rules', '条策略路由规则');

const reasons = {
  table: {
    en: 'Rules are asked before any route, the lowest priority first: what fits this one is routed by a table of its own.',
    'zh-CN': '查路由之前先按优先级从小到大查规则：符合这条规则的数据包，按另一张路由表转发。',
  },
  known: {
    en: 'What fits this rule is looked up in a table that every node has, before the rules of higher numbers are asked; what has no route there goes on to them.',
    'zh-CN': '符合这条规则的数据包先查每个节点都有的表，再轮到编号更大的规则；在表里查不到路由的，继续往后查规则。',
  },
};

function ruleResource({ netns }: Node, rule: PolicyRule): Resource {
  const words = ruleWords(rule);
  const family = rule.family === 6 ? ['-6'] : [];
  const older = { tools: 'netTools', lack: 'routes' } as const;
  return resourceOf({
    key: `rule ${placeName(netns)} ipv${rule.family} ${words.join(' ')}`,
    netns,
    within: withinNetns(netns),
    make: [{ ...ip(netns, ...family, 'rule', 'add', ...words), older }],
    undo: [{ ...ip(netns, ...family, 'rule', 'delete', ...words), older }],
    reason: Number.isNaN(Number(tableText(rule.table))) ? reasons.known : reasons.table,
    at: rule.at,
    thing: { ...thing, name: selectors(rule).join(' ') },
  });
}

/** The rules of every node. */
export const lowerRules = ({ nodes }: State): Resource[] =>
  [...nodes.values()].flatMap((node) => rules.of(node).map((rule) => ruleResource(node, rule)));
