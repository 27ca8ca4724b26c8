// Input that is too large, too deep or not text at all: an answer in time, never a stack trace.
import { describe, expect, test } from 'vitest';
import { compileAnything } from './compile-anything.ts';

const lab = (content: string) => `# Title\n\n\`\`\`topology\n${content}\n\`\`\`\n`;
const small = 'lab: small\nnodes: [a, b]\nlinks:\n  - a -- b: 10.0.0.0/30';

const codesOf = async (input: string | Uint8Array) =>
  (await compileAnything(input)).diagnostics.map(({ code }) => code);

/** What stops a build: something must, where the lab cannot be meant. */
const refused = async (input: string | Uint8Array) => {
  const { files, diagnostics } = await compileAnything(input);
  expect(files).toEqual([]);
  return diagnostics;
};

// As large as was asked for, and just below what is read at all.
describe.each([10_000_000, 1_000_000])('%i bytes', (size) => {
  test.each([
    ['prose', 'word '.repeat(size / 5)],
    ['one line', 'x'.repeat(size)],
    ['paragraphs', 'word\n\n'.repeat(size / 6)],
    ['headings', '# h\n'.repeat(size / 4)],
    ['list items', '- x\n'.repeat(size / 4)],
    ['table rows', `|a|\n|-|\n${'|x|\n'.repeat(size / 4)}`],
    ['emphasis', '*a '.repeat(size / 3)],
    ['brackets', '['.repeat(size)],
    ['backticks', '`x '.repeat(size / 3)],
    ['HTML', '<a '.repeat(size / 3)],
    ['blocks', lab(small).repeat(size / 80)],
    ['a block of comments', lab(`${small}\n${'# x\n'.repeat(size / 4)}`)],
    ['a block of nodes', lab(`lab: a\nnodes:\n${'  x:\n'.repeat(size / 5)}`)],
    ['one name', lab(`lab: a\nnodes: [${'x'.repeat(size)}]`)],
    ['one cable', lab(`lab: a\nnodes: [a]\nlinks:\n  - ${'a, '.repeat(size / 3)} -- a`)],
    ['zeros', new Uint8Array(size)],
  ])('of %s', async (_, input) => {
    await compileAnything(input);
  });
});

describe('depth', () => {
  const depth = 10_000;

  test.each([
    ['flow lists', lab(`lab: a\nnodes: ${'['.repeat(depth)}${']'.repeat(depth)}`)],
    ['flow lists left open', lab(`lab: a\nnodes: ${'['.repeat(depth)}`)],
    ['flow mappings', lab(`lab: a\nnodes: ${'{a: '.repeat(depth)}${'}'.repeat(depth)}`)],
    ['block lists', lab(`lab: a\nnodes:\n  ${'- '.repeat(depth)}a`)],
    ['block mappings', lab(`lab: a\n${Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}nodes:`).join('\n')}`)],
    ['brackets in an address', lab(`lab: a\nnodes: [a, b]\nlinks:\n  - a ${'('.repeat(depth)}1..2 -- b`)],
  ])('of %s in a block', async (_, input) => {
    await refused(input);
  });

  test.each([
    ['quotes', `${'>'.repeat(depth)} x`],
    ['quotes around a block', `${'>'.repeat(depth)} \`\`\`topology\n${'>'.repeat(depth)} lab: a\n`],
    ['lists', Array.from({ length: 1000 }, (_, i) => `${'  '.repeat(i)}- x`).join('\n')],
    ['list markers', '- '.repeat(depth)],
    ['emphasis', `${'*'.repeat(depth)}x${'*'.repeat(depth)}`],
    ['nested emphasis', `${'*a _b '.repeat(depth)}${'_ *'.repeat(depth)}`],
    ['links', `${'[a'.repeat(depth)}${'](b)'.repeat(depth)}`],
    ['HTML', '<div>\n'.repeat(depth)],
    ['footnotes', '[^a]: '.repeat(depth)],
    ['fences', Array.from({ length: 400 }, (_, i) => '`'.repeat(i + 3)).join('\n')],
  ])('of %s around a block', async (_, markdown) => {
    await compileAnything(`${markdown}\n\n${lab(small)}`);
    await compileAnything(`${lab(small)}\n\n${markdown}`);
  });
});

