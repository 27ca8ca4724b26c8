// VLANs of bridges: which segments they make, and the commands for bridges and ports over steps.
import { expect, test } from 'vitest';
import { compileTutorial } from '../../src/compile.ts';
import { labOf, lastState, readBlocks, tutorialOf } from '../tutorial-text.ts';

const block = (trunk: string) => `lab: x
nodes:
  sw1..2: { kind: switch, vlans: [10, 20..29], overlap: true }
  a1..2:
  b1..2:
links:
  - sw1 -- sw2: { ${trunk} }
  - a1..2 -- sw1..2: { vlan: 10, subnet: 10.0.0.0/24 }
  - b1..2 10.0.0.1..2/24 -- sw1..2: { vlan: 21 }
`;

/** The nodes of each segment, without those that are alone with a switch. */
const segments = (text: string): string[] =>
  lastState(labOf(text))
    .segments.map(({ members }) => members.map(({ node }) => node).filter((node) => /^[ab]/.test(node)))
    .map((names) => names.join(' '))
    .filter((names) => names !== '');

/** The commands of the last step of these blocks that say something of VLANs. */
function commands(...blocks: readonly string[]): readonly string[] {
  const { diagnostics, lesson } = compileTutorial('x.md', new TextEncoder().encode(tutorialOf(...blocks)));
  expect(diagnostics).toEqual([]);
  const changes = lesson?.plans[0]?.steps.at(-1)?.changes ?? [];
  const lines = changes.flatMap(({ commands: all }) => all.map(({ argv }) => argv.join(' ')));
  return lines.filter((line) => line.includes('vlan'));
}

test('each VLAN is a segment, as far as trunks have it', () => {
  expect(segments(block('trunk: [10, 20..29]'))).toEqual(['a1 a2', 'b1 b2']);
  expect(segments(block('trunk: 20..29, native: 10'))).toEqual(['a1 a2', 'b1 b2']);
  expect(segments(block('trunk: [10, 22..29, 20]'))).toEqual(['a1 a2', 'b1', 'b2']);
  expect(segments(block('vlan: 21'))).toEqual(['b1 b2', 'a1', 'a2']);
});

test('an interface of a VLAN is on its segment: behind a trunk, on the bridge itself, and within the tag of another', () => {
  const text = `lab: x
nodes:
  sw: { kind: switch, vlans: [10, 100] }
  a1: { interfaces: { v: { kind: vlan, parent: eth0, id: 10 } } }
  a2: { interfaces: { br: { kind: bridge, ports: [eth0], vlans: 10 }, v: { kind: vlan, parent: br, id: 10 } } }
  b1: { interfaces: { v: { kind: vlan, parent: eth0, id: 100, protocol: 802.1ad }, w: { kind: vlan, parent: v, id: 7 } } }
  p: { interfaces: { br: { kind: bridge, ports: [eth1, v] }, v: { kind: vlan, parent: eth0, id: 100, protocol: 802.1ad } } }
  b2: { interfaces: { w: { kind: vlan, parent: eth0, id: 7 } } }
links:
  - a1..2 -- sw: { trunk: 10 }
  - b1 -- sw: { vlan: 100 }
  - p -- sw: { vlan: 100 }
  - b2 -- p
`;
  expect(
    segments(text)
      .filter((names) => names.includes(' '))
      .sort(),
  ).toEqual(['a1 a2', 'b1 b2', 'b1 b2']);
});

test('who is in another VLAN is no neighbour', () => {
  const text = block('trunk: [10, 21]').replace('  b1..2:', '  b1..2: { gateway: a1 }');
  expect(readBlocks(text).diagnostics.map(({ label }) => label)).toEqual(['b1 and a1 share no segment']);
});

test('rings are rings within a VLAN', () => {
  const codes = (second: string) =>
    compileTutorial(
      'x.md',
      new TextEncoder().encode(tutorialOf(`${block('trunk: [10, 20..22]')}  - sw1 -- sw2: { ${second} }\n`)),
    ).diagnostics.map(({ code }) => code);
  expect(codes('trunk: 23..29')).toEqual([]);
  expect(codes('trunk: 22..29')).toEqual(['bridge-loop']);
  expect(codes('vlan: 23')).toEqual([]);
  expect(codes('vlan: 10')).toEqual(['bridge-loop']);
});

test('spans of a trunk leave its native VLAN out, and are apart', () => {
  const of = (trunk: string) =>
    commands(block(trunk))
      .filter((line) => line.includes('sw1 vlan add dev sw2'))
      .map((line) => line.slice('bridge -n sw1 vlan add dev sw2 '.length));
  expect(of('trunk: [10, 20..25, 23..29], native: 24')).toEqual([
    'vid 10',
    'vid 20-23',
    'vid 25-29',
    'vid 24 pvid untagged',
  ]);
});

test('come and go with steps', () => {
  const first = 'lab: x\nnodes:\n  sw: switch\n  a:\nlinks:\n  - a:eth0 10.0.0.1/24 -- sw:p1\n';
  const on = 'nodes: { sw: { vlans: 10 } }\nchange: { links: [a -- sw: { vlan: 10 }] }\n';
  expect(commands(first)).toEqual([]);
  expect(commands(first, on)).toEqual([
    'ip -n sw link set br0 type bridge vlan_filtering 1 vlan_default_pvid 0',
    'bridge -n sw vlan add dev p1 vid 10 pvid untagged',
  ]);
  expect(commands(first, on, 'remove: { nodes: { sw: { vlans: } }, links: [a -- sw: { vlan: }] }')).toEqual([
    'ip -n sw link set br0 type bridge vlan_filtering 0 vlan_default_pvid 1',
  ]);
});
