// Words and lists as long as a tutorial may be: each is answered soon, and shortly.
import { expect, test } from 'vitest';
import type { Span } from '../../src/diagnostics/span.ts';
import { readStatements } from '../../src/language/read-statements.ts';
import type { Block, YamlText } from '../../src/source/tutorial.ts';
import { readBlock } from './read.ts';

const at: Span = { file: 'test.md', start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 2, offset: 1 } };
const text = (of: string): YamlText => ({ is: 'text', text: of, at, part: () => at });
const size = 1_000_000;

const homes: readonly (readonly [string, (word: string) => Block['content']])[] = [
  ['lab', (word) => ({ is: 'map', at, entries: [{ key: text('lab'), value: text(word) }] })],
  ['nodes', (word) => ({ is: 'map', at, entries: [{ key: text('nodes'), value: text(word) }] })],
  ['links', (word) => ({ is: 'map', at, entries: [{ key: text('links'), value: text(word) }] })],
  ['checks', (word) => ({ is: 'map', at, entries: [{ key: text('checks'), value: text(word) }] })],
  ['a key', (word) => ({ is: 'map', at, entries: [{ key: text(word), value: text('x') }] })],
  [
    'routes, nat, run, address and gateway',
    (word) => {
      const keys = ['routes', 'nat', 'run', 'address', 'gateway', 'subnet', 'exec', 'forward'];
      const body = { is: 'map', at, entries: keys.map((key) => ({ key: text(key), value: text(word) })) } as const;
      const nodes = { is: 'map', at, entries: [{ key: text('r1'), value: body }] } as const;
      return { is: 'map', at, entries: [{ key: text('nodes'), value: nodes }] };
    },
  ],
  [
    'sysctl and etc',
    (word) => {
      const pair = { is: 'map', at, entries: [{ key: text(word), value: text(word) }] } as const;
      const body = {
        is: 'map',
        at,
        entries: ['sysctl', 'etc'].map((key) => ({ key: text(key), value: pair })),
      } as const;
      const nodes = { is: 'map', at, entries: [{ key: text('r1'), value: body }] } as const;
      return { is: 'map', at, entries: [{ key: text('nodes'), value: nodes }] };
    },
  ],
];

const words: readonly (readonly [string, string])[] = [
  ['letters', 'a'.repeat(size)],
  ['digits', '1'.repeat(size)],
  ['hyphens', '-'.repeat(size)],
  ['spaces', `a${' '.repeat(size)}b`],
  ['line ends', `a${'\n'.repeat(size)}b`],
  ['dots', `1${'.'.repeat(size)}2`],
  ['colons', ':'.repeat(size)],
  ['slashes', '/'.repeat(size)],
  ['commas', ','.repeat(size / 20)],
  ['brackets', '('.repeat(size)],
  ['names', 'h1 '.repeat(size / 20)],
  ['ranges', `${'h1..99999, '.repeat(size / 20)}h1`],
  ['cables', 'a -- '.repeat(size / 20)],
];

test.each(homes.flatMap(([home, block]) => words.map(([name, word]) => [name, home, block, word] as const)))(
  '%s under %s',
  (_, __, block, word) => {
    const { diagnostics } = readStatements(
      { at, heading: '', child: 0, content: block(word), transcripts: [] },
      new Map(),
    );
    for (const { label, help, expected } of diagnostics) {
      if ([label, help, ...expected].join('').length > 1000) throw new Error(`too long: ${label}`);
    }
  },
);

test('unknown keys by the ten thousand', () => {
  const entries = Array.from({ length: 30_000 }, (_, index) => ({ key: text(`kez${index}`), value: text('x') }));
  const { diagnostics } = readStatements(
    { at, heading: '', child: 0, content: { is: 'map', at, entries }, transcripts: [] },
    new Map(),
  );
  expect(diagnostics).toHaveLength(30_000);
});

test('options for the ends of the ten thousand', () => {
  const yaml = 'lab: x\nlinks:\n  - hub:p1..20000 -- h1..20000: { at hub:p1..20000: { mtu: 1400 } }\n';
  const { statements } = readBlock(yaml);
  expect(statements?.add.cables.map(({ perEnd = [] }) => perEnd.length)).toEqual(
    Array.from({ length: 20_000 }, () => 1),
  );
});
