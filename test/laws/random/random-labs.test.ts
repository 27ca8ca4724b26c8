// The arbitrary of random labs gives labs that netgen takes, and of every sort.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileTutorial } from '../../../src/compile.ts';
import { randomTutorial } from './random-lab.ts';

const tutorials = fc.sample(randomTutorial, { numRuns: 200, seed: 1 });
const accepted = tutorials.filter(
  (text) => compileTutorial('chance.md', new TextEncoder().encode(text)).lesson !== undefined,
);

test('netgen takes nine of ten', () => {
  expect(accepted.length).toBeGreaterThanOrEqual(0.9 * tutorials.length);
});

test.each([
  'kind: bridge',
  'kind: switch',
  'kind: macvlan',
  'r1: router',
  'masquerade',
  'publish',
  'blackhole',
  'unreachable fd67',
  'prohibit 10.68',
  'metric',
  'table',
  'sysctl',
  'etc',
  'run',
  'exec',
  'mtu: 1400',
  'state: down',
  'mac:',
  '\nremove:',
  '\nchange:',
  'step: edit2',
])('some have `%s`', (words) => {
  expect(accepted.filter((text) => text.includes(words)).length).toBeGreaterThan(2);
});