describe('bombs', () => {
  const anchors = Array.from({ length: 20 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`);

  test('aliases', async () => {
    await refused(lab(`lab: a\na0: &a0 [x, x, x]\n${anchors.join('\n')}`));
  });

  test.each([
    'lab: a\nnodes: [h1..99999999999999999999]',
    'lab: a\nnodes: [h0..4294967296]',
    'lab: a\nnodes: [h1..100000, g1..100000]',
    `lab: a\nnodes: [${Array.from({ length: 200 }, (_, i) => `n${i}x1..1000`).join(', ')}]`,
    'lab: a\nnodes: [h1..1000]\nlinks:\n  - h1..1000 -- each h1..1000',
    'lab: a\nnodes: [h1..100000]\nchecks:\n  - h1..100000 reach h1..100000',
    'lab: a\ngroups: { a: b, b: a }\nnodes: [x]\nchecks:\n  - a reach b',
    `lab: a\ngroups:\n${Array.from({ length: 40 }, (_, i) => `  g${i + 1}: "g${i}, g${i}"`).join('\n')}\n  g0: h1..2\nnodes: [h1..2]\nchecks:\n  - g40 reach h1`,
    'lab: a\nnodes: [a, b]\nlinks:\n  - a -- b: 0::/0 by /128',
    'lab: a\nnodes: [a, b1..2]\nlinks:\n  - a -- b1..2: ::/0 by /128\n  - a 10.0.0.0..255.255.255.255/8 -- b1',
    'lab: a\nnodes: [a, b]\nlinks: [a -- b: 10.0.0.0/30]\nchecks:\n  - a reaches b tcp/1..65535, udp/1..65535',
    'lab: a\nnodes: { a: { kind: router, nat: [publish tcp/1..65535 to b] }, b: }\nlinks: [a -- b: 10.0.0.0/30]',
  ])('of ranges: %s', async (content) => {
    await compileAnything(lab(content));
  });
});

describe('names that objects have already', () => {
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'length', 'then'];

  test.each(names)('%s', async (name) => {
    for (const content of [
      `${name}: x`,
      `lab: ${name}\nnodes: [${name}]`,
      `lab: a\nstep: ${name}\nnodes: { ${name}: { ${name}: x } }`,
      `lab: a\ngroups: { ${name}: a }\nnodes: [a, b]\nlinks:\n  - a:${name} -- b: 10.0.0.0/30\nchecks:\n  - ${name} reach b`,
      `lab: a\nnodes: [a, b]\nlinks:\n  - a -- b: { ${name}: x, kind: ${name}, at ${name}: { mtu: 1400 } }`,
      `lab: a\nnodes: { a: { kind: ${name} } }`,
      `lab: a\nnodes: { a: { sysctl: { ${name}: 1 }, etc: { ${name}: x } } }`,
      `lab: a\nnodes: [a]\nchecks:\n  - { ${name}: a }\n  - { in: a, run: "true", ${name}: x }`,
      `lab: a\nchange: { ${name}: x }\nremove: { ${name}: x, nodes: { ${name}: } }`,
    ]) {
      await compileAnything(lab(content));
    }
    await compileAnything(`---\n${name}: x\nlang: ${name}\n---\n\n${lab(small)}`);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});

describe('bytes', () => {
  const [head = '', tail = ''] = lab(small).split('small');
  const around = (...bytes: number[]) => Buffer.concat([Buffer.from(head), Buffer.from(bytes), Buffer.from(tail)]);

  test.each([
    ['NUL', around(0x61, 0x00)],
    ['a lone continuation byte', around(0x61, 0x80)],
    ['a byte that UTF-8 never has', around(0x61, 0xff)],
    ['a surrogate in UTF-8', around(0x61, 0xed, 0xa0, 0x80)],
    ['an overlong slash', around(0x61, 0xc0, 0xaf)],
    ['a cut sequence', around(0x61, 0xe2, 0x82)],
    ['UTF-16', Buffer.from(lab(small), 'utf16le')],
    ['a bidi override', Buffer.from(lab('lab: "a\u202eb"\nnodes: [a]'))],
    ['an escape', Buffer.from(lab('lab: "a\u001b[31m"\nnodes: [a]'))],
  ])('%s is refused', async (_, input) => {
    await refused(input);
  });

  test('nothing at all', async () => {
    expect(await refused(new Uint8Array(0))).toHaveLength(1);
  });

  test('a byte order mark, CRLF and CR change nothing', async () => {
    const plain = await compileAnything(lab(small));
    expect(plain.diagnostics).toEqual([]);
    const outputs = plain.files.map(({ path, text }) => [path, text]);
    for (const input of [
      `\ufeff${lab(small)}`,
      lab(small).replaceAll('\n', '\r\n'),
      `\ufeff${lab(small).replaceAll('\n', '\r\n')}`,
    ]) {
      expect((await compileAnything(input)).files.map(({ path, text }) => [path, text])).toEqual(outputs);
    }
  });

  test('the same problem is at the same place with CRLF', async () => {
    const wrong = lab('lab: a\nnodes: [a, b]\nlinks:\n  - a 10.0.0.1/24 -- b 10.0.0.1/24');
    const places = async (text: string) =>
      (await compileAnything(text)).diagnostics.map(({ at }) => [at.start.line, at.start.column]);
    expect(await codesOf(wrong)).toEqual(['duplicate-address']);
    expect(await places(wrong.replaceAll('\n', '\r\n'))).toEqual(await places(wrong));
  });
});
