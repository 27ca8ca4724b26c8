// A kind of interface is a file and a line in a list: one that only the test has is read, judged and made.
import { expect, test, vi } from 'vitest';
import type { DeviceKind } from '../../src/kinds/interfaces/device-kind.ts';
import { lowerState } from '../../src/plan/lower/lower-state.ts';
import { labOf, lastState, readBlocks } from '../tutorial-text.ts';

vi.mock('../../src/kinds/interfaces/list.ts', async (original) => {
  const { deviceKinds } = await original<typeof import('../../src/kinds/interfaces/list.ts')>();
  const team: DeviceKind = {
    name: 'team',
    summary: 'What only the test knows.',
    options: { table: { summary: 'Its number.', pattern: /^\d+$/, example: '10' } },
    reason: { en: 'A team is what only the test knows.', 'zh-CN': '只有测试知道。' },
    words: ({ table = '10' }) => ['table', table],
  };
  return { deviceKinds: [...deviceKinds, team] };
});

const blockOf = (under: string) => `lab: x\nnodes: { h1: { interfaces: { ${under} } } }\n`;
const problems = (...blocks: readonly string[]) =>
  readBlocks(...blocks).diagnostics.map(({ code, help }) => `${code}: ${help}`);
const made = (...blocks: readonly string[]) =>
  lowerState({ lab: 'x', state: lastState(labOf(...blocks)), forwarders: new Set() })
    .flatMap(({ make }) => make.map(({ argv }) => argv.join(' ')))
    .filter((line) => line.includes('link add'));

test('is made with its own words', () => {
  expect(made(blockOf('red: { kind: team, table: 20 }, id0: 10.0.0.1/32'))).toEqual([
    'ip -n h1 link add red type team table 20',
    'ip -n h1 link add id0 type dummy',
  ]);
});

test('is judged by its own options, and changed by steps', () => {
  expect(problems(blockOf('red: { kind: team, table: main }'))).toEqual(['bad-value: write 10']);
  expect(problems(blockOf('red: { kind: dummy, table: 20 }'))[0]).toMatch(/^unknown-key/);
  const step = 'change: { nodes: { h1: { interfaces: { red: { kind: team, table: 30 } } } } }';
  expect(made(blockOf('red: { kind: team, table: 20 }'), step)).toEqual(['ip -n h1 link add red type team table 30']);
});
