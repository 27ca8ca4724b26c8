// A kernel setting of the machine is given two values: `host` and all bridges share one network stack.

import type { Family } from '../../../address.ts';
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Span } from '../../../diagnostics/span.ts';
import { interfacesBySegment } from '../../../model/interfaces.ts';
import type { Node, State } from '../../../model/lab.ts';
import { forwardingKeys } from '../../../model/setting-key.ts';
import { onceFor } from '../../../once-for.ts';
import type { Rule } from '../../../rules/rule.ts';
import { sysctl } from '../key.ts';

const report = defineDiagnostic('setting-twice', 'kernel setting of the machine with two values');

/** The kernel prints the numbers of a setting with tabs, people write blanks. */
const oneForm = (value: string): string => value.trim().replace(/\s+/g, ' ');

interface Said {
  readonly by: Node;
  readonly key: string;
  readonly value: string;
  readonly at: Span;
  /** Nobody wrote the setting: it follows from what `by` does. */
  readonly implied: boolean;
}

const isOnMachine = ({ netns }: Node): boolean => netns === null;

/** The families in which the machine speaks with the lab. */
const familiesOfMachine = onceFor((state: State): ReadonlySet<Family> => {
  const machine = new Set([...state.nodes.values()].filter(isOnMachine).map(({ name }) => name));
  const near = interfacesBySegment(state).filter((members) => members.some(({ node }) => machine.has(node)));
  return new Set(near.flat().flatMap(({ addresses }) => addresses.map(({ cidr }) => cidr.family)));
});

function saidOf(node: Node, state: State): Said[] {
  const written = sysctl.of(node).map(({ key, value, at }) => ({
    by: node,
    key,
    value: oneForm(value),
    at,
    implied: false,
  }));
  if (!node.forward) return written;
  const own = new Set(written.map(({ key }) => key));
  const implied = [...familiesOfMachine(state)].map((family) => forwardingKeys[family]).filter((key) => !own.has(key));
  return [...written, ...implied.map((key) => ({ by: node, key, value: '1', at: node.at, implied: true }))];
}

/** Reports the later of two nodes on the machine that give one setting different values. */
export const settingTwice: Rule = ({ state }) => {
  const all = [...state.nodes.values()].filter(isOnMachine).flatMap((node) => saidOf(node, state));
  // What is implied comes first: the place to mend is one where something is written.
  const ordered = [...all.filter(({ implied }) => implied), ...all.filter(({ implied }) => !implied)];
  const first = new Map<string, Said>();
  for (const said of ordered) if (!first.has(said.key)) first.set(said.key, said);
  return ordered.flatMap((said) => {
    const before = first.get(said.key);
    if (before === undefined || before === said || before.value === said.value) return [];
    const why = before.implied ? `${before.by.name} forwards` : `${before.by.name} says ${before.value}`;
    return report({
      at: said.at,
      label: `${why}, in the same network stack`,
      related: [{ at: before.at, label: before.implied ? 'needs forwarding' : `${before.value} here` }],
      help: before.implied ? 'take this one away' : `write ${said.key} once, under \`host\``,
    });
  });
};
