// What holds for every block: no tree makes the reader throw, and both forms of a sentence say the same.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAddress, formatCidr } from '../../src/address.ts';
import { hasErrors } from '../../src/diagnostics/diagnostic.ts';
import type { Span } from '../../src/diagnostics/span.ts';
import { readStatements } from '../../src/language/read-statements.ts';
import type { Block, Yaml, YamlMap, YamlText } from '../../src/source/tutorial.ts';
import { problemsOf, readBlock } from './read.ts';

const at: Span = { file: 'test.md', start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 2, offset: 1 } };
const textOf = (text: string): YamlText => ({ is: 'text', text, at, part: () => at });

const words = [
  ...'lab step groups nodes links checks change remove kind address subnet gateway routes nat forward sysctl etc run exec'.split(
    ' ',
  ),
  ...'do undo unless between mtu state mac at via dev src metric table weight each per by to from in out as over within'.split(
    ' ',
  ),
  ...'because reaches reach cannot sees has have no route neighbour has masquerade publish blackhole default auto host'.split(
    ' ',
  ),
  ...[
    'outside',
    'uplink',
    '--',
    ',',
    '..',
    'h1..3',
    'r1:eth0',
    '10.0.0.1/24',
    '10.0.(1..2).0/24',
    '.7',
    '::7',
    'tcp/80',
    '2 per',
    '2001:db8::1/64',
  ],
  ...[
    '__proto__',
    'constructor',
    '5s',
    'router',
    'switch',
    'true',
    '(',
    ':',
    '',
    ' ',
    '\n',
    '999999999..1',
    '1..999999999',
    'h1..70000',
  ],
];

const phrase = fc.oneof(
  fc.array(fc.constantFrom(...words), { maxLength: 8 }).map((some) => some.join(' ')),
  fc.constantFrom(...words),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);

const { tree } = fc.letrec<{ tree: Yaml; map: YamlMap; list: Yaml }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    phrase.map(textOf),
    fc.constant<Yaml>({ is: 'nothing', at }),
    tie('list'),
    tie('map'),
  ),
  list: fc.array(tie('tree'), { maxLength: 4 }).map((items): Yaml => ({ is: 'list', at, items })),
  map: fc
    .uniqueArray(fc.tuple(phrase, tie('tree')), { maxLength: 5, selector: ([key]) => key })
    .map((pairs): YamlMap => ({ is: 'map', at, entries: pairs.map(([key, value]) => ({ key: textOf(key), value })) })),
}));

const sections = ['groups', 'nodes', 'links', 'checks', 'change', 'remove'];

describe('a tree of any words', () => {
  const block = fc
    .uniqueArray(fc.tuple(fc.constantFrom(...sections), tree), { maxLength: 4, selector: ([key]) => key })
    .map(
      (pairs): Block => ({
        at,
        heading: '',
        child: 0,
        transcripts: [],
        content: { is: 'map', at, entries: pairs.map(([key, value]) => ({ key: textOf(key), value })) },
      }),
    );

  test('is read or refused, never thrown at, and never refused without a reason', () => {
    fc.assert(
      fc.property(block, (one) => {
        const { statements, diagnostics } = readStatements(one, new Map());
        expect(statements === undefined).toBe(hasErrors(diagnostics));
        for (const { label, help } of diagnostics) expect([label, help]).not.toContain('');
      }),
      { numRuns: 1500 },
    );
  });
});

const name = fc.constantFrom('h1', 'h2', 'r1', 'lan', 'web-1', 'a_b');
const end = fc.oneof(
  name,
  fc.tuple(name, fc.constantFrom('eth0', 'wan', 'eth0.10')).map(([node, port]) => `${node}:${port}`),
);
const ipv4 = fc.bigInt(0x0100_0000n, 0xdfff_ffffn).map((value) => formatAddress({ family: 4, value }));
const ipv6 = fc.bigInt(1n << 125n, (1n << 126n) - 1n).map((value) => formatAddress({ family: 6, value }));
const address = fc.oneof(ipv4, ipv6);
const prefix = fc.oneof(
  fc
    .tuple(fc.bigInt(0n, 0xffffffn), fc.constant(24))
    .map(([net, length]) => formatCidr({ family: 4, value: net << 8n, length })),
  fc
    .tuple(fc.bigInt(1n << 61n, (1n << 62n) - 1n), fc.constant(64))
    .map(([net, length]) => formatCidr({ family: 6, value: net << 64n, length })),
);
const number = fc.integer({ min: 1, max: 250 }).map(String);

