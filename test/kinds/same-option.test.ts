// Two kinds of links with an option of one name do not collide: a value is judged by the kind that its cable has.
import { expect, test, vi } from 'vitest';
import { block } from '../../src/language/block.ts';
import { lowerState } from '../../src/plan/lower/lower-state.ts';
import { labOf, lastState, readBlocks } from '../tutorial-text.ts';

vi.mock('../../src/kinds/list.ts', async (original) => {
  const { kinds } = await original<typeof import('../../src/kinds/list.ts')>();
  const { tunnelsKind } = await import('./tunnels/index.ts');
  return { kinds: [...kinds, tunnelsKind] };
});

const blockOf = (options: string) => `lab: x\nnodes: [h1, h2]\nlinks:\n  - h1 -- h2: { ${options} }\n`;
const problems = (...blocks: readonly string[]) =>
  readBlocks(...blocks).diagnostics.map(({ code, label, help }) => `${code}: ${label}; ${help}`);
const words = (...blocks: readonly string[]) =>
  lowerState({ lab: 'x', state: lastState(labOf(...blocks)), forwarders: new Set() })
    .flatMap(({ make }) => make.map(({ argv }) => argv.join(' ')))
    .filter((line) => line.includes(' id '))
    .map((line) => /type (\S+ id \S+)/.exec(line)?.[1]);

test('each kind takes its own values', () => {
  expect(words(blockOf('kind: counted, id: 9'))).toEqual(['counted id 9']);
  expect(words(blockOf('kind: named, id: blue'))).toEqual(['named id blue']);
});

test('a value of the other kind is refused, with an example of its own', () => {
  expect(problems(blockOf('kind: counted, id: blue'))).toEqual([
    'bad-value: not what the option takes of counted; write 7',
  ]);
  expect(problems(blockOf('kind: named, id: 9'))).toEqual(['bad-value: not what the option takes of named; write red']);
  expect(problems(blockOf('kind: named, id: 9.9'))).toEqual(['bad-value: not what the option takes; write 100']);
});

test('a step that changes the value need not repeat the kind', () => {
  const step = (id: string) => `change: { links: [h1 -- h2: { id: ${id} }] }\n`;
  expect(words(blockOf('kind: named, id: blue'), step('green'))).toEqual(['named id green']);
  expect(problems(blockOf('kind: named, id: blue'), step('9'))).toEqual([
    'bad-value: not what the option takes of named; write red',
  ]);
});

test('the schema tells of both', () => {
  expect(JSON.stringify(block.schema)).toContain(
    'What tells one counted from another. What tells one named from another.',
  );
});
