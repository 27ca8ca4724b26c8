// The annotated lesson of the real tutorials, and of hostile ones.
import { readdirSync, readFileSync } from 'node:fs';
import { compile as compileMdx } from '@mdx-js/mdx';
import fc from 'fast-check';
import type { Code, Image, Nodes, Root } from 'mdast';
import { toString as textOf } from 'mdast-util-to-string';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkMdx from 'remark-mdx';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { describe, expect, it } from 'vitest';
import { compileTutorial } from '../../src/compile.ts';
import { diagram } from '../../src/outputs/diagram/diagram.ts';
import { outputs } from '../../src/outputs/index.ts';
import { textbookLine } from '../../src/outputs/lesson/commands.ts';
import { lessonDoc } from '../../src/outputs/lesson/lesson.ts';
import { lessonTexts } from '../../src/outputs/lesson/lesson-texts.ts';
import type { Lesson } from '../../src/outputs/output.ts';
import type { Plan } from '../../src/plan/plan.ts';

const gfm = unified().use(remarkParse).use(remarkFrontmatter).use(remarkGfm).freeze();
const mdx = unified().use(remarkParse).use(remarkFrontmatter).use(remarkGfm).use(remarkMdx).freeze();
const parse = (text: string): Root => gfm.parse(text);

function lessonOf(text: string, file = 'tutorials/lesson.md'): Lesson {
  const { lesson, diagnostics } = compileTutorial(file, new TextEncoder().encode(text));
  if (lesson === undefined) throw new Error(diagnostics.map(({ code, label }) => `${code}: ${label}`).join('\n'));
  return lesson;
}

function render(lesson: Lesson): string {
  const [file, ...more] = lessonDoc.render(lesson, outputs);
  expect(more).toEqual([]);
  return file?.text ?? '';
}

function nodesOf(tree: Nodes, type: string): Nodes[] {
  const found: Nodes[] = tree.type === type ? [tree] : [];
  return 'children' in tree ? [...found, ...tree.children.flatMap((child) => nodesOf(child, type))] : found;
}

/** The HTML of a page: nothing but what opens and closes a fold. */
const foldTags = /^(?:<details markdown="1">\n<summary>(?:[^<>&{}\\]|\\[{}<>&_*])*<\/summary>|<\/details>)$/;

/** The tree of a page as CommonMark with GFM reads it, without the tags of folds, which are elements in MDX. */
function withoutFolds(text: string): Root {
  const tree = parse(text);
  return { ...tree, children: tree.children.filter((node) => node.type !== 'html' || !foldTags.test(node.value)) };
}

/** The same of MDX: a fold is what it holds. */
function unfolded(nodes: readonly Nodes[]): Nodes[] {
  return nodes.flatMap((node) => {
    if (node.type !== 'mdxJsxFlowElement' || node.name !== 'details') return [node];
    expect(node.attributes).toMatchObject([{ name: 'markdown', value: '1' }]);
    const [summary, ...rest] = node.children as Nodes[];
    const [label] = summary?.type === 'paragraph' ? summary.children : [];
    expect(label).toMatchObject({ type: 'mdxJsxTextElement', name: 'summary', attributes: [] });
    return rest;
  });
}

const codes = (text: string, language: string): string[] =>
  (nodesOf(parse(text), 'code') as Code[]).filter(({ lang }) => lang === language).map(({ value }) => value);

/** The lines of every command of a plan, in order. */
function linesOf({ steps, tutorial }: Plan): string[] {
  const commands = steps.flatMap(({ changes }) => changes.flatMap((change) => change.commands));
  return commands.map((command) => textbookLine(command, lessonTexts[tutorial.language]));
}

const folder = new URL('../../tutorials/', import.meta.url);
const tutorials = readdirSync(folder)
  .filter((name) => name.endsWith('.md'))
  .sort()
  .map((name) => ({ name, source: readFileSync(new URL(name, folder), 'utf8') }));

