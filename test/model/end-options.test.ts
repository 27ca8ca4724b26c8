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

it('knows what one end sends from what both send, in each step', () => {
  const sent = (...blocks: string[]) =>
    lastState(labOf(...blocks))
      .nodes.get('a')
      ?.interfaces.map(({ options }) => Object.entries(options).map(([name, { value }]) => `${name} ${value}`));
  const cable = (options: string) => `links:\n  - a:x -- a:y: { ${options} }\n`;
  const first = `lab: l\nnodes: [a]\n${cable('delay: 5ms, from a:x: { delay: 9ms, loss: 1% }, from a: { rate: 1mbit }')}`;
  const step = (word: string, options: string) => `${word}:\n  ${cable(options).replace('\n', '\n  ')}`;
  const y = ['delay 5ms', 'rate 1mbit'];
  expect(sent(first)).toEqual([['delay 9ms', 'rate 1mbit', 'loss 1%'], y]);
  const change = step('change', 'from a:x: { loss: 2% }, at a:x: { mtu: 1400 }');
  expect(sent(first, change)).toEqual([['delay 9ms', 'rate 1mbit', 'loss 2%'], y]);
  const remove = step('remove', 'from a:x: { delay: , loss: 1% }');
  expect(sent(first, remove)).toEqual([['delay 5ms', 'rate 1mbit'], y]);
});

it('takes away what is said of one of them', () => {
  expect(ends(loop, 'remove:\n  links:\n    - a:x -- a:y: { at a:x: { mtu: 1300 } }\n')).toEqual([
    ['x', 1400, '02:00:00:00:00:01', true],
    ['y', 1400, undefined, true],
  ]);
});
