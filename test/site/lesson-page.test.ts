// The body of a page: code, sessions, alternatives, headings and drawings.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { toString as textOf } from 'mdast-util-to-string';
import { expect, test } from 'vitest';
import { highlightLines } from '../../src/site/highlight.ts';
import { element } from '../../src/site/tree.ts';
import { wordsOf } from '../../templates/site/client/search-words.ts';
import { compiledLesson, pageOf, siteOf } from './site-of.ts';

/** The text of what a block's button copies: the rule of templates/site/client/copy.ts. */
const commandsOf = (page: string) =>
  [...page.matchAll(/<span class="command">(.*?)<\/span>(?=\n|<\/code>)/g)].map(([, html = '']) =>
    html.replace(/<[^>]*>/g, ''),
  );

test('colours change no character of the code', () => {
  for (const language of ['bash', 'yaml', 'json', 'ini', 'diff', 'text', '']) {
    const code = 'a: "b" # c\n\n  $(x <y >z) | \'é\' && 中\t\n-x\n+y \\\nif [[ -n $a ]]; then';
    const lines = highlightLines(code, language).map((line) => textOf(element('span', {}, line)));
    expect(lines.join('\n')).toBe(code);
  }
});

test('colours are classes: no style in the page', () => {
  const page = pageOf('```bash\nip link # look\n```');
  expect(page).toContain('<span class="token-function">ip</span>');
  expect(page).toContain('<span class="token-comment"># look</span>');
});

test('of a session the commands are marked, without prompts and output', () => {
  const page = pageOf(
    '```console\nns1# ip link\n$ ip netns exec a ping \\\n>   -c 1 192.0.2.1\nPING 192.0.2.1\n> not a command\n$ exit\n# not a prompt\n```',
  );
  expect(commandsOf(page)).toEqual(['ip link', 'ip netns exec a ping \\', '  -c 1 192.0.2.1', 'exit']);
  expect(page).toContain('<span class="output">> not a command</span>');
  expect(page).toContain('<span class="prompt">$ </span>');
});

test('a block and the details after it stand together as ways; other details stay', () => {
  const page = pageOf(
    '```bash\nip link\n```\n\n<details><summary>Ansible</summary>\n\n```yaml\na: b\n```\n\n</details>\n\n<details><summary>ifconfig</summary>\n\n```bash\nifconfig\n```\n\n</details>\n\nText\n\n<details><summary>More</summary>\n\nWords\n\n</details>',
  );
  const ways = page.slice(page.indexOf('<div class="ways"'), page.indexOf('<p>Text</p>'));
  expect(ways.match(/<summary>/g)).toHaveLength(2);
  expect(ways).toMatch(/^<div class="ways" data-label="Shell"><figure class="code" data-kind="commands"/);
  expect(page.slice(page.indexOf('<p>Text</p>'))).toMatch(/^<p>Text<\/p>\n<details><summary>More/);
});

test('headings get the names that GitHub gives them', () => {
  const page = pageOf('# A\n\n## The `ip` way, twice!\n\n## The ip way, twice\n\n## 默认 路由\n\n## !\n');
  expect([...page.matchAll(/<h2 id="([^"]*)"/g)].map(([, id]) => id)).toEqual([
    'the-ip-way-twice',
    'the-ip-way-twice-1',
    '默认-路由',
    'section',
  ]);
});

test('a drawing is part of the page, its style in the stylesheet of all drawings', async () => {
  const text = readFileSync(resolve(import.meta.dirname, '../../tutorials/01-two-namespaces.md'), 'utf8');
  const site = siteOf([await compiledLesson('tutorials/01-two-namespaces.md', text)]);
  const page = String(site.get('01-two-namespaces/index.html')?.text);
  expect(page).toMatch(/<figure class="drawing" tabindex="0"><svg [^>]*role="img" aria-labelledby="/);
  expect(page).not.toContain('<style');
  expect(page).not.toMatch(/<p>\s*<figure/);
  const drawing = String(site.get([...site.keys()].find((path) => path.endsWith('.svg')) ?? '')?.text);
  const [, style = '-'] = /<style>\n([\s\S]*?)<\/style>/.exec(drawing) ?? [];
  expect(String(site.get('assets/drawings.css')?.text)).toBe(style);
});

test('words for search: names whole and in parts, Chinese in pairs', () => {
  expect(wordsOf('ip_forward=1, 172.19.0.2/24')).toEqual([
    'ip_forward',
    '1',
    '172',
    '19',
    '0',
    '2',
    '172.19.0.2',
    '24',
  ]);
  expect(wordsOf('默认路由 via eth0')).toEqual(['默认', '认路', '路由', '由', 'via', 'eth0']);
  expect(wordsOf('netns中test-bridge')).toEqual(['中', 'netns', 'test', 'bridge', 'test-bridge']);
});
