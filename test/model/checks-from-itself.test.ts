// Checks of which no pair of two is left: nobody asks another.
import { expect, test } from 'vitest';
import { compileTutorial } from '../../src/compile.ts';
import { tutorialOf } from '../tutorial-text.ts';

const problemsOf = (check: string) => {
  const lab = `lab: l\ngroups: { g: h1 }\nnodes: [h1, h2]\nlinks:\n  - h1 10.0.0.1/24 -- h2 10.0.0.2/24\nchecks:\n  - ${check}\n`;
  const { diagnostics } = compileTutorial('t.md', new TextEncoder().encode(tutorialOf(lab)));
  return diagnostics.map(({ code, label }) => `${code}: ${label}`);
};

test.each([
  ['h1 reaches h1', 'h1'],
  ['h2 cannot reach h2', 'h2'],
  ['g reach g', 'h1'],
  ['h1, g reach g', 'h1'],
  ['h1 reaches h1:eth0', 'h1'],
  ['host reaches host tcp/80', 'host'],
  ['outside reaches outside', 'outside'],
])('"%s" is told: %s asks itself', (check, node) => {
  expect(problemsOf(check)).toEqual([`check-from-itself: ${node} asks itself`]);
});

test.each([
  ['h1..2 reach h1..2', []],
  ['h1, h2 reach g', []],
  ['h1 reaches h1 tcp/80 at host tcp/8080', ['check-will-not-hold: h1 has no route to 192.0.2.2']],
])('"%s" is not', (check, problems) => {
  expect(problemsOf(check)).toEqual(problems);
});

test('a name that no node has is told as such', () => {
  expect(problemsOf('h3 reaches h3')).toEqual(Array(2).fill('unknown-node: no node of this name'));
});
