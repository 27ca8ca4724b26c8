// Whatever a lesson holds: nothing in its page can run, load or be styled by the author.
import fc from 'fast-check';
import type { Element, Nodes, Root } from 'hast';
import rehypeRaw from 'rehype-raw';
import { unified } from 'unified';
import { expect, test } from 'vitest';
import { hostilePieces } from './hostile-pieces.ts';
import { compiledLesson, pageOf, siteOf } from './site-of.ts';

/** The elements of a page, as a browser reads it. */
function elementsOf(html: string): Element[] {
  const raw = { type: 'root', children: [{ type: 'raw', value: html }] } as unknown as Root;
  const found: Element[] = [];
  const visit = (node: Nodes): void => {
    if (node.type === 'element') found.push(node);
    if ('children' in node) for (const child of node.children) visit(child);
  };
  visit(unified().use(rehypeRaw).runSync(raw));
  return found;
}

const forbidden = ['iframe', 'object', 'embed', 'style', 'form', 'base', 'foreignobject', 'animate', 'set', 'textarea'];

/** What in a page could run, load something from elsewhere, or break the policy. */
function dangers(html: string): string[] {
  return elementsOf(html).flatMap(({ tagName, properties }) => {
    const found = forbidden.includes(tagName.toLowerCase()) ? [tagName] : [];
    if (tagName === 'script' && !/^(\.\.\/)?assets\/site\.js$/.test(String(properties['src']))) found.push('script');
    for (const [name, value] of Object.entries(properties)) {
      const text = String(value);
      if (/^on/i.test(name) || name === 'style' || name === 'srcDoc') found.push(`${tagName} ${name}`);
      if (/^(href|src|action|data|formaction|xlinkhref)$/i.test(name) && /^\s*(javascript|data|vbscript):/i.test(text))
        found.push(`${tagName} ${name}=${text}`);
      if (name === 'src' && /^([a-z]+:)?\/\//i.test(text)) found.push(`${tagName} ${name}=${text}`);
    }
    return found;
  });
}

test.each(hostilePieces)('%j', (piece) => {
  expect(dangers(pageOf(piece, { title: piece, description: piece }))).toEqual([]);
});

test('any mixture of them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...hostilePieces, '\n\n', '> ', '- ', '    ', ' '), { maxLength: 12 }),
      (parts) => {
        expect(dangers(pageOf(parts.join('')))).toEqual([]);
      },
    ),
    { numRuns: 150 },
  );
});

test('the walk sees what it looks for', () => {
  const bad = '<svg onload=x></svg><a href=" javascript:x">a</a><img src="//x/y"><p style="a">a</p><script>x</script>';
  expect(dangers(bad)).toHaveLength(5);
});

test('a tutorial with markup in every field that takes any text', async () => {
  const evil = '</script><img src=x onerror=alert(1)>';
  const lesson = await compiledLesson(
    'tutorials/evil.md',
    `---\ntitle: "${evil}"\ndescription: "${evil}"\n---\n# ${evil}\n\n\`\`\`topology\nlab: evil\nnodes:\n  a: { exec: [{ do: "echo '${evil}'", undo: "echo '${evil}'" }] }\n  b:\nlinks:\n  - a:x 192.0.2.1/24 -- b:y 192.0.2.2/24\nchecks:\n  - a reaches b: ${evil}\n\`\`\`\n`,
  );
  const site = siteOf([lesson]);
  for (const [path, { text }] of site)
    if (path.endsWith('.html')) expect([path, dangers(String(text))]).toEqual([path, []]);
});
