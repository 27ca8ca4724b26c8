// Ranges, groups, `each`, `N per`, `by`: what a few words stand for.
import { describe, expect, test } from 'vitest';
import { formatAddress, formatCidr } from '../../src/address.ts';
import { address } from '../../src/kinds/address/key.ts';
import { gateway } from '../../src/kinds/gateway/index.ts';
import { routes as routeKey } from '../../src/kinds/routes/key.ts';
import { overlap, subnet } from '../../src/kinds/subnet/key.ts';
import type { CableEnd, CableStatement, NodeStatement, Statements } from '../../src/language/statements.ts';
import { problemsOf, readBlock } from './read.ts';

/** The statements of a block without problems. */
function read(yaml: string): Statements {
  const block = readBlock(yaml);
  expect(problemsOf(block)).toEqual([]);
  if (block.statements === undefined) throw new Error('no statements');
  return block.statements;
}

function plug({ node, interface: name, places }: CableEnd): string {
  const said = places.map((place) =>
    place.is === 'cidr'
      ? formatCidr(place.cidr)
      : place.is === 'asked'
        ? place.by
        : `host ${place.number} of IPv${place.family}`,
  );
  return [name === undefined ? node.text : `${node.text}:${name.text}`, ...said].join(' ');
}

function cable({ ends, subnet: prefixes }: CableStatement): string {
  const line = ends.map(plug).join(' -- ');
  return prefixes === undefined ? line : `${line}: ${prefixes.map(({ value }) => formatCidr(value)).join(', ')}`;
}

const cables = (item: string): string[] => read(`lab: x\nlinks:\n  - ${item}`).add.cables.map(cable);
const nodes = (key: string): readonly NodeStatement[] => read(`lab: x\nnodes:\n  ${key}`).add.nodes;
const checks = (item: string): string[] => read(`lab: x\nchecks:\n  - ${item}`).checks.map(({ text }) => text);
const routes = (item: string): string[] =>
  nodes(`r1: { routes: ["${item}"] }`).flatMap(({ settings }) =>
    (routeKey.said(settings) ?? []).map(({ text }) => text),
  );

describe('names', () => {
  test.each([
    ['h1..3:', ['h1', 'h2', 'h3']],
    ['h08..11:', ['h08', 'h09', 'h10', 'h11']],
    ['leaf(1..2)a:', ['leaf1a', 'leaf2a']],
    ['r1, h1..2:', ['r1', 'h1', 'h2']],
    ['h7..7:', ['h7']],
  ])('%s', (key, names) => {
    const found = nodes(key);
    expect(found.map(({ name }) => name.text)).toEqual(names);
    expect(new Set(found.map(({ reach }) => reach))).toEqual(new Set([names.length]));
  });

  test('of groups are their members, also in groups, in any order of definition', () => {
    const { checks: found, groups } = read(
      'lab: x\ngroups:\n  all: clients, web\n  clients: h1..2\nchecks:\n  - all reach r1\n  - r1 has neighbour web',
    );
    expect(found.map(({ text }) => text)).toEqual([
      'h1 reaches r1',
      'h2 reaches r1',
      'web reaches r1',
      'r1 has neighbour web',
    ]);
    expect(groups.map(({ members }) => members.map(({ text }) => text))).toEqual([
      ['h1', 'h2', 'web'],
      ['h1', 'h2'],
    ]);
  });

  test('of groups of earlier blocks; remove sees them as they were, the rest as they are', () => {
    const at = read('lab: x').at;
    const earlier = new Map([['g', [{ text: 'h1', at }]]]);
    const block = readBlock(
      'remove: { groups: g, nodes: [g] }\ngroups: { g: h2 }\nchange: { nodes: { g: { gateway: r1 } } }\nchecks: [g reaches r1]',
      earlier,
    );
    expect(problemsOf(block)).toEqual([]);
    expect(block.statements?.remove.nodes.map(({ name }) => name.text)).toEqual(['h1']);
    expect(block.statements?.remove.groups.map(({ name }) => name.text)).toEqual(['g']);
    expect(block.statements?.change.nodes.map(({ name }) => name.text)).toEqual(['h2']);
    expect(block.statements?.checks.map(({ text }) => text)).toEqual(['h2 reaches r1']);
  });

  test('of a changed group are the new members', () => {
    const block = readBlock('change: { groups: { g: h2 } }\nchecks: [g reaches r1]');
    expect(block.statements?.groupChanges.map(({ name }) => name.text)).toEqual(['g']);
    expect(block.statements?.checks.map(({ text }) => text)).toEqual(['h2 reaches r1']);
  });
});

