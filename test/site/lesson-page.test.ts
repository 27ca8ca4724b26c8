// The body of a page: code, sessions, alternatives, headings and drawings.
import { expect, test } from 'vitest';
import { highlightLines } from '../../src/site/highlight.ts';
import { element, textOf } from '../../src/site/tree.ts';
import { wordsOf } from '../../templates/site/client/search-words.ts';
import { lessonOf, pageOf, siteOf } from './site-of.ts';

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

test('a drawing is part of the page: names apart, style once in the stylesheet', () => {
  const svg = (id: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4" role="img" aria-labelledby="t d"><title id="t">T</title><desc id="d">D</desc><style>.box{fill:#fff}@media (prefers-color-scheme: dark){.box{fill:#000}}</style><path class="box" d="M0 0"/><text>${id}</text></svg>\n`;
  const files = ['a', 'b'].map((name) => ({ path: `lesson/${name}.svg`, text: svg(name), executable: false }));
  const site = siteOf([lessonOf('![One](a.svg)\n\n![Two](b.svg)', { files })]);
  const page = String(site.get('lesson/index.html')?.text);
  expect(page).toContain('aria-labelledby="d0-t d0-d"');
  expect(page).toContain('<title id="d1-t">T</title>');
  expect(page).not.toContain('<style');
  expect(String(site.get('assets/drawings.css')?.text)).toBe(
    '.box{fill:#fff}@media (prefers-color-scheme: dark){.box{fill:#000}}\n',
  );
  expect(page).not.toMatch(/<p>\s*<figure/);
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
