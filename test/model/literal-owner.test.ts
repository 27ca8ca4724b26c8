// A literal address that several nodes have: who answers is who the packet comes to.
import { expect, test } from 'vitest';
import { buildLabs } from '../../src/model/build-labs.ts';
import { readTutorial } from '../../src/source/read-tutorial.ts';
import { tutorialOf } from '../tutorial-text.ts';

const lab = (checks: string) => `lab: sites
nodes:
  lan1..2: { kind: switch, subnet: 192.168.1.0/24, overlap: true }
  core: { kind: router, routes: [192.0.2.9/32 via gw2] }
  gw1: { kind: router, gateway: core }
  gw2: { kind: router, address: 192.0.2.9/32, gateway: core }
  h1..2: { gateway: gw1..2 }
  other: { address: 192.0.2.9/32 }
links:
  - gw1..2 .1 -- lan1..2
  - h1..2 .10 -- lan1..2
  - other .9 -- lan1
  - gw1..2 -- core: 203.0.113.0/29 by /30
checks: [${checks}]`;

test.each([
  ['h1 reaches 192.168.1.1', 'gw1'],
  ['h2 reaches 192.168.1.1', 'gw2'],
  ['h1 reaches 192.168.1.10', 'h1'],
  ['h2 cannot reach 192.168.1.10', 'h2'],
  ['gw2 reaches 192.168.1.10', 'h2'],
  ['h2 cannot reach 192.168.1.9', 'other'],
  ['h1 reaches 192.0.2.9', 'gw2'],
  ['core cannot reach 192.168.1.10', undefined],
  ['h1 reaches h2 at 192.168.1.10', 'h2'],
])('%s: %s', (check, owner) => {
  const { tutorial } = readTutorial('t.md', new TextEncoder().encode(tutorialOf(lab(check))));
  if (tutorial === undefined) throw new Error('no tutorial');
  const { labs, diagnostics } = buildLabs(tutorial);
  expect(diagnostics).toEqual([]);
  const reach = labs[0]?.steps[0]?.checks[0];
  const answers = reach?.parties[1];
  expect(answers?.is === 'node' ? answers.name : undefined).toBe(owner);
});