describe('cables', () => {
  test.each<[string, string[]]>([
    ['r1 -- r2', ['r1 -- r2']],
    ['r1:a 10.0.0.1/24 2001:db8::1/64 -- r2 .7', ['r1:a 10.0.0.1/24 2001:db8::1/64 -- r2 host 7 of IPv4']],
    ['h1..2 -- lan', ['h1 -- lan', 'h2 -- lan']],
    ['r1, h1..2 .1 -- lan', ['r1 -- lan', 'h1 host 1 of IPv4 -- lan', 'h2 host 1 of IPv4 -- lan']],
    ['r1 -- h1..2', ['r1 -- h1', 'r1 -- h2']],
    ['a1..2 -- b1..2', ['a1 -- b1', 'a2 -- b2']],
    ['a1..2 -- each b1..2', ['a1 -- b1', 'a1 -- b2', 'a2 -- b1', 'a2 -- b2']],
    ['each a1..2 -- b1..2', ['a1 -- b1', 'a2 -- b1', 'a1 -- b2', 'a2 -- b2']],
    ['h1..4 -- 2 per r1..2', ['h1 -- r1', 'h2 -- r1', 'h3 -- r2', 'h4 -- r2']],
    ['2 per r1..2 -- h1..4', ['r1 -- h1', 'r1 -- h2', 'r2 -- h3', 'r2 -- h4']],
    ['srv:eth0..1 -- sw:p0..1', ['srv:eth0 -- sw:p0', 'srv:eth1 -- sw:p1']],
    ['sw1..2:up -- core', ['sw1:up -- core', 'sw2:up -- core']],
    ['h1..2 10.0.(1..2).10/24 -- pe:p1..2', ['h1 10.0.1.10/24 -- pe:p1', 'h2 10.0.2.10/24 -- pe:p2']],
    ['c1..2 192.168.1.201..202/24 -- sw', ['c1 192.168.1.201/24 -- sw', 'c2 192.168.1.202/24 -- sw']],
    ['h1..2 .11..12 -- sw', ['h1 host 11 of IPv4 -- sw', 'h2 host 12 of IPv4 -- sw']],
    ['h1 ::a -- sw', ['h1 host 10 of IPv6 -- sw']],
    ['r1 -- r2: 10.0.0.0/30', ['r1 -- r2: 10.0.0.0/30']],
    ['r1 -- r2: [10.0.0.0/30, 2001:db8::/64]', ['r1 -- r2: 10.0.0.0/30, 2001:db8::/64']],
    ['r1..2 -- core: 10.0.0.0/29 by /30', ['r1 -- core: 10.0.0.0/30', 'r2 -- core: 10.0.0.4/30']],
    [
      'r1..2 -- core: { subnet: 2001:db8:(9..10)::/64 }',
      ['r1 -- core: 2001:db8:9::/64', 'r2 -- core: 2001:db8:10::/64'],
    ],
    [
      '{ between: [r1 .1, "h1..2, h4"] }',
      ['r1 host 1 of IPv4 -- h1', 'r1 host 1 of IPv4 -- h2', 'r1 host 1 of IPv4 -- h4'],
    ],
    ['host:eth9 -- h1', ['host:eth9 -- h1']],
  ])('%s', (item, found) => expect(cables(item)).toEqual(found));

  test('have options for both ends and for one', () => {
    const [one, two] = read(
      'lab: x\nlinks:\n  - r1 -- h1..2: { mtu: 1400, state: down, at h1..2: { mac: "02:00:00:00:00:0(1..2)", state: up } }',
    ).add.cables;
    expect([one?.mtu?.value, one?.state?.value]).toEqual([1400, 'down']);
    expect(one?.perEnd?.map(({ node, mac, state }) => [node.text, mac?.text, state?.value])).toEqual([
      ['h1', '02:00:00:00:00:01', 'up'],
    ]);
    expect(two?.perEnd?.map(({ mac }) => mac?.text)).toEqual(['02:00:00:00:00:02']);
  });

  test('have options for one of several ends at a node', () => {
    const { cables: found } = read(
      'lab: x\nlinks:\n  - r1:eth1..2 -- h1..2: { at r1:eth1..2: { mac: "02:00:00:00:00:0(1..2)" }, at r1: { mtu: 1400 } }',
    ).add;
    expect(
      found.map(({ perEnd = [] }) => perEnd.map((end) => [end.interface?.text, end.mac?.text, end.mtu?.value])),
    ).toEqual([
      [
        [undefined, undefined, 1400],
        ['eth1', '02:00:00:00:00:01', undefined],
      ],
      [
        [undefined, undefined, 1400],
        ['eth2', '02:00:00:00:00:02', undefined],
      ],
    ]);
  });

  test('of a leaf-spine network point to what was written', () => {
    const yaml = 'lab: x\nlinks:\n  - leaf1..4 -- each spine1..2: 10.0.0.0/24 by /31';
    const { statements, source } = readBlock(yaml);
    const last = statements?.add.cables.at(-1);
    const text = (span?: { start: { offset: number }; end: { offset: number } }) =>
      source.slice(span?.start.offset, span?.end.offset);
    expect(statements?.add.cables).toHaveLength(8);
    expect(last && cable(last)).toBe('leaf4 -- spine2: 10.0.0.14/31');
    expect(text(last?.at)).toBe('leaf1..4 -- each spine1..2');
    expect(text(last?.ends[1].node.at)).toBe('spine1..2');
    expect(text(last?.subnet?.[0]?.at)).toBe('10.0.0.0/24 by /31');
  });
});