describe.each(tutorials)('$name', ({ name, source }) => {
  const lesson = lessonOf(source, `tutorials/${name}`);
  const text = render(lesson);
  const written = new Set(parse(source).children.map((node) => textOf(node)));
  const generated = parse(text).children.filter((node) => node.type !== 'yaml' && !written.has(textOf(node)));

  it('is the same every time', () => {
    expect(render(lessonOf(source, `/elsewhere/${name}`))).toBe(text);
    expect(render(lessonOf(`\uFEFF${source.replaceAll('\n', '\r\n')}`, `tutorials/${name}`))).toBe(text);
  });

  it('is valid MDX, without code of its own', async () => {
    await expect(
      compileMdx(text, { format: 'mdx', remarkPlugins: [remarkFrontmatter, remarkGfm] }),
    ).resolves.toBeDefined();
    const children = unfolded(mdx.parse(text).children);
    expect(children.map((node) => textOf(node))).toEqual(withoutFolds(text).children.map((node) => textOf(node)));
  });

  it('keeps what the author wrote, in order', () => {
    const lines = source.replaceAll('```topology', '```yaml').trimEnd().split('\n');
    let at = -1;
    const out = text.split('\n');
    for (const line of lines) {
      at = out.indexOf(line, at + 1);
      expect(at, line).toBeGreaterThanOrEqual(0);
    }
  });

  it('shows every command of every step, in order', () => {
    const shown = codes(text, 'bash').join('\n');
    let at = 0;
    for (const line of lesson.plans.flatMap(linesOf)) {
      at = shown.indexOf(line, at);
      expect(at, line).toBeGreaterThanOrEqual(0);
    }
  });

  it('puts alternatives behind their command, and no other fold behind code', () => {
    const { older } = lessonTexts[lesson.tutorial.language];
    const names = ['Ansible', older.summary.netTools, older.summary.iptables];
    const { children } = parse(text);
    let alternative = false;
    for (const [index, node] of children.entries()) {
      if (node.type !== 'html') continue;
      expect(node.value).toMatch(foldTags);
      if (node.value === '</details>') continue;
      const name = /<summary>(.*)<\/summary>/.exec(node.value)?.[1] ?? '';
      const before = children[index - 1];
      const follows = before?.type === 'code' ? before.lang === 'bash' : before?.type === 'html' && alternative;
      alternative = names.includes(name);
      expect([name, follows]).toEqual([name, alternative]);
    }
  });

  it('shows a picture of each step, which is a file beside the page', async () => {
    const drawn = (await diagram.render(lesson)).map(({ path }) => path.slice(`${lesson.tutorial.name}/`.length));
    const pictures = nodesOf(parse(text), 'image') as Image[];
    const steps = pictures.filter(({ url }) => !url.includes('#'));
    expect(steps.map(({ url }) => url)).toEqual(drawn);
    expect(drawn.length).toBe(lesson.plans.flatMap(({ steps }) => steps).length);
    for (const { alt } of pictures) expect(alt).toMatch(/\S{2}/);
  });

  it('speaks the language of its author', () => {
    const prose = generated
      .filter(({ type }) => type !== 'code')
      .flatMap((node) => nodesOf(node, 'text'))
      .map((node) => textOf(node))
      .filter((part) => !source.includes(part.replace(/^[：:] ?/, '')))
      .join('\n');
    if (lesson.tutorial.language === 'en') {
      expect(prose).not.toMatch(/\p{Script=Han}/u);
      return;
    }
    const terms =
      /\b(?:br_netfilter|Docker|VRF|VXLAN|VNI|WireGuard|MTU|UDP|DHCP|MAC|IP|IPv6|bond|etc|veth|netgen|Ansible|playbook|root|Bats|VLAN|netem|nft|pvid|untagged|\w+\.\w+)\b/g;
    expect(prose.replace(terms, '').match(/.*[A-Za-z]{2,}.*/g) ?? []).toEqual([]);
    expect(prose).toMatch(/本步骤的命令/);
  });
});

