// Reading tutorials: what is found, where it stands, and what is refused.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Span } from '../../src/diagnostics/span.ts';
import { readTutorial } from '../../src/source/read-tutorial.ts';
import type { Tutorial, Yaml, YamlMap, YamlText } from '../../src/source/tutorial.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string, file = 'tutorials/lesson.md') => readTutorial(file, bytes(text));
const codes = (text: string) => read(text).diagnostics.map(({ code }) => code);

function tutorialOf(text: string): Tutorial {
  const { tutorial, diagnostics } = read(text);
  expect(diagnostics).toEqual([]);
  if (tutorial === undefined) throw new Error('no tutorial');
  return tutorial;
}

function firstBlock(text: string): YamlMap {
  const content = tutorialOf(text).blocks[0]?.content;
  if (content === undefined) throw new Error('no block');
  return content;
}

/** YAML without its spans. */
function plain(yaml: Yaml): unknown {
  if (yaml.is === 'text') return yaml.text;
  if (yaml.is === 'list') return yaml.items.map(plain);
  if (yaml.is === 'map') return Object.fromEntries(yaml.entries.map(({ key, value }) => [key.text, plain(value)]));
  return null;
}

function textsOf(yaml: Yaml): YamlText[] {
  if (yaml.is === 'text') return [yaml];
  if (yaml.is === 'list') return yaml.items.flatMap(textsOf);
  if (yaml.is === 'map') return yaml.entries.flatMap(({ key, value }) => [key, ...textsOf(value)]);
  return [];
}

const slice = (text: string, { start, end }: Span) => text.slice(start.offset, end.offset);

/** What stands at a line and a column of a file as an editor counts them. */
function atLineAndColumn(file: string, { start, end }: Span): string {
  const lines = file.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  if (start.line === end.line) return (lines[start.line - 1] ?? '').slice(start.column - 1, end.column - 1);
  return (lines[start.line - 1] ?? '').slice(start.column - 1);
}

const lab = 'lab: pair\nnodes: [a, "b"]\nlinks:\n  - a -- b: { mtu: 1400 }\n';
const fence = `\`\`\`topology\n${lab}\`\`\`\n`;