describe('values of nodes', () => {
  test('run in step with the names of their key', () => {
    const found = nodes('lan1..2: { kind: switch, subnet: 10.0.(1..2).0/24, address: 10.0.(1..2).1/24 }');
    expect(found.map(({ settings }) => subnet.said(settings)?.map(({ value }) => formatCidr(value)))).toEqual([
      ['10.0.1.0/24'],
      ['10.0.2.0/24'],
    ]);
    expect(found.map(({ settings }) => address.said(settings)?.map(({ value }) => formatCidr(value)))).toEqual([
      ['10.0.1.1/24'],
      ['10.0.2.1/24'],
    ]);
  });

  test('are cut in pieces, or the same for all', () => {
    const found = nodes('lan1..3: { kind: switch, subnet: [10.0.0.0/22 by /24, 2001:db8::/64], overlap: true }');
    expect(found.map(({ settings }) => subnet.said(settings)?.map(({ value }) => formatCidr(value)))).toEqual([
      ['10.0.0.0/24', '2001:db8::/64'],
      ['10.0.1.0/24', '2001:db8::/64'],
      ['10.0.2.0/24', '2001:db8::/64'],
    ]);
    expect(found.every(({ settings }) => overlap.said(settings)?.value === true)).toBe(true);
  });

  test('may be a gateway each, one for all, an address, or auto', () => {
    const said = (key: string) =>
      nodes(key).map(({ settings }) => {
        const of = gateway.said(settings);
        return of?.is === 'end' ? of.end.node.text : of?.is === 'address' ? formatAddress(of.address) : of?.is;
      });
    expect(said('h1..2: { gateway: gw1..2 }')).toEqual(['gw1', 'gw2']);
    expect(said('h1..2: { gateway: "gw2, gw1" }')).toEqual(['gw2', 'gw1']);
    expect(said('h1..2: { gateway: r1 }')).toEqual(['r1', 'r1']);
    expect(said('h1..2: { gateway: 10.0.(1..2).1 }')).toEqual(['10.0.1.1', '10.0.2.1']);
    expect(said('h1: { gateway: auto }')).toEqual(['auto']);
  });

  test('that are sentences stand as they are for every node', () => {
    const found = nodes('spine1..2: { routes: [rack1..2 via leaf1..2] }');
    const texts = found.map(({ settings }) => routeKey.said(settings)?.map(({ text }) => text));
    expect(texts).toEqual([
      ['rack1 via leaf1', 'rack2 via leaf2'],
      ['rack1 via leaf1', 'rack2 via leaf2'],
    ]);
  });
});

