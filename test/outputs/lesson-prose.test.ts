// The prose of a lesson keeps its meaning: what MDX reads after the edits is what CommonMark with GFM read before them.
import fc from 'fast-check';
import type { Nodes, Root } from 'mdast';
import { toString as textOf } from 'mdast-util-to-string';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkMdx from 'remark-mdx';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { describe, expect, it } from 'vitest';
import { edited } from '../../src/outputs/lesson/markdown.ts';
import { mdxEdits } from '../../src/outputs/lesson/prose.ts';

const commonmark = unified().use(remarkParse).use(remarkFrontmatter).freeze();
const gfm = unified().use(remarkParse).use(remarkFrontmatter).use(remarkGfm).freeze();
const mdx = unified().use(remarkParse).use(remarkFrontmatter).use(remarkGfm).use(remarkMdx).freeze();

const safe = (text: string): string => edited(text, mdxEdits(text, commonmark.parse(text)));

/** What a reader sees: the tree without places, the ways a reference is written, and the name of a fence's language. */
function seen(node: Nodes): unknown {
  if (node.type === 'mdxJsxTextElement' && node.name === 'code') {
    return { type: 'inlineCode', value: textOf({ type: 'root', children: merged(node.children) } as Root) };
  }
  const own: Record<string, unknown> = { type: node.type };
  if ('value' in node) own['value'] = node.type === 'inlineCode' ? node.value.replace(/\s+/g, ' ') : node.value;
  if ('url' in node) own['url'] = decodeURI(node.url);
  if ('depth' in node) own['depth'] = node.depth;
  if ('children' in node) own['children'] = merged(node.children).map(seen);
  return own;
}

/** What keeps two braces apart, and shows nothing. */
const isBreak = (node: Nodes): boolean =>
  node.type === 'mdxJsxTextElement' && node.name === 'wbr' && node.attributes.length + node.children.length === 0;

/** Texts in a row are one; HTML counts as its text. */
function merged(children: readonly Nodes[]): Nodes[] {
  const result: Nodes[] = [];
  for (const node of children) {
    if (isBreak(node)) continue;
    const child: Nodes = node.type === 'html' ? { type: 'text', value: node.value } : node;
    const last = result.at(-1);
    if (child.type === 'text' && last?.type === 'text')
      result[result.length - 1] = { ...last, value: last.value + child.value };
    else result.push(child);
  }
  return result;
}

function expectSameMeaning(text: string): void {
  expect(seen(mdx.parse(safe(text)) as Root)).toEqual(seen(gfm.parse(text)));
}

describe('prose without markup of its own', () => {
  it('is kept byte for byte', () => {
    const text = '---\nlang: en\n---\n\n# A *title*\n\nText with `{code}` and [a link](u).\n\n```bash\na < b {\n```\n';
    expect(safe(text)).toBe(text);
  });

  it('shows topology blocks as YAML', () => {
    expect(safe('- a\n\n  ```topology\n  lab: x\n  ```\n')).toBe('- a\n\n  ```yaml\n  lab: x\n  ```\n');
  });
});

