// Interfaces without a cable: their names, and the segments of bridges among them.
import { describe, expect, test } from 'vitest';
import { compileTutorial } from '../../src/compile.ts';
import { lowerState } from '../../src/plan/lower/lower-state.ts';
import { labOf, lastState, readBlocks, tutorialOf } from '../tutorial-text.ts';

const block = (under: string, more = '') =>
  `lab: x
nodes:
  a..b: { interfaces: { ${under} } }
  ${more}
links:
  - a -- b: 10.0.0.0/30
`
    .replace('a..b', 'h1..2')
    .replaceAll('a -- b', 'h1 -- h2');

const problems = (...blocks: readonly string[]) =>
  readBlocks(...blocks).diagnostics.map(({ code, label }) => `${code}: ${label}`);

describe('interfaces without a cable', () => {
  test('have names of their own, also beside those that netgen gives to ends of cables', () => {
    expect(problems(block('eth7: 10.9.(1..2).1/24').replace('h1 --', 'h1:eth7 --'))).toEqual([
      'duplicate-interface: eth7 again',
    ]);
    expect(
      lastState(labOf(block('eth0: 10.9.(1..2).1/24')))
        .nodes.get('h1')
        ?.interfaces.map(({ name }) => name),
    ).toEqual(['eth0', 'eth1']);
    expect(problems(block('lan9: 10.9.(1..2).1/24'), 'nodes: { h1: { interfaces: { eth0: 10.8.0.1/24 } } }')).toEqual([
      'duplicate-interface: eth0 again',
    ]);
  });

  test('say a kind that there is, and what it takes', () => {
    expect(problems(block('id0: { kind: dummy, ports: [eth0] }'))).toEqual(['unknown-key: no such key here']);
    expect(problems(block('br0: { kind: dumy }'))).toEqual(['bad-value: no such kind']);
    expect(problems(block('br0: { address: 10.1.1.1/24 }'))).toEqual(['missing-key: `kind` is missing']);
  });
});

describe('bridges among the interfaces', () => {
  const bridged = (br0: string, links = '') => `lab: x
nodes:
  r1: { interfaces: { br0: { kind: bridge, ${br0} } } }
  h1..2:
links:
  - h1..2 -- r1
${links}`;
  const made = (...blocks: readonly string[]) =>
    lowerState({ lab: 'x', state: lastState(labOf(...blocks)), forwarders: new Set() })
      .flatMap(({ make }) => make.map(({ argv }) => argv.join(' ')))
      .filter((line) => / (?:br0|eth0)/.test(line) && !line.includes('type veth'));

  test('join their ports into one segment, which has the subnet of their address', () => {
    expect(made(bridged('ports: [eth0, h2], address: 10.0.0.1/24, mtu: 1400'))).toEqual([
      'ip -n r1 link add br0 type bridge',
      'ip -n r1 link set br0 mtu 1400',
      'ip -n r1 link set eth0 master br0',
      'ip -n r1 link set eth1 master br0',
      'ip -n r1 address add 10.0.0.1/24 dev br0',
      'ip -n h1 address add 10.0.0.2/24 dev eth0',
      'ip -n h2 address add 10.0.0.3/24 dev eth0',
      'ip -n r1 link set br0 up',
      'ip -n r1 link set eth0 up',
      'ip -n h1 link set eth0 up',
      'ip -n h2 link set eth0 up',
    ]);
    const [segment, ...others] = lastState(labOf(bridged('ports: eth0..1'))).segments;
    expect(segment?.members.map((end) => `${end.node}:${end.interface}`)).toEqual([
      'r1:br0',
      'h1:eth0',
      'r1:eth0',
      'h2:eth0',
      'r1:eth1',
    ]);
    expect(others).toEqual([]);
  });

  test('have ports that lead to a node, also where that is not there', () => {
    expect(problems(bridged('ports: [eth0, h2]').replace('  h1..2:', '  h1:'))).toEqual([
      'unknown-node: no node of this name',
    ]);
    expect(problems(bridged('ports: [eth0, h3]'))).toEqual(['unknown-interface: r1 has no h3']);
  });

  test('take part in rings', () => {
    const ring = '  - r1:pa -- s\n  - r1:pb -- s\n';
    const codes = (ports: string) =>
      compileTutorial(
        'x.md',
        new TextEncoder().encode(tutorialOf(bridged(ports, ring).replace('  h1..2:', '  h1..2:\n  s: switch'))),
      ).diagnostics.map(({ code, label }) => `${code}: ${label}`);
    expect(codes('ports: [eth0, eth1, pa]')).toEqual([]);
    expect(codes('ports: [eth0, eth1, s]')).toEqual(['which-address: 2 interfaces of r1 lead to s']);
    expect(codes('ports: [eth0, eth1, pa, pb]')).toEqual(['bridge-loop: r1:br0 and s are joined already']);
  });
});