describe('routes', () => {
  test.each<[string, string[]]>([
    ['10.2.0.0/24 via r2', ['10.2.0.0/24 via r2']],
    ['default via r2:eth1, 10.0.0.9 weight 2', ['default via r2:eth1, 10.0.0.9 weight 2']],
    ['10.1.0.0/16 via s1..2', ['10.1.0.0/16 via s1, s2']],
    ['lan1..2 via r1', ['lan1 via r1', 'lan2 via r1']],
    ['lan1..2 via each s1..2', ['lan1 via s1, s2', 'lan2 via s1, s2']],
    ['10.1.(1..2).0/24, lan3 via r1..3', ['10.1.1.0/24 via r1', '10.1.2.0/24 via r2', 'lan3 via r3']],
    ['blackhole 10.66.0.0/16 metric 5', ['blackhole 10.66.0.0/16 metric 5']],
    [
      '2001:db8::/32 dev eth0 src 2001:db8::7 metric 5 table 100',
      ['2001:db8::/32 dev eth0 src 2001:db8::7 metric 5 table 100'],
    ],
  ])('%s', (item, found) => expect(routes(item)).toEqual(found));
});

describe('checks', () => {
  test.each<[string, string[]]>([
    ['h1..2 reach h1..2', ['h1 reaches h2', 'h2 reaches h1']],
    [
      'h1 reaches web, 10.0.0.1 tcp/80, udp/5000..5010 over ipv4',
      ['h1 reaches web tcp/80, udp/5000..5010 over ipv4', 'h1 reaches 10.0.0.1 tcp/80, udp/5000..5010 over ipv4'],
    ],
    [
      'h1..2 cannot reach r1:eth0 within 2s: a note',
      ['h1 cannot reach r1:eth0 within 2s', 'h2 cannot reach r1:eth0 within 2s'],
    ],
    ['outside reaches web tcp/80 at host tcp/8080', ['outside reaches web tcp/80 at host tcp/8080']],
    [
      'h1 cannot reach h2 because r2 has no route to h1: the answer is lost',
      ['h1 cannot reach h2 because r2 has no route to h1'],
    ],
    ['pe:red reaches red1', ['pe:red reaches red1']],
    ['web sees h1 as gw:wan', ['web sees h1 as gw:wan']],
    ['web sees h1 as gw tcp/80 at gw:wan tcp/8080', ['web sees h1 as gw tcp/80 at gw:wan tcp/8080']],
    ['srv:eth0..1 are in bond0', ['srv:eth0 is in bond0', 'srv:eth1 is in bond0']],
    ['{ from: "srv:eth0", is: down, within: 2s }', ['srv:eth0 is down within 2s']],
    ['h1 cannot reach h2 with 1401 bytes', ['h1 cannot reach h2 with 1401 bytes']],
    [
      'h1..2 have no route lan1..2',
      ['h1 has no route lan1', 'h1 has no route lan2', 'h2 has no route lan1', 'h2 has no route lan2'],
    ],
    ['leaf1 has route 10.1.0.0/16 via s1, s2 within 3s', ['leaf1 has route 10.1.0.0/16 via s1, s2 within 3s']],
    ['h1 has address 10.0.1.0/24', ['h1 has address 10.0.1.0/24']],
    ['{ in: "h1, h2", run: "ip route", prints: "default ..." }', ['h1 runs ip route', 'h2 runs ip route']],
  ])('%s', (item, found) => expect(checks(item)).toEqual(found));
});

test('a kind is asked about later, whatever its name', () => {
  const kinds = ['constructor', '__proto__', 'vethh'].map(
    (kind) => read(`lab: x\nlinks:\n  - a -- b: { kind: ${kind} }`).add.cables[0]?.kind?.text,
  );
  expect(kinds).toEqual(['constructor', '__proto__', 'vethh']);
});

test('a check is asked once', () => {
  const { statements, diagnostics } = readBlock(
    'checks:\n  - h1, h1 reach h2\n  - h1 reaches h2: why\n  - h1 reaches h2 over ipv4\n  - { in: h1, run: ls, exit: 1 }\n  - { in: h1, run: ls }',
  );
  expect(diagnostics.map(({ code, severity, at }) => [code, severity, at.start.line])).toEqual([
    ['check-twice', 'warning', 5],
    ['check-twice', 'warning', 6],
  ]);
  expect(statements?.checks.map(({ text }) => text)).toEqual([
    'h1 reaches h2',
    'h1 reaches h2 over ipv4',
    'h1 runs ls',
    'h1 runs ls',
  ]);
});

test('every port of a check counts', () => {
  const { diagnostics } = readBlock('checks:\n  - h1..2 reach h3 tcp/1..65535');
  expect(diagnostics.map(({ code }) => code)).toEqual(['too-many-things']);
});
