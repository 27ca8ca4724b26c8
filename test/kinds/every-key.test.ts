// Every key of a node does something: what is said under it is merged over steps, and reaches the plan or what is told.
import { expect, test } from 'vitest';
import { compileTutorial } from '../../src/compile.ts';
import { hostKind, nodeKeys, nodeKinds } from '../../src/kinds/kinds.ts';
import { tutorialOf, withoutPlaces } from '../tutorial-text.ts';

/** A lab around a node of this kind, with a line under the node; for some keys two LANs have one subnet. */
function blockOf(kind: string, line: string, key = ''): string {
  const own = nodeKinds.find(({ name }) => name === kind);
  const name = own === undefined ? hostKind.name : 'n';
  const isBridge = own?.bridge !== undefined;
  const lines = [
    ...(own === undefined ? [] : [`kind: ${kind}`]),
    ...(isBridge && !/^(?:subnet|vlans)/.test(line) ? [`subnet: 10.0.${key === 'overlap' ? 9 : 8}.0/24`] : []),
    ...(line === '' ? [] : [line]),
  ];
  return `lab: x
nodes:
  ${name}:${lines.map((each) => `\n    ${each}`).join('')}
  lan: { kind: switch, subnet: 10.0.9.0/24 }
  r1..3: router
links:
  - ${name} -- r1${isBridge ? '' : ': 10.0.1.0/30'}
  - ${name} -- r2${isBridge ? '' : ': 10.0.2.0/30'}
  - r3 -- lan
${isBridge ? '' : `  - ${name} -- lan\n`}`;
}

/** What a lab of these blocks comes to at its end: what is told, and what is made. */
function outcome(...blocks: readonly string[]): string {
  const { diagnostics, lesson } = compileTutorial('x.md', new TextEncoder().encode(tutorialOf(...blocks)));
  const resources = lesson?.plans[0]?.steps.at(-1)?.resources;
  return JSON.stringify([diagnostics.map(({ code }) => code), withoutPlaces(resources ?? [])]);
}

const isAccepted = (kind: string, line: string): boolean =>
  !compileTutorial('x.md', new TextEncoder().encode(tutorialOf(blockOf(kind, line)))).diagnostics.some(
    ({ severity, code }) => severity === 'error' && !['overlapping-subnets', 'different-subnets'].includes(code),
  );

test.each(nodeKeys.map((key) => ({ key, name: key.name })))('$name', ({ key }) => {
  const kinds = [...nodeKinds, hostKind].filter((kind) => key.stands(kind)).map(({ name }) => name);
  const kind = kinds.find((one) => isAccepted(one, key.example));
  if (kind === undefined) throw new Error(`no kind takes ${key.example}`);
  const [said, unsaid] = [key.example, ''].map((line) => blockOf(kind, line, key.name));
  expect(outcome(said ?? '')).not.toBe(outcome(unsaid ?? ''));
});
