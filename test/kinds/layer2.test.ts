// Layer 2 is computed once: a kind of the test puts ports of switches into VLANs, and addresses, neighbours and rules follow.
import { expect, test, vi } from 'vitest';
import { labOf, lastState, readBlocks } from '../tutorial-text.ts';

vi.mock('../../src/kinds/list.ts', async (original) => {
  const { kinds } = await original<typeof import('../../src/kinds/list.ts')>();
  const { lanesKind } = await import('./lanes/index.ts');
  return { kinds: [...kinds, lanesKind] };
});

const block = (left: string, right: string) => `lab: lanes
nodes:
  s1: { kind: switch, lanes: { ${left} } }
  s2: { kind: switch, lanes: { ${right} } }
  a1: { gateway: b1 }
  b1:
  a2:
  b2:
links:
  - s1:up -- s2:up
  - a1 10.0.1.1/24 -- s1:p1
  - b1 10.0.1.2/24 -- s2:p1
  - a2 10.0.2.1/24 -- s1:p2
  - b2 10.0.2.2/24 -- s2:p2
`;

/** The nodes with addresses, those of one domain together. */
const domains = (text: string): string[] => {
  const { segments } = lastState(labOf(text));
  const all = segments.map(({ members }) => members.map(({ node }) => node).filter((node) => /^[ab]/.test(node)));
  return all.filter((names) => names.length > 0).map((names) => names.join(' '));
};

test('ports of one VLAN are one domain, through a trunk', () => {
  expect(domains(block('p1: 10, p2: 20, up: trunk', 'p1: 10, p2: 20, up: trunk'))).toEqual(['a1 b1', 'a2 b2']);
});

test('who is in another VLAN is no neighbour', () => {
  const { diagnostics } = readBlocks(block('p1: 10, p2: 20, up: trunk', 'p1: 20, p2: 10, up: trunk'));
  expect(diagnostics.map(({ code, label }) => `${code}: ${label}`)).toEqual([
    'not-neighbours: a1 and b1 share no segment',
  ]);
});

test('without a trunk the VLANs of two switches are apart', () => {
  const { diagnostics } = readBlocks(block('p1: 10, p2: 20, up: 30', 'p1: 10, p2: 20, up: 30'));
  expect(diagnostics.map(({ code }) => code)).toEqual(['not-neighbours']);
});
