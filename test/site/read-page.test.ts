// A page that is read in passages is the page that is read as a whole.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { expect, test } from 'vitest';
import { passagesIn, readPage } from '../../src/site/read-page.ts';

const whole = unified().use(remarkParse).use(remarkGfm).use(remarkFrontmatter);

/** A tree without places. */
const bare = (tree: unknown): unknown =>
  JSON.parse(JSON.stringify(tree, (name, value) => (name === 'position' ? undefined : value)));

function expectSame(text: string): void {
  expect(bare(readPage(text)), text).toEqual(bare(whole.parse(text)));
}

const pages = readdirSync('generated', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md'));

test('the pages of the lessons are the same in passages, and have several', () => {
  for (const path of pages) {
    const text = readFileSync(join('generated', path), 'utf8');
    expectSame(text);
    expect(passagesIn(text).length, path).toBeGreaterThan(path.endsWith('tutorial.md') ? 4 : 0);
    expect(passagesIn(text).join('')).toBe(text);
  }
});

test.each([
  ['a heading in a fence', '# a\n\n```\n\n# b\n```\n\n# c\n', 3],
  ['a fence that is longer than what looks like its end', '````\n```\n\n# b\n````\n\n# c\n', 2],
  ['a comment in the front matter', '---\n\n# a\n---\n\n# b\n', 2],
  ['a fence in the front matter', '---\na: |\n  ```\n--- \n\n# b\n\n```\n\n# c\n', 3],
  ['a definition', '# a\n\n[x]\n\n# b\n\n[x]: https://example.net/\n', 1],
  ['a footnote', '# a\n\nx[^1]\n\n# b\n\n[^1]: note\n', 1],
  ['a comment that goes on', '<!-- a\n\n# b\n\n-->\n\n# c\n', 1],
  ['HTML that holds what looks like a fence', '<div>\n```\n\n# b\n\n```\n</div>\n\n# c\n', 1],
  ['HTML in a list that does', '- <div>\n  ```\n\n  x\n\n# b\n\n  ```\n\n# c\n', 1],
  ['a fence in a list that ends with it', '- x\n\n  ```\n  a\n\n# b\n\n  ```\n\n# c\n', 1],
  ['a fence behind the mark of a list', '- ```\n  a\n  ```\n\n# b\n\n# c\n', 1],
  ['a fence in a list', '1. x\n\n   ```\n   a\n   ```\n\n# b\n', 2],
  ['a list before a heading', '- a\n- b\n\n# c\n\n- d\n\n\n# e\n', 3],
  ['a heading under a line of text', 'a\n# b\n', 1],
  ['paragraphs, a table and a fence', 'a\n\nb\nc\n\n| x |\n|---|\n\n```\ny\n\nz\n```\n\nd\n', 5],
  ['items of one list', '1. a\n\n2. b\n\n- c\n\n- d\n\ne\n', 2],
  ['a line that is no front matter', 'a\n\n---\nb: c\n---\n', 1],
])('%s', (_, text, count) => {
  expectSame(text);
  expect(passagesIn(text).length).toBe(count);
});

/** Lines after which a page can be parted still, and others. */
const plain = fc.constantFrom(
  ...[
    '',
    '',
    '',
    '',
    '# a',
    '## b',
    'text',
    '```',
    '```',
    '~~~',
    '````',
    '  ```',
    '   ~~~',
    '``` x',
    '- a',
    '  b',
    '    c',
    '> q',
  ],
  ...[
    '1. x',
    '   y',
    '   ```',
    '---',
    '[a]',
    '[^1]',
    '| a |',
    '|---|',
    '===',
    '`x',
    '\\',
    '#',
    '####### g',
    ' # h',
    '\u00a0',
  ],
);
const awkward = fc.constantFrom(
  ...[
    '\t```',
    '``` `x`',
    '- ```',
    '> ```',
    '<div>',
    '</div>',
    '<pre>',
    '</pre>',
    '<!-- x',
    '-->',
    '[a]: /x',
    '[^1]: n',
    '<b',
  ],
  ...['- <i>', '```\u00a0', '     ```', '--- '],
);
const line = fc.oneof({ weight: 30, arbitrary: plain }, { weight: 1, arbitrary: awkward });

test('pages of chance are the same in passages', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (lines) => expectSame(lines.join('\n'))),
    { numRuns: 1000 },
  );
});