describe('tutorials', () => {
  test('title, description and language come from the front matter', () => {
    const text = `---\ntitle: "Two: hosts"\ndescription: >-\n  folded\n  text\nlang: zh-CN\ntags: [x]\n---\n\n# Other\n\n${fence}`;
    const { title, description, language, name, file } = tutorialOf(text);
    expect({ title, description, language, name, file }).toEqual({
      title: 'Two: hosts',
      description: 'folded text',
      language: 'zh-CN',
      name: 'lesson',
      file: 'tutorials/lesson.md',
    });
  });

  test('without front matter the first heading is the title, else the name', () => {
    expect(tutorialOf(`# A *bridge* \u202Eof `.concat(`\`b\`\n\n${fence}`)).title).toBe('A bridge of b');
    expect(tutorialOf(fence)).toMatchObject({ title: 'lesson', description: '', language: 'en' });
  });

  test('a block knows its heading and its place in the tree', () => {
    const { blocks, tree } = tutorialOf(
      `# One\n\n${fence}\n## Two\n\ntext\n\n- item\n\n  ~~~topology\n  step: x\n  ~~~\n`,
    );
    expect(blocks.map(({ heading, child }) => [heading, child, tree.children[child]?.type])).toEqual([
      ['One', 1, 'code'],
      ['Two', 4, 'list'],
    ]);
  });

  test('a span of a block is its fence', () => {
    const { blocks, text } = tutorialOf(`# One\n\n${fence}\nmore\n`);
    expect(blocks.map(({ at }) => slice(text, at))).toEqual([fence.trimEnd()]);
  });

  test('a block with an error is left out, and the others stay', () => {
    const { tutorial, diagnostics } = read(
      `${fence}\n\`\`\`topology\na: [\n\`\`\`\n\n\`\`\`topology\nstep: c\n\`\`\`\n`,
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(['yaml-syntax']);
    expect(tutorial?.blocks.map(({ content }) => content.entries[0]?.value)).toMatchObject([
      { text: 'pair' },
      { text: 'c' },
    ]);
  });

  test('only fences whose language is topology are blocks', () => {
    const text = `${fence}\n    \`\`\`topology\n    indented: code\n    \`\`\`\n\n\`\`\`\`markdown\n${fence}\`\`\`\`\n\n<!--\n${fence}-->\n`;
    expect(tutorialOf(text).blocks).toHaveLength(1);
  });

  test.each([
    ['# Prose\n', 'nothing to build here'],
    ['', 'nothing to build here'],
    ['```topo\nlab: x\n```\n', 'nothing to build here'],
    ['> ```TOPOLOGY\n> lab: x\n', 'looks like it'],
    ['    ```topology\n    lab: x\n', 'nothing to build here'],
  ])('no block: %j', (text, label) => {
    expect(read(text)).toMatchObject({ diagnostics: [{ code: 'no-topology', severity: 'note', label }] });
    expect(read(text).tutorial).toBeUndefined();
  });

  test.each([
    'a b.md',
    '..md',
    '...md',
    'con.md',
    '$(x).md',
    'a\nb.md',
    '-x.md',
    'ansible_collections.md',
    `${'n'.repeat(101)}.md`,
  ])('the name %j is refused', (file) => {
    const { diagnostics } = read(fence, `folder/${file}`);
    expect(diagnostics.map(({ code }) => code)).toEqual(['tutorial-name']);
    const suggestion = /`(.*)\.md`/.exec(diagnostics[0]?.help ?? '')?.[1];
    expect(read(fence, `${suggestion}.md`).diagnostics).toEqual([]);
  });

  test.each(['01-two-namespaces.md', '组网.md', 'a.b_c.MD', 'é.markdown'])('the name %j is fine', (file) => {
    expect(read(fence, `folder/${file}`).diagnostics).toEqual([]);
  });
});

describe('places', () => {
  const container = fc.constantFrom('> ', '>', '- ', '1. ', '-\t', '>\t', '  - ', '* ', '> > ');
  const prefix = fc.constantFrom('', '#标题\n\n', '# 👩‍👩‍👧 é\n\n', 'text\n\n', '---\ntitle: x\n---\n\n');
  const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
  const mark = fc.constantFrom('', '\uFEFF');
  const value = fc.constantFrom(
    'plain',
    '"quoted text"',
    "'single'",
    'a -- b 10.0.0.1/24',
    '[x, "y", z]',
    '{ k: v }',
    '名字 👍',
  );

  /** Puts a fence into containers: the first line opens each, the others go on in it. */
  function nest(lines: readonly string[], containers: readonly string[]): string[] {
    return containers.reduceRight<string[]>(
      (inner, opener) => {
        const next = opener.includes('>') ? opener : opener.replace(/[^\t]/g, ' ');
        return inner.map((line, index) => (index === 0 ? opener : next) + line);
      },
      [...lines],
    );
  }

  test('every scalar is where its span says, in any nesting, line end and alphabet', () => {
    fc.assert(
      fc.property(
        fc.array(container, { maxLength: 4 }),
        prefix,
        lineEnd,
        mark,
        fc.array(value, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('```', '~~~~'),
        (containers, head, end, bom, values, ticks) => {
          const yaml = ['# a comment', ...values.map((item, index) => `key${index}: ${item}`), '', 'last:', '  - end'];
          const nested = nest([`${ticks}topology`, ...yaml, ticks], containers);
          const file = bom + `${head}${nested.join('\n')}\n`.replaceAll('\n', end);
          const { tutorial } = read(file);
          fc.pre(tutorial !== undefined && tutorial.blocks.length === 1);
          const content = tutorial?.blocks[0]?.content;
          if (tutorial === undefined || content === undefined) throw new Error('nothing read');
          expect(content.entries).toHaveLength(values.length + 1);
          for (const scalar of textsOf(content)) {
            const written = slice(tutorial.text, scalar.at).replace(/^(["'])(.*)\1$/, '$2');
            expect(written).toBe(scalar.text);
            expect(atLineAndColumn(file, scalar.at)).toBe(slice(tutorial.text, scalar.at));
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test('a part of a scalar is where its span says', () => {
    const items = fc.constantFrom(
      'ns1:veth0 172.20.0.2/24',
      '"quoted: 文字"',
      "'single # x'",
      '👍 a',
      '>-\n    folded\n    text',
      '|\n    one\n      two',
    );
    fc.assert(
      fc.property(items, fc.nat(30), fc.nat(30), (item, one, other) => {
        const { text, blocks } = tutorialOf(
          `- x\n\n  \`\`\`topology\n  key:\n    - ${item.replaceAll('\n', '\n  ')}\n  \`\`\`\n`,
        );
        const [, scalar] = blocks.flatMap(({ content }) => textsOf(content));
        if (scalar === undefined) throw new Error('no scalar');
        const [from, to] = [Math.min(one, other), Math.max(one, other)].map((index) =>
          Math.min(index, scalar.text.length),
        );
        const span = scalar.part(from ?? 0, to ?? 0);
        const blanks = /\s+/g;
        expect(slice(text, span).trim().replace(blanks, ' ')).toBe(
          scalar.text.slice(from, to).trim().replace(blanks, ' '),
        );
      }),
    );
  });

  test.each([
    ['"tab\\there"', 'tab\there'],
    ["'it''s'", "it's"],
    ['"a\\\n    b"', 'ab'],
  ])('a part of %j, which has escapes, is the whole scalar', (written, text) => {
    const tutorial = tutorialOf(`\`\`\`topology\nkey:\n  - ${written}\n\`\`\`\n`);
    const [, scalar] = tutorial.blocks.flatMap(({ content }) => textsOf(content));
    expect(scalar?.text).toBe(text);
    expect(slice(tutorial.text, scalar?.part(1, 2) as Span)).toBe(written);
  });

  test('tabs that indentation takes in part', () => {
    const { text, blocks } = tutorialOf('- a\n\n\t```topology\n\tkey: value\n\tother:\n\t  - "x"\n\t```\n');
    const texts = blocks.flatMap(({ content }) => textsOf(content));
    expect(texts.map(({ at }) => slice(text, at))).toEqual(['key', 'value', 'other', '"x"']);
  });

  test('an empty value stands after its key', () => {
    const text = '```topology\nnodes: { a: , b }\nlinks:\n```\n';
    const content = firstBlock(text);
    expect(plain(content)).toEqual({ nodes: { a: null, b: null }, links: null });
    const links = content.entries[1]?.value.at.start;
    expect([links?.line, links?.column]).toEqual([3, 7]);
  });

  test('collections end with their last character', () => {
    const text = '```topology\nnodes:\n  a:\n    kind: router   # note\n\nlinks: []\n```\n';
    expect(slice(text, firstBlock(text).entries[0]?.value.at as Span)).toBe('a:\n    kind: router');
  });
});

describe('YAML', () => {
  const block = (yaml: string) => `\`\`\`topology\n${yaml}\n\`\`\`\n`;

  test('every scalar is text', () => {
    const yaml = 'a: [007, 1e3, 1.10, null, true, ~, 10:20:30:40:50:60, 0x10, no]';
    expect(plain(firstBlock(block(yaml)))).toEqual({
      a: ['007', '1e3', '1.10', 'null', 'true', '~', '10:20:30:40:50:60', '0x10', 'no'],
    });
  });

  test('an empty text is text, nothing is nothing', () => {
    expect(plain(firstBlock(block('a: ""\nb:\nc: [""]\nd:\n  -\n')))).toEqual({ a: '', b: null, c: [''], d: [null] });
  });

  test('keys that mean something to JavaScript are plain keys', () => {
    const content = firstBlock(block('__proto__: { polluted: 1 }\nconstructor: x\ntoString: y\nhasOwnProperty: z'));
    expect(content.entries.map(({ key }) => key.text)).toEqual([
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
    ]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(codes(block('__proto__: 1\n__proto__: 2'))).toEqual(['duplicate-key']);
  });

  test('an explicit start of the one document is fine', () => {
    expect(plain(firstBlock(block('---\na: b\n...')))).toEqual({ a: 'b' });
  });

  test.each([
    ['a: &x b', 'an anchor'],
    ['a: *x', 'an alias'],
    ['a: !x b', 'a tag'],
    ['a: !!str b', 'a tag'],
    ['? a\n: b', 'a complex key'],
    ['[a, b]: c', 'a complex key'],
    ['{ a: b }: c', 'a complex key'],
    ['<<: { a: b }', 'a merge key'],
    ['a: b\n---\nc: d', 'a second document'],
    ['%YAML 1.1\n---\na: on', 'a directive'],
    [': a', 'a colon without a key'],
    ['a: [&x , b]', 'an anchor'],
    ['a: &x |\n  text', 'an anchor'],
  ])('%j is refused', (yaml, label) => {
    expect(read(block(yaml)).diagnostics).toMatchObject([{ code: 'yaml-feature', label }]);
  });

  test.each([
    ['  lab: x\nnodes: [a, b]\nlinks: a -- b\nchecks: a reaches b', ['2 take the blanks before `lab: x` away']],
    ['links:\n  - a -- b { state: down }', ['2 write `: {` before the options']],
    ['nodes:\n  h1: gateway: r', ['2 write `h1: { gateway: r }`']],
    ['nodes: h1: router # edge', ['1 write `nodes: { h1: router }`']],
    ['nodes:\n  h1..2: routes: lan via r', ['2 write `h1..2: { routes: lan via r }`']],
    ['links: a -- b: 10.0.0.0/24', ['1 write `- a -- b: 10.0.0.0/24` on a line of its own']],
    ['links:\n  - a -- b: mtu: 1400', ['2 write `a -- b: { mtu: 1400 }`']],
    ['checks:\n  - a reaches b: note: c', ['2 put the text after the first colon into double quotes']],
    ['nodes:\n  h1:\n    run: echo: x', ['3 put the text after the first colon into double quotes']],
  ])('%j is told once, with what mends it', (yaml, expected) => {
    const { diagnostics } = read(block(yaml));
    expect(diagnostics.map(({ at, help }) => `${at.start.line - 1} ${help}`)).toEqual(expected);
  });

  test.each(['a: [b, c}\nd: e', 'a: { b: c ]\nd: e', 'a: [\n  b,\n  c\n}\nd: e'])(
    'a bracket of %j that another one closes is told once',
    (yaml) => {
      expect(read(block(yaml)).diagnostics.map(({ help }) => help)).toEqual(['close the bracket']);
    },
  );

  test('quotes make the marks text', () => {
    expect(plain(firstBlock(block('a: ["&x", "*x", "!x", "<<"]\n"<<": x')))).toEqual({
      a: ['&x', '*x', '!x', '<<'],
      '<<': 'x',
    });
  });

  test.each([
    'lab\uFF1Ax\nnodes: [a]',
    'lab: x\nnodes\uFF1A[a]',
    'a: b\nnodes\uFF1A\n  c:\n    gateway: d\n  e:',
    'nodes: { a: { gateway\uFF1A r1 } }',
    'nodes: { a: { gateway\uFF1Ar1 } }',
    'nodes: { a: { kind: switch\uFF0C subnet: 10.0.0.0/24 } }',
    'nodes:\n  a: \uFF5B gateway: r1 \uFF5D',
    'groups: { g: a\u3001b }',
    'links:\n  - r1\uFF0Ca\uFF0C b -- lan',
    'checks:\n  - a reaches b tcp\uFF0F80',
    'checks:\n  - a cannot reach b\uFF1A\u4E0D\u901A',
  ])('a full-width character in %j is told once, with what mends it', (yaml) => {
    const text = block(yaml);
    const found = read(text).diagnostics.map(({ code, at, expected }) => [code, slice(text, at), expected]);
    const [character = ''] = /[\u3001\uFF01-\uFF5E]/.exec(yaml) ?? [];
    const plain = character === '\u3001' ? ',' : String.fromCharCode(character.charCodeAt(0) - 0xfee0);
    expect(found).toEqual([['wide-character', character, [plain]]]);
  });

  test.each([
    'checks:\n  - a cannot reach b: h1\uFF0Ch2 \u90FD\uFF1A\u4E0D\u901A',
    'checks:\n  - { from: a, reaches: b, note: "h1\uFF1A x" }',
    'a: b # h1\uFF1A\u8BF4\u660E',
    'nodes: { a: { run: [echo a\uFF1Ab], etc: { motd: "hi\uFF01" } } }',
  ])('text for a reader or a shell may hold them: %j', (yaml) => {
    expect(codes(block(yaml))).toEqual([]);
  });

  test.each([
    ['checks:\n  - a reaches b: \u7ECF r1\uFF0Cr2: \u597D'],
    ['checks:\n  - { in: a, run: echo x\uFF0Cy: z, prints: "x"'],
    ['nodes:\n  a: { run: "echo x\uFF0Cy", gateway: [b }'],
    ['checks:\n  - { from: a, reaches: b, note: "\u89C1 RFC 1\uFF0C2", via: [b }'],
    ['nodes:\n  a:\n    run:\n    - echo x\n    - echo x\uFF0Cy: z: u'],
    ['nodes:\n  a:\n    etc:\n      motd: see h1\uFF0Ch2: x'],
    ['checks:\n  - { from: a, reaches: b, tcp: "1\uFF0C2", via: [b }'],
  ])('where they are in text, the ordinary errors are told: %j', (yaml) => {
    const codes = read(block(yaml)).diagnostics.map(({ code }) => code);
    expect([...new Set(codes)]).toEqual(['yaml-syntax']);
  });

  test('the errors of the lines before them are told too', () => {
    const found = read(block('a: [b }\nnodes\uFF1A[a]\nc: d')).diagnostics;
    expect(found.map(({ code, at }) => `${code} ${at.start.line - 1}`)).toEqual(['yaml-syntax 1', 'wide-character 2']);
  });

  test('front matter may hold them', () => {
    const { diagnostics } = read(`---\ndescription: \u89C1 r1\uFF1Ah1\uFF0Ch2: \u597D\n---\n\n${block('a: b')}`);
    expect(diagnostics.map(({ code }) => code)).toEqual(['yaml-syntax']);
  });

  test.each(['checks:\n  - a reaches b: h1\uFF0C\u8BF4\u660E: x', 'nodes:\n  a:\n    run: echo a\uFF1Ab: c'])(
    'they are not what is wrong in %j',
    (yaml) => {
      expect(codes(block(yaml))).toEqual(['yaml-syntax']);
    },
  );

  test('every line with a mistake is named once', () => {
    const { diagnostics } = read(block('a: [\nb: "x\nc: d: e: f'));
    expect(new Set(diagnostics.map(({ at }) => at.start.line)).size).toBe(diagnostics.length);
    expect(diagnostics.length).toBeGreaterThan(0);
  });

  test.each([
    ['links: [a -- b, c]\nchecks:\n  - a cannot reach b: a — dash, and b[1..2]'.replace(', and b[1..2]', ''), []],
    ['nodes:\n  a: { run: ["x[1..4]"], etc: { f: "h[1..4] — x" } }', []],
    ['links:\n  - a -- b: dhcp', []],
    ['links:\n  - a -- b: fd00::/64', []],
    ['links:\n  - a -- b: { mtu: 1 }', []],
    ['links:\n  - a -- b:\n      mtu: 1', []],
    ['links:\n  - { between: [a, b], mtu: 1400 }', []],
    ['checks:\n  - a cannot reach b: it -- is broken', []],
    ['links: a — b', ['long-dash']],
    ['change:\n  links:\n    - a – b', ['long-dash']],
    ['links:\n  - a1 — b1: { mtu: 1 }', ['long-dash']],
    ['links:\n  - a -- b:\n    mtu: 1\n    delay: 2ms', ['options-not-indented']],
    ['links:\n  - a -- b\n    c -- d\n    e -- f', ['folded-items']],
    ['nodes:\n  h[1..4]:\n    gateway: r1', ['bracket-range']],
    ['nodes: { h[1..4]: { gateway: r1 } }', ['bracket-range']],
    ['nodes:\n  a:\n    routes:\n      - default via fe80::', ['unfinished-address']],
  ])('trap: %j', (yaml, expected) => {
    expect(codes(block(yaml))).toEqual(expected);
  });
});

describe('characters', () => {
  test('bytes that are not UTF-8 are named at their place', () => {
    const place = (...parts: (string | number[])[]) => {
      const all = Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...bytes(part)] : part)));
      const { diagnostics } = readTutorial('x.md', all);
      return diagnostics.map(({ code, at, label }) => `${code} ${at.start.line}:${at.start.column} ${label}`);
    };
    expect(place('ab\né\uFFFD', [0xe9], 'x')).toEqual(['not-utf8 2:3 byte 0xE9 is not UTF-8']);
    expect(place('\uFEFFab\r\n', [0xe4, 0xbd], ' x')).toEqual(['not-utf8 2:1 byte 0xE4 is not UTF-8']);
    expect(place('👍', [0xef, 0xbf, 0x20])).toMatchObject(['not-utf8 1:3 byte 0x20 is not UTF-8']);
    expect(place([0xff, 0xfe], 'a\0')).toEqual(['not-utf8 1:1 byte 0xFF is not UTF-8']);
    expect(place('x', [0xf0, 0x9f])).toEqual(['not-utf8 1:2 byte 0xF0 is not UTF-8']);
    expect(place([0xed, 0xa0, 0x80])).toEqual(['not-utf8 1:1 byte 0xED is not UTF-8']);
  });

  test.each([
    '\0',
    '\u0007',
    '\u001B',
    '\u007F',
    '\u0085',
    '\u00A0',
    '\u200B',
    '\u202E',
    '\u2028',
    '\u2066',
    '\uFEFF',
    '\uFFFD',
  ])('U+%j in a block is refused, and in prose it is not', (character) => {
    const { diagnostics, tutorial } = read(`\`\`\`topology\nlab: "x${character}"\n\`\`\`\n`);
    expect(diagnostics.map(({ code, at }) => [code, at.start.line, at.start.column])).toEqual([
      ['bad-character', 2, 8],
    ]);
    expect(tutorial?.blocks).toEqual([]);
    expect(codes(`prose ${character} more\n\n${fence}`)).toEqual([]);
  });

  test('an escape makes none of them either', () => {
    for (const written of ['\\0', '\\e', '\\u202E', '\\x85', '\\N', '\\_', '\\L']) {
      expect(codes(`\`\`\`topology\nlab: "x${written}"\n\`\`\`\n`)).toEqual(['bad-character']);
    }
  });

  test('joined emoji, tabs and line ends in texts are fine', () => {
    expect(codes('```topology\nlab: "👩‍👩‍👧\\t\\n"\n```\n')).toEqual([]);
  });
});

describe('hostile input', () => {
  const block = (yaml: string) => `\`\`\`topology\n${yaml}\n\`\`\`\n`;

  test.each<[string, string, string[]]>([
    ['10 MB', `${fence}${'x'.repeat(10 * 1024 * 1024)}`, ['file-too-large']],
    ['quotes in one line', `${'>'.repeat(10_000)} x\n\n${fence}`, ['nested-too-deeply']],
    ['quotes with blanks', `${'> '.repeat(10_000)}x\n\n${fence}`, ['nested-too-deeply']],
    ['lists in one line', `${'- '.repeat(10_000)}x\n\n${fence}`, ['nested-too-deeply']],
    ['ordered lists', `${'1. '.repeat(10_000)}x\n\n${fence}`, ['nested-too-deeply']],
    [
      'lists line by line',
      `${Array.from({ length: 500 }, (_, level) => `${'  '.repeat(level)}- x`).join('\n')}\n\n${fence}`,
      ['nested-too-deeply'],
    ],
    ['one paragraph of brackets', `${'['.repeat(500_000)}\n\n${fence}`, ['passage-too-long']],
    ['one paragraph of emphasis', `${'_ a'.repeat(100_000)}\n\n${fence}`, ['passage-too-long']],
    ['one paragraph of lines', `${'> a\nb\n'.repeat(20_000)}\n\n${fence}`, ['passage-too-long']],
    ['flow lists', block('['.repeat(10_000)), ['passage-too-long']],
    ['flow lists, fewer', block('['.repeat(2900)), ['nested-too-deeply']],
    ['flow mappings', block('{a: '.repeat(10_000)), ['nested-too-deeply']],
    ['closed flow lists', block(`a: ${'['.repeat(4000)}${']'.repeat(4000)}`), ['passage-too-long']],
    ['flow lists, below the marks', block(`a: ${'['.repeat(1400)}${']'.repeat(1400)}`), ['nested-too-deeply']],
    ['block lists', block('- '.repeat(10_000)), ['nested-too-deeply']],
    ['complex keys', block('? '.repeat(10_000)), ['nested-too-deeply']],
    [
      'block mappings',
      block(Array.from({ length: 900 }, (_, level) => `${' '.repeat(level)}a:`).join('\n')),
      ['nested-too-deeply'],
    ],
  ])('%s', (_name, text, expected) => {
    expect(codes(text)).toEqual(expected);
  });

  test('an alias bomb is nine aliases, not a billion texts', () => {
    const lines = Array.from({ length: 9 }, (_, level) => {
      const item = level === 0 ? 'lol' : `*a${level - 1}`;
      return `a${level}: &a${level} [${Array.from({ length: 9 }, () => item).join(', ')}]`;
    });
    const found = read(block(lines.join('\n'))).diagnostics;
    expect(new Set(found.map(({ code }) => code))).toEqual(new Set(['yaml-feature']));
    expect(found).toHaveLength(9 + 8 * 9);
  });

  test('thirty thousand keys on one line are read, and twice the same refused', () => {
    const keys = Array.from({ length: 30_000 }, (_, index) => `k${index}: v`).join(', ');
    expect(codes(block(`{ ${keys} }`))).toEqual([]);
    expect(read(block(`{ ${'k: v, '.repeat(30_000)} }`)).diagnostics).toHaveLength(29_999);
  });

  test('many blocks, each with mistakes', () => {
    expect(read(`${block('a: [')}\n`.repeat(2000)).diagnostics).toHaveLength(2000);
  });

  test('a scalar of half a megabyte', () => {
    expect(firstBlock(block(`a: ${'x'.repeat(500_000)}`)).entries[0]?.value).toMatchObject({ is: 'text' });
  });

  test('no bytes whatever make it throw, and every span lies in the text', () => {
    const pieces = fc.constantFrom(
      '```topology\n',
      '\n```\n',
      '~~~topology',
      '> ',
      '- ',
      '\t',
      '  ',
      'a: ',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '&',
      '*',
      '!',
      '|',
      '>-',
      '#',
      '---',
      '...',
      '%YAML',
      '\r',
      '\r\n',
      '\n',
      '\uFEFF',
      ' -- ',
      'links:\n',
      ':',
      ',',
      '? ',
      '\\',
      '\0',
      '名',
      '👍',
    );
    const text = fc
      .array(fc.oneof(pieces, fc.string({ maxLength: 4 })), { maxLength: 40 })
      .map((parts) => bytes(parts.join('')));
    const input = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      text,
      text.map((inner) => Uint8Array.from([...bytes('```topology\n'), ...inner])),
    );
    fc.assert(
      fc.property(input, (bytesOfFile) => {
        const { diagnostics, tutorial } = readTutorial('x.md', bytesOfFile);
        for (const { at, related } of diagnostics) {
          for (const span of [at, ...related.map((other) => other.at)]) {
            expect(span.start.offset).toBeLessThanOrEqual(span.end.offset);
            expect(span.start.line).toBeGreaterThan(0);
            if (tutorial) expect(span.end.offset).toBeLessThanOrEqual(tutorial.text.length);
          }
        }
      }),
      // A tag with nothing after it, behind a document's end and half a line end, at the end of the file.
      { numRuns: 3000, examples: [[bytes('```topology\n...\r!')]] },
    );
  });
});
