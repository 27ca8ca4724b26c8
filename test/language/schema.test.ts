// The JSON Schema of a block: it takes what the language takes, and refuses what an editor can see.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { block } from '../../src/language/block.ts';
import { problemsOf, readBlock } from './read.ts';

const validate = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false }).compile(block.schema);

/** Editors read YAML 1.2 with its core schema: numbers are numbers. */
const accepts = (yaml: string): boolean => validate(parse(yaml));

const cases = readFileSync(resolve(import.meta.dirname, 'cases.md'), 'utf8');
const blocks = [...cases.matchAll(/^```topology\n([\s\S]*?)^```/gm)].map(([, yaml = '']) => yaml);

describe('the schema agrees with the reader', () => {
  test.each(blocks)('on a case: %s', (yaml) => {
    const { diagnostics } = readBlock(yaml);
    // A schema does not read sentences, so it may take what the reader refuses; never the other way round.
    if (diagnostics.length === 0) expect([accepts(yaml), validate.errors]).toEqual([true, null]);
  });

  test.each([
    'lab: x\nnodes: h1..4\nlinks: h1 -- h2\nchecks: h1 reaches h2',
    'lab: x\nnodes: [r1: router, h1]',
    'lab: x\nnodes: { r1: { kind: router, forward: true, run: [sleep 1], exec: [{ do: a, undo: b, unless: c }], etc: { hosts: x } } }',
    'lab: x\nnodes: { r1: { routes: [{ to: 10.2.0.0/24, via: r2, table: 100 }, { blackhole: 10.66.0.0/16 }] } }',
    'lab: x\nnodes: { host: { nat: [{ masquerade: lan, out: uplink }, { publish: tcp/80, to: web tcp/8080, in: eth0 }] } }',
    'lab: x\nnodes: { r1: { firewall: { forward: drop, rules: [{ accept: , from: lan, tcp: 80 }, { reject: invalid, with: no-route }] } } }',
    'lab: x\nlinks:\n  - a -- b: { mtu: 1400, at a: { mac: "02:00:00:00:00:01", state: down }, subnet: [10.0.0.0/24] }',
    'lab: x\nlinks:\n  - { between: [a, b], mtu: 1400, kind: veth }',
    'lab: x\nchecks:\n  - { from: h1, reaches: [h2, h3], tcp: [80, 443], via: r1, within: 5s, note: why }',
    'lab: x\nchecks:\n  - { from: h1, cannot reach: h2, because: r1 does not forward }',
    'lab: x\nchecks:\n  - { from: h1, cannot reach: outside, because: outside has no route to h1 }',
    'lab: x\nchecks:\n  - { from: web, sees: h1, as: gw }\n  - { from: h1, has no: route default }',
    'lab: x\nchecks:\n  - { in: h1, run: ls, exit: 2, prints: "a: b" }\n  - h1 reaches h2: a note',
    'step: two\nremove:\n  links:\n    - a -- b: { mtu: , subnet: , at a: { mac: } }\n    - { between: [a, b], state: }',
    'step: two\nremove: { nodes: { h1: { sysctl: { net.ipv4.tcp_ecn: , net.ipv4.ip_forward: 1 }, etc: { hosts: } } } }',
    'step: two\nremove: { groups: g, nodes: { h1: , r1: { routes:  } }, links: [a -- b] }\nchange: { nodes: { r1: { gateway: h1 } } }',
  ])('on %s', (yaml) => {
    expect(problemsOf(readBlock(yaml))).toEqual([]);
    expect([accepts(yaml), validate.errors]).toEqual([true, null]);
  });
});

test.each([
  'node: [a]',
  'nodes: { r1: { gatway: r2 } }',
  'nodes: { r1: { kind: ruter } }',
  'nodes: { r1: { forward: sometimes } }',
  'links: [a b]',
  'links: [{ mtu: 1400 }]',
  'links:\n  - a -- b: { mtuu: 1400 }',
  'links:\n  - a -- b: { state: off }',
  'checks: [{ from: h1 }]',
  'checks: [{ from: h1, reaches: h2, tpc: 80 }]',
  'nodes: { r1: { exec: [{ undo: x }] } }',
  'change: { checks: [a reaches b] }',
  'lab: [x]',
  'links:\n  - a -- b: { mtu: }',
  'change:\n  links:\n    - a -- b: { mtu: }',
])('the schema refuses %s, and so does the reader', (yaml) => {
  expect(accepts(yaml)).toBe(false);
});

test('every example in the shapes is what it says', () => {
  const examples = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'examples' && Array.isArray(inner)) for (const one of inner) examples.add(String(one));
      collect(inner);
    }
  };
  collect(block.schema);
  expect(examples.size).toBeGreaterThan(10);
  const homes = [
    (text: string) => `lab: x\nchecks:\n  - ${text}`,
    (text: string) => `lab: x\nlinks:\n  - ${text}`,
    (text: string) => `lab: x\nnodes:\n  r1:\n    nat:\n      - ${text}`,
    (text: string) => `lab: x\nnodes:\n  r1:\n    firewall:\n      rules:\n        - ${text}`,
    (text: string) => `lab: x\nnodes:\n  r1:\n    routes:\n      - ${text}`,
    (text: string) => `lab: x\nnodes:\n  r1:\n    rules:\n      - ${text}`,
  ];
  const later = ['map lan1 as 10.1.1.0/24 out wan'];
  const homeless = [...examples].filter(
    (text) => !homes.some((home) => readBlock(home(text)).statements !== undefined),
  );
  expect(homeless).toEqual(later.filter((text) => homeless.includes(text)));
});
