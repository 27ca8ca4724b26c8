// Labs of one tutorial that cannot stand side by side. The page name-in-two-labs shows the words.
import { expect, test } from 'vitest';
import { checkSideBySide } from '../../src/rules/check-side-by-side.ts';
import { readBlocks } from '../tutorial-text.ts';

const problems = (...blocks: string[]) => checkSideBySide(readBlocks(...blocks).labs).map(({ label }) => label);

const pair = (lab: string, ...nodes: string[]) => `lab: ${lab}\nnodes: [${nodes.join(', ')}]\n`;

test('namespaces of one name are told once a lab, beside the first lab that has the name', () => {
  expect(problems(pair('a', 'x', 'y'), pair('b', 'y', 'z'), pair('c', 'z', 'x', 'y'))).toEqual([
    'namespace y: in lab a too',
    'namespace z: in lab b too, and 2 more',
  ]);
});

test('interfaces of the machine count, those in namespaces and made-up names do not', () => {
  const bridge = (lab: string, node: string, more = '') =>
    `lab: ${lab}\nnodes: { lan-${lab}: bridge, ${node}: }\nlinks:\n  - ${node}:eth0 -- lan-${lab}${more}\n`;
  expect(problems(bridge('a', 'x'), bridge('b', 'y'))).toEqual([]);
  expect(problems(bridge('a', 'x', ':port1'), bridge('b', 'y', ':port1'))).toEqual(['interface port1: in lab a too']);
});

test('what a lab has in a later step counts; a lab that goes on is the same lab', () => {
  expect(problems(pair('a', 'x'), pair('b', 'y'), 'lab: a\nnodes: [y]\n')).toEqual(['namespace y: in lab a too']);
  expect(
    problems(pair('a', 'x'), 'nodes: { x: router }\n', pair('b', 'y'), 'lab: a\nstep: more\nnodes: [z]\n'),
  ).toEqual([]);
});