/** A sentence and its mapping form, as YAML. */
type Pair = readonly [string, string];

const clauses = (parts: readonly (readonly [string, string | undefined])[]): Pair => {
  const said = parts.filter((part): part is [string, string] => part[1] !== undefined);
  return [
    said.map(([word, text]) => `${word} ${text}`).join(' '),
    said.map(([word, text]) => `, ${word}: "${text}"`).join(''),
  ];
};
const maybe = (text: fc.Arbitrary<string>) => fc.option(text, { nil: undefined });
const join = (some: readonly string[]) => some.join(', ');
const hops = fc.uniqueArray(fc.oneof(end, address), { minLength: 1, maxLength: 3 }).map(join);

const route = fc
  .tuple(
    fc.oneof(fc.constant('default'), prefix, name),
    hops,
    maybe(fc.constant('eth0')),
    maybe(address),
    maybe(number),
    maybe(number),
  )
  .map(([to, via, dev, src, metric, table]): Pair => {
    const [said, mapped] = clauses([
      ['via', via],
      ['dev', dev],
      ['src', src],
      ['metric', metric],
      ['table', table],
    ]);
    return [`${to} ${said}`, `{ to: "${to}"${mapped} }`];
  });

const reach = fc
  .tuple(end, fc.oneof(end, address), maybe(name), maybe(fc.constantFrom('ipv4', 'ipv6')), maybe(number), fc.boolean())
  .map(([from, to, via, over, time, cannot]): Pair => {
    const verb = cannot ? 'cannot reach' : 'reaches';
    const [said, mapped] = clauses([
      ['via', via],
      ['over', over],
      ['within', time && `${time}ms`],
    ]);
    return [`${from} ${verb} ${to} ${said}`.trim(), `{ from: "${from}", ${verb}: "${to}"${mapped} }`];
  });

const nat = fc.oneof(
  fc.tuple(name, maybe(address), fc.constantFrom('uplink', 'eth0', 'eth0, eth1')).map(([of, as, out]): Pair => {
    const [said, mapped] = clauses([
      ['as', as],
      ['out', out],
    ]);
    return [`masquerade ${of} ${said}`, `{ masquerade: ${of}${mapped} }`];
  }),
  fc.tuple(number, end, maybe(fc.constant('eth0'))).map(([port, to, inlet]): Pair => {
    const [said, mapped] = clauses([
      ['to', `${to} tcp/80`],
      ['in', inlet],
    ]);
    return [`publish tcp/${port} ${said}`, `{ publish: tcp/${port}${mapped} }`];
  }),
);

/** What the reader makes of an item, without the places where it stood. */
function meaning(yaml: string): unknown {
  const block = readBlock(yaml);
  expect(problemsOf(block), yaml).toEqual([]);
  const { add, checks } = block.statements ?? {};
  const plain = (key: string, value: unknown) =>
    key === 'at' ? undefined : typeof value === 'bigint' ? String(value) : value;
  return JSON.parse(JSON.stringify([add?.nodes, checks], plain));
}

const homes: readonly (readonly [string, fc.Arbitrary<Pair>, (item: string) => string, string])[] = [
  ['routes', route, (item) => `lab: x\nnodes:\n  r9:\n    routes:\n      - ${item}`, 'routes'],
  ['translations', nat, (item) => `lab: x\nnodes:\n  r9:\n    nat:\n      - ${item}`, 'nat'],
  ['checks', reach, (item) => `lab: x\nchecks:\n  - ${item}`, 'checks'],
];

describe.each(homes)('%s', (_, pairs, home) => {
  test('mean the same as a sentence and as a mapping, and their text means them again', () => {
    fc.assert(
      fc.property(pairs, ([sentence, mapping]) => {
        const said = meaning(home(`"${sentence}"`));
        expect(meaning(home(mapping))).toEqual(said);
        const [text] =
          JSON.stringify(said)
            .match(/(?<="text":")(?=[^"]* )[^"]*(?=")/g)
            ?.toReversed() ?? [];
        const again = [...JSON.stringify(said).matchAll(/"text":"([^"]*)"/g)]
          .map(([, one]) => one)
          .filter((one) => one?.includes(' '));
        expect(text).toBeDefined();
        expect(again).toHaveLength(1);
        expect(meaning(home(`"${again[0]}"`))).toEqual(said);
      }),
      { numRuns: 150 },
    );
  });
});
