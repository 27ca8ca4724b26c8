// The line that lets through what a policy stops.

import { isSamePlace } from '../../diagnostics/span.ts';
import type { Service } from '../../language/statements.ts';
import { formatService } from '../../language/values.ts';
import type { State } from '../../model/lab.ts';
import type { NodeMended } from '../../prediction/mending.ts';
import type { Question } from '../../prediction/question.ts';
import type { Prediction } from '../../prediction/way.ts';
import { type Firewall, firewall, type Hook, type Line } from './key.ts';

/** By which a line is about what the node itself takes or sends. */
const ends: Readonly<Record<Hook, (node: string) => string>> = {
  forward: () => '',
  input: (node) => ` to ${node}`,
  output: (node) => ` from ${node}`,
};

const serviceOf = ({ protocol, port = 0 }: Question): Service => ({ protocol, port, lastPort: port });

/** One more line, where no line has decided but the policy: answers belong to their connection, requests are named. A line that drops is meant. */
export function mendFirewall(
  { nodes }: State,
  question: Question,
  { node: name, at, of }: NonNullable<Prediction['death']>,
): readonly NodeMended[] {
  const node = nodes.get(name);
  const policy =
    node && firewall.of(node).find((one) => one.is === 'policy' && at !== undefined && isSamePlace(one.at, at));
  if (node === undefined || policy?.is !== 'policy') return [];
  const { hook } = policy;
  const [state, services] =
    of === 'answer' ? (['established', []] as const) : ([undefined, [serviceOf(question)]] as const);
  const text = `accept${state === undefined ? '' : ` ${state}`}${ends[hook](name)}${services.map((one) => ` ${formatService(one)}`).join('')}`;
  const line: Line = { is: 'line', at: policy.at, text, verdict: 'accept', hook, services, ...(state && { state }) };
  const things: readonly Firewall[] = [...firewall.of(node), line];
  return [
    {
      text: `add \`${text}\` to the rules of ${name}'s firewall`,
      write: { node: name, under: firewall.name, key: 'rules', items: [text] },
      node: { ...node, things: { ...node.things, [firewall.name]: things } },
    },
  ];
}
