// A kernel setting of a node that a step takes away: the namespace stays, and nothing says which value it is to have.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { forwardersOf, leadsOn } from '../../../model/interfaces.ts';
import type { Lab, Node, Step } from '../../../model/lab.ts';
import { forwardingKeys, interfaceInKey } from '../../../model/setting-key.ts';
import type { Rule } from '../../../rules/rule.ts';
import { sysctl } from '../key.ts';

const report = defineDiagnostic('setting-stays', 'kernel setting taken away without a value to go back to');

const endsOf = ({ interfaces }: Node) => interfaces.filter(leadsOn);

/** True if netgen gives the setting a value by itself where the author gives none. */
function isGiven(key: string, node: Node, lab: Lab): boolean {
  if (/\.rp_filter$/.test(key)) return node.forward && endsOf(node).length > 1;
  const forwards = forwardersOf(lab).has(node.netns);
  if (key === forwardingKeys[4]) return forwards || endsOf(node).length > 1;
  return key === forwardingKeys[6] && forwards;
}

/** True if the setting has gone with its interface. */
function isGone(key: string, before: Node, now: Node): boolean {
  const has = ({ interfaces }: Node) =>
    interfaces.some(({ name }) => name === interfaceInKey(key)?.replaceAll('/', '.'));
  return has(before) && !has(now);
}

function problemsOf(before: Node, now: Node, { block }: Step, lab: Lab) {
  const said = new Set(sysctl.of(now).map(({ key }) => key));
  return sysctl
    .of(before)
    .filter(({ key }) => !said.has(key) && !isGiven(key, now, lab) && !isGone(key, before, now))
    .map(({ key, value, at }) =>
      report({
        at,
        label: `${now.name} would keep ${value}`,
        related: [{ at: block.at, label: 'taken away in this step' }],
        help: `say the value that it is to have: change: { nodes: { ${now.name}: { sysctl: { ${key}: VALUE } } } }`,
      }),
    );
}

/** Reports each setting that a node in a namespace had after the step before, and that nothing sets after this one. */
export const settingStays: Rule = (step, lab) => {
  const earlier = lab.steps[step.number - 2]?.state.nodes;
  return [...step.state.nodes.values()].flatMap((now) => {
    const before = earlier?.get(now.name);
    return before === undefined || now.netns === null || before.netns !== now.netns
      ? []
      : problemsOf(before, now, step, lab);
  });
};