describe('what MDX reads otherwise', () => {
  it.each([
    ['an expression', 'the set {1, 2} and `{code}`', 'the set \\{1, 2} and `{code}`'],
    ['an escape that is there', 'a \\{ b \\\\{', 'a \\{ b \\\\\\{'],
    ['an expression of Vue or Liquid', 'a {{b}} {% c %}', 'a \\{<wbr />\\{b}} \\{<wbr />% c %}'],
    ['an expression with escapes', '\\{{a}} {\\{b', '\\{<wbr />\\{a}} \\{<wbr />\\{b'],
    [
      'an expression with character references',
      '&#123;{a &lcub;&#x7B;b &lbrace;&percnt;',
      '&#123;<wbr />\\{a &lcub;<wbr />&#x7B;b &lbrace;<wbr />&percnt;',
    ],
    ['an expression in code', '`a {{b}} *`', '<code>a &#123;<wbr />&#123;b&#125;&#125; &#42;</code>'],
    ['an expression in the text for a picture', '![a {{b}}](/i.png)', '![a \\{\\{b}}](/i.png)'],
    ['less than', 'ttl < 64', 'ttl &lt; 64'],
    ['a module', 'import the image first', '&#105;mport the image first'],
    ['code by indentation', 'see\n\n    ip link\n      show\n', 'see\n\n```\nip link\n  show\n```\n'],
    ['code by indentation in a list', '- see\n\n      ip link\n', '- see\n\n  ```\n  ip link\n  ```\n'],
    [
      'an autolink',
      '<https://example.org/a?b=1&copy=2>',
      '[https://example.org/a?b=1&amp;copy=2](https://example.org/a?b=1&amp;copy=2)',
    ],
    ['a comment', 'a\n\n<!-- later -->\n\nb', 'a\n\n\n\nb'],
    ['a line break', 'a<br>b', 'a<br />b'],
    ['keys', 'press <kbd>Ctrl</kbd>', 'press <kbd>Ctrl</kbd>'],
    ['a picture', '<img src="/a b.png" width="100%" alt="The *net*">', '![The \\*net\\*](/a%20b.png)'],
    ['a fence that is left open', '> ```\n> a', '> ```\n> a\n> ```'],
    ['a reference', '[the {x}]\n\n[the {x}]: /u', '[the \\{x}]\n\n[the \\{x}]: /u'],
  ])('%s', (_, text, expected) => {
    expect(safe(text)).toBe(expected);
    expect(() => mdx.parse(safe(text))).not.toThrow();
  });

  it('shows other HTML as text, so that none of it is live', () => {
    expect(safe('a <script>alert(1)</script> b')).toBe('a &lt;script\\>alert(1)&lt;/script\\> b');
    expect(safe('<script>\nalert(1)\n</script>')).toBe('```html\n<script>\nalert(1)\n</script>\n```');
    expect(safe('an <b onclick="x()">odd</b> one')).not.toMatch(/(?<!\\)<b /);
  });
});

const lines = [
  '',
  '# head {a}',
  'text {a} and <3 more',
  'plain words',
  '- item {x',
  '  - deeper',
  '1. one',
  '    code {by} <indent>',
  '\ttab',
  '> quote {q}',
  '>     code in quote',
  'import it from "there"',
  'export default 1',
  '```js {1}',
  '```',
  '~~~',
  '| a {x} | `b {y}` |',
  '|---|---|',
  '*em {a}* and **strong <**',
  '`code {x} <y>` and \\{ and \\<',
  '[link {a}](/u "t {x}") ![alt {b}](/i.png)',
  '[ref {a}] [ref {a}][] [text {b}][ref {a}]',
  '[ref {a}]: /target',
  '<https://example.org/{z}> and <a@b.example>',
  'https://example.org/{z} www.example.org',
  '      # deep',
  '     - deep',
  '***',
  '&lt;b&gt; &#123;',
  'an expression {{x}} {% y %}',
  'one more &#123;&lcub; \\{{ {\\{ {{{',
  '[{{r}}] and [b {{]',
  '`a {{code}} *b*` and `{%`',
  '| `{{a|b}}` | `{{a\\|b}}` |',
  '[{{r}}]: /brace',
];

/** Markup that may lose its form, but must never become code. */
const wild = [
  '    ```',
  '<!--',
  '-->',
  '<div>',
  '</div>',
  '<b>',
  '</i> {',
  '<a href="{x}">',
  '{`${',
  '<>',
  '</',
  '---',
  '[^1]: {x}',
  '+++',
];

const mixture = (pool: readonly string[]): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...pool), { minLength: 1, maxLength: 8 }).map((parts) => parts.join('\n'));

describe('any mixture', () => {
  it('means in MDX what it meant in CommonMark with GFM', () => {
    fc.assert(fc.property(mixture(lines), expectSameMeaning), { numRuns: 300 });
  });

  it('compiles as MDX, and nothing in it is code', () => {
    const check = (text: string): void => {
      const found: string[] = [];
      const walk = (node: Nodes): void => {
        if (/^mdx/.test(node.type) && !/^<(br|wbr|b|code|kbd)/.test(`<${'name' in node ? node.name : ''}`))
          found.push(node.type);
        if ('children' in node) node.children.forEach(walk);
      };
      walk(mdx.parse(safe(text)));
      expect(found).toEqual([]);
    };
    fc.assert(fc.property(mixture([...lines, ...wild]), check), { numRuns: 300 });
  });
});