const twoNamespaces = (checks: string, head = '# Two\n\n', more = ''): string =>
  `${head}\`\`\`topology\nlab: two\nnodes: [a, b]\nlinks:\n  - a:x 10.0.0.1/24 -- b:y 10.0.0.2/24\nchecks:\n${checks}\n${more}\`\`\`\n`;

describe('a lesson of two labs', () => {
  const block = (lab: string) =>
    `\`\`\`topology\nlab: ${lab}\nnodes: [${lab}1, ${lab}2]\nlinks: [${lab}1 -- ${lab}2: 10.0.0.0/30]\n\`\`\`\n`;
  const text = render(lessonOf(`# Two labs\n\n${block('a')}\nand\n\n${block('b')}`));

  it('leads to the files of each', () => {
    expect(text).toContain('[setup.sh](a/setup.sh)');
    expect(text).toContain('[teardown.sh](b/teardown.sh)');
  });

  it('shows each lab after its own block', () => {
    expect(text.indexOf('ip netns add a1')).toBeLessThan(text.indexOf('\nand\n'));
    expect(text.indexOf('ip netns add b1')).toBeGreaterThan(text.indexOf('\nand\n'));
  });
});

describe('a block in a list', () => {
  it('is explained after the list', () => {
    const block =
      '1. one\n\n   ```topology\n   lab: a\n   nodes: [a1, a2]\n   links: [a1 -- a2]\n   ```\n\n2. two\n\nend\n';
    const text = render(lessonOf(`# List\n\n${block}`));
    expect(text.indexOf('2. two')).toBeLessThan(text.indexOf('!['));
    expect(text.indexOf('\nend\n')).toBeGreaterThan(text.indexOf('ip netns add a1'));
    expect(text).toContain('   ```yaml\n');
  });
});

describe('what is left open', () => {
  it('is closed before more follows', () => {
    const text = render(lessonOf(`${twoNamespaces('  - a reaches b')}\n\`\`\`\nopen to the end\n`));
    expect(codes(text, 'bash').length).toBeGreaterThan(3);
    expect(text).toContain('open to the end\n```\n\n## Take it away');
  });
});

describe('a large lab', () => {
  it('has a table, and no drawing that nobody could read', () => {
    const text = render(
      lessonOf(
        '# Star\n\n```topology\nlab: star\nnodes: [hub: { kind: switch, subnet: 10.0.0.0/16 }, h1..250]\nlinks:\n  - h1..250 -- hub\nchecks:\n  - h2..250 reach h1\n```\n',
      ),
    );
    expect(nodesOf(parse(text), 'image')).toEqual([]);
    expect(text).toContain(lessonTexts.en.tooLarge(250));
    expect(text).toContain('| `hub` | `br0` | — | 250 ports |');
    expect(text).toContain('- `h2..250 reach h1` (249 checks)  \n');
    expect(text).toContain('<summary>Addresses (251)</summary>');
  });
});

describe('an interface that several share', () => {
  it('is listed with all that hang on it', () => {
    const text = render(
      lessonOf(
        '# Mac\n\n```topology\nlab: mac\nnodes: [c1, c2, h]\nlinks:\n  - host:p0 10.0.0.1/24 -- h:eth0 10.0.0.2/24\n  - c1..2 10.0.0.11..12/24 -- host:p0: { kind: macvlan }\n```\n',
      ),
    );
    expect(text).toContain('| host | `p0` | `10.0.0.1/24` | `h:eth0`, `c1:eth0`, `c2:eth0` |');
  });
});

