// Options of single ends: `at NODE` and `at NODE:INTERFACE`, given, changed and taken away.
import { expect, it } from 'vitest';
import { labOf, lastState } from '../tutorial-text.ts';

/** A cable from a node to itself: two ends at one node. */
const loop =
  'lab: l\nnodes: [a]\nlinks:\n  - a:x -- a:y: { at a: { mtu: 1400 }, at a:x: { mac: 02:00:00:00:00:01, mtu: 1300 } }\n';

const ends = (...blocks: string[]) =>
  lastState(labOf(...blocks))
    .nodes.get('a')
    ?.interfaces.map(({ name, mtu, mac, up }) => [name, mtu, mac, up]);

it('tells two ends at one node apart; the interface counts before the node', () => {
  expect(ends(loop)).toEqual([
    ['x', 1300, '02:00:00:00:00:01', true],
    ['y', 1400, undefined, true],
  ]);
});

it('changes one of them', () => {
  const change = 'change:\n  links:\n    - a:x -- a:y: { at a:x: { mtu: 1280 } }\n';
  expect(ends(loop, change)).toEqual([
    ['x', 1280, '02:00:00:00:00:01', true],
    ['y', 1400, undefined, true],
  ]);
  expect(ends(loop, 'change:\n  links:\n    - a:x -- a:y: { at a:y: { state: down } }\n')).toEqual([
    ['x', 1300, '02:00:00:00:00:01', true],
    ['y', 1400, undefined, false],
  ]);
});

it('takes away what is said of one of them', () => {
  expect(ends(loop, 'remove:\n  links:\n    - a:x -- a:y: { at a:x: { mtu: 1300 } }\n')).toEqual([
    ['x', 1400, '02:00:00:00:00:01', true],
    ['y', 1400, undefined, true],
  ]);
});
