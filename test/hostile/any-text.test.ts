// Arbitrary text in every field: always diagnostics or outputs, never a throw, and the same again the next time.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fields, tutorialWith } from './canaries.ts';
import { compileAnything } from './compile-anything.ts';

/** Words of the language and marks of YAML among anything: the texts that get deepest. */
const pieces = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom(
    ...' -- : , .. ... / :: # | > & * ! % @ ` \' " { } [ ] ( ) \\ \n \t \r - ? ~'.split(' '),
    ...'a b lab step nodes links checks change remove groups host outside uplink each per via reach reaches cannot sees has'.split(
      ' ',
    ),
    ...'a -- b|10.0.0.1/24|.7|::1|h1..4|(1..2)|tcp/80|default via b|because|over ipv4|within 2s|at host|2001:db8::/64'.split(
      '|',
    ),
    ...'masquerade b out eth0|publish tcp/80 to b|kind: switch|gateway: auto|10.0.0.0/24 by /30|<<: a|&a|*a|!t x'.split(
      '|',
    ),
  ),
);
const texts = fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join(''));
const phrases = fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join(' '));
const anyText = fc.oneof(texts, phrases);

const lab = (content: string) => `\`\`\`topology\n${content}\n\`\`\`\n`;

test.each(fields)('any text as %s, in quotes', async (field) => {
  await fc.assert(
    fc.asyncProperty(anyText, async (text) => {
      await compileAnything(tutorialWith(text, [field]));
    }),
    { numRuns: 60 },
  );
});

describe('any text, bare', () => {
  test.each([
    ['a node', (text: string) => `lab: a\nnodes:\n  a:\n  b:\n  ${text}:`],
    ['what stands under a node', (text: string) => `lab: a\nnodes:\n  a: ${text}`],
    ['a cable', (text: string) => `lab: a\nnodes: [a, b]\nlinks:\n  - ${text}`],
    ['an end', (text: string) => `lab: a\nnodes: [a, b]\nlinks:\n  - a:eth0 ${text} -- b`],
    ['the options of a cable', (text: string) => `lab: a\nnodes: [a, b]\nlinks:\n  - a -- b: ${text}`],
    [
      'a route',
      (text: string) => `lab: a\nnodes:\n  a: { routes: [default ${text}] }\n  b:\nlinks: [a -- b: 10.0.0.0/30]`,
    ],
    [
      'a translation',
      (text: string) =>
        `lab: a\nnodes:\n  a:\n    nat:\n      - masquerade ${text}\n  b:\nlinks: [a -- b: 10.0.0.0/30]`,
    ],
    [
      'a check',
      (text: string) => `lab: a\nnodes: [a, b]\nlinks: [a -- b: 10.0.0.0/30]\nchecks:\n  - a reaches ${text}`,
    ],
    ['a group', (text: string) => `lab: a\ngroups:\n  g: ${text}\nnodes: [a, b]`],
    ['a change', (text: string) => `lab: a\nnodes: [a, b]\nlinks: [a -- b]\nchange:\n  ${text}`],
    ['a removal', (text: string) => `lab: a\nnodes: [a, b]\nlinks: [a -- b]\nremove:\n  nodes: ${text}`],
    ['a key', (text: string) => `lab: a\nnodes: [a]\n${text}`],
    ['the whole block', (text: string) => text],
  ])('as %s', async (_, content) => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        await compileAnything(lab(content(text)));
      }),
      { numRuns: 150 },
    );
  });

  test('as the whole file', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        await compileAnything(bytes);
      }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(pieces, fc.constantFrom(lab('lab: a\nnodes: [a]'), '\n\n', '> ', '- ', '---\n')), {
          maxLength: 30,
        }),
        async (parts) => {
          await compileAnything(parts.join(''));
        },
      ),
    );
  });
});

test('the same input gives the same bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...fields), texts, async (field, text) => {
      const input = tutorialWith(text, [field]);
      expect(await compileAnything(input)).toEqual(await compileAnything(input));
    }),
  );
});
