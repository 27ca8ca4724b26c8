// remark-netgen in a pipeline: the same Markdown as the page, messages with places, and no raw HTML needed.
import { readFileSync } from 'node:fs';
import { compile as compileMdx } from '@mdx-js/mdx';
import type { Nodes, Root } from 'mdast';
import { toString as textOf } from 'mdast-util-to-string';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { VFile } from 'vfile';
import { describe, expect, it } from 'vitest';
import { compileTutorial } from '../../src/compile.ts';
import { outputs } from '../../src/outputs/index.ts';
import { lessonDoc } from '../../src/outputs/lesson/lesson.ts';
import type { Options } from '../../src/remark/published.d.ts';
import { remarkNetgen } from '../../src/remark/remark-netgen.ts';

const text = readFileSync(new URL('../../tutorials/03-masquerade.md', import.meta.url), 'utf8');
const parse = (markdown: string): Root =>
  unified().use(remarkParse).use(remarkFrontmatter).use(remarkGfm).parse(markdown);

function run(value: string, options?: Options): { tree: Root; file: VFile } {
  const file = new VFile({ path: 'tutorials/03-masquerade.md', value });
  const tree = parse(value);
  unified().use(remarkNetgen, options).runSync(tree, file);
  return { tree, file };
}

function page(value: string): string {
  const { lesson } = compileTutorial('tutorials/03-masquerade.md', new TextEncoder().encode(value));
  return lesson === undefined ? '' : (lessonDoc.render(lesson, outputs)[0]?.text ?? '');
}

/** A tree by its kinds and texts, without places and without front matter. */
function shape(tree: Root): unknown[] {
  return tree.children.filter(({ type }) => type !== 'yaml').map((node) => [node.type, textOf(node)]);
}

function all(node: Nodes, found: Nodes[] = []): Nodes[] {
  found.push(node);
  if ('children' in node) for (const child of node.children) all(child, found);
  return found;
}

describe('remark-netgen', () => {
  it('gives the tree of the page', () => {
    expect(shape(run(text, { folds: 'html' }).tree)).toEqual(shape(parse(page(text))));
  });

  it('makes of folds what needs no raw HTML', () => {
    const { tree, file } = run(text);
    expect(all(tree).filter(({ type }) => type === 'html')).toEqual([]);
    const names = all(tree).flatMap((node) => (node.data as { hName?: string } | undefined)?.hName ?? []);
    expect(names.filter((name) => name === 'details').length).toBe(page(text).match(/<details/g)?.length);
    expect(names.filter((name) => name === 'summary').length).toBe(names.length / 2);
    expect(file.messages).toEqual([]);
  });

  it('shows code with two braces, and keeps them as they are', () => {
    const note =
      '# A\n\n```topology\nlab: two\nnodes: [a, b]\nlinks: [a:x 10.0.0.1/24 -- b:y 10.0.0.2/24]\nchecks:\n  - { in: a, run: "echo {{x}} *y*" , exit: 0 }\n  - { from: a, reaches: b, note: "{{z}} <b>" }\n```\n';
    const items = all(run(note).tree)
      .filter(({ type }) => type === 'listItem')
      .map((node) => textOf(node));
    expect(items).toContain('a runs echo {{x}} *y*');
    expect(items.map((item) => item.slice(0, 22))).toContain('a reaches b: {{z}} <b>');
  });

  it('works in MDX', async () => {
    const compiled = await compileMdx(new VFile({ path: 'a.mdx', value: text }), {
      remarkPlugins: [remarkFrontmatter, remarkGfm, remarkNetgen],
    });
    expect(String(compiled)).toContain('_components.details');
    expect(String(compiled)).toContain('ip netns add namespace1');
  });

  it('leads to the files elsewhere', () => {
    const urls = all(run(text, { base: 'https://example.org/labs/03/' }).tree).flatMap((node) =>
      'url' in node ? [node.url] : [],
    );
    expect(urls).toContain('https://example.org/labs/03/setup.sh');
    expect(urls).toContain('https://example.org/labs/ansible_collections/netgen/labs/roles/masquerade/README.md');
  });

  it('speaks the language it is told, and ends where it is told', () => {
    const words = textOf(run(text, { language: 'zh-CN', end: false }).tree);
    expect(words).toContain('本步骤的命令');
    expect(words).not.toContain('脚本见');
  });

  it('reports problems at their places, and then inserts nothing', () => {
    const wrong = text.replace('172.19.0.3/24', '172.19.0.2/24');
    const { tree, file } = run(wrong);
    const [message] = file.messages;
    const line = wrong.split('\n').findIndex((one) => one.includes('namespace2:veth3')) + 1;
    expect(message).toMatchObject({ ruleId: 'duplicate-address', source: 'netgen', fatal: true, line });
    expect(message?.note).toMatch(/give namespace2:veth3 another address/);
    expect(shape(tree)).toEqual(shape(parse(wrong)));
  });

  it('leaves files without a lab alone', () => {
    const { tree, file } = run('# Prose\n\n```bash\nls\n```\n');
    expect(file.messages).toEqual([]);
    expect(tree.children.length).toBe(2);
  });
});