describe('break and fix', () => {
  const text = render(
    lessonOf(
      [
        '# Fix\n\n```topology\nlab: fix\nnodes:\n  r: router\n  a: { gateway: r }\n  b: { gateway: r }\nlinks:\n  - r -- a: 10.0.1.0/30\n  - r -- b: 10.0.2.0/30\nchecks:\n  - a reaches b\n```',
        '## Break\n\n```topology\nstep: break\nremove:\n  nodes:\n    b: { gateway: r }\nchecks:\n  - a cannot reach b because b has no route\n```',
      ].join('\n\n'),
    ),
  );

  it('takes away by hand what stands, and nothing that ends with another', () => {
    expect(text).toContain('ip -n b route delete default');
    const undo = text.slice(text.indexOf(`## ${lessonTexts.en.undo}`));
    expect(codes(undo, 'bash')).toEqual(['ip netns delete b\nip netns delete a\nip netns delete r']);
  });

  it('leads back', () => {
    const [, back = ''] = text.split(`<summary>${lessonTexts.en.back}</summary>`);
    expect(codes(back, 'bash')[0]).toMatch(/^ip -n b route add default via 10\.0\.2\.\d dev eth0$/);
  });
});

/** Text that tries to end what it stands in. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '```',
        '`',
        '{x}',
        '<b>',
        '</',
        '-->',
        '|',
        '\n',
        '*',
        '_',
        '#',
        '](',
        '[a]',
        '$(x)',
        "'",
        '"',
        '\\',
        '%%',
        'NFT',
        '&lt;',
        ': ',
        ' #',
        'import x',
        '{{x}}',
        '网',
      ),
      fc.string({ maxLength: 4 }),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => `x${parts.join('')}`);

function expectTame(text: string): Root {
  const read = mdx.parse(text.replaceAll('<wbr />', ''));
  const tree = { type: 'root', children: unfolded(read.children) } as Root;
  for (const type of ['mdxTextExpression', 'mdxFlowExpression', 'mdxjsEsm', 'mdxJsxFlowElement', 'mdxJsxTextElement']) {
    expect(nodesOf(tree, type), type).toEqual([]);
  }
  const prose = nodesOf(parse(text), 'text').map((node) => textOf(node));
  expect(prose.filter((part) => /\{[{%]/.test(part))).toEqual([]);
  const plain = withoutFolds(text.replaceAll('<wbr />', ''));
  expect(nodesOf(plain, 'html')).toEqual([]);
  return plain;
}

describe('hostile text', () => {
  it('stays text in the note of a check', () => {
    const property = fc.property(hostile, (note) => {
      const text = render(lessonOf(twoNamespaces(`  - { from: a, reaches: b, note: ${JSON.stringify(note)} }`)));
      const [item] = nodesOf(expectTame(text), 'listItem');
      const wanted = note.replace(/[\s\p{Cc}]+/gu, ' ').trim();
      const [, shown] =
        /^a reaches b: (.*?) *ip netns exec a ping /s.exec(item === undefined ? '' : textOf(item)) ?? [];
      expect(shown).toBe(wanted);
    });
    fc.assert(property, { numRuns: 20 });
  });

  it('stays in its command', () => {
    const property = fc.property(hostile, (content) => {
      const file = `  a: { etc: { motd: ${JSON.stringify(content)} } }`;
      const source = `# Two\n\n\`\`\`\`\`\`\`topology\nlab: two\nnodes:\n${file}\n  b:\nlinks:\n  - a:x -- b:y\n\`\`\`\`\`\`\`\n`;
      const lesson = lessonOf(source);
      const text = render(lesson);
      expectTame(text);
      const shown = codes(text, 'bash').join('\n');
      for (const line of lesson.plans.flatMap(linesOf)) expect(shown).toContain(line);
    });
    fc.assert(property, { numRuns: 20 });
  });

  it('stays as it is where it is shown as code, pipes too', () => {
    const text = render(lessonOf(twoNamespaces('  - { in: a, run: "ip route | grep -c \'10\\\\.0\'", prints: "1" }')));
    expect(text).toContain("`a runs ip route | grep -c '10\\.0'`");
  });

  it('stays text in a heading and a title', () => {
    const property = fc.property(hostile, (title) => {
      const heading = title.replace(/[\s\p{Cc}`<\\[\]]+/gu, ' ');
      const text = render(lessonOf(twoNamespaces('  - a reaches b', `# x ${heading}\n\n`)));
      expectTame(text);
    });
    fc.assert(property, { numRuns: 20 });
  });
});
