// A canary in every field that takes it: the outputs keep the form they have with harmless words.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Nodes } from 'mdast';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkMdx from 'remark-mdx';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments, type ScalarTag } from 'yaml';
import type { OutputFile } from '../../src/outputs/output.ts';
import { acceptedCanaries, fileNamed } from './accepted.ts';
import { type Field, fields, fieldText, names, tutorialWith } from './canaries.ts';
import { compileAnything } from './compile-anything.ts';

const all = await acceptedCanaries();
const harmless = (await compileAnything(tutorialWith('', []))).files;
const some = all.filter(({ fields: taking }) => taking.length > 0);

/** Every text in a value. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)]);
}

/** What Ansible would take for a template in the YAML of these files. */
function templatesIn(all: readonly OutputFile[]): string[] {
  const unsafe = new Set<string>();
  const tag: ScalarTag = {
    tag: '!unsafe',
    resolve: (value: string) => {
      unsafe.add(value);
      return value;
    },
  };
  return all
    .filter(({ path }) => path.endsWith('.yml'))
    .flatMap(({ text, path }) =>
      parseAllDocuments(text, { customTags: [tag], version: '1.2' }).flatMap((document) => {
        expect([...document.errors, ...document.warnings], path).toEqual([]);
        return textsIn(document.toJS());
      }),
    )
    .filter((text) => /\{[{%#]/.test(text) && !unsafe.has(text));
}

test('fields take what they can, so that the rest of this file tests something', () => {
  const takers = (name: string) => all.find((canary) => canary.name === name)?.fields ?? [];
  const free: Field[] = [
    'title',
    'description',
    'heading',
    'prose',
    'file text',
    'process',
    'command',
    'undo',
    'unless',
    'note',
    'cannot note',
    'check command',
  ];
  for (const name of [
    'substitution',
    'backticks',
    'singleQuotes',
    'doubleQuotes',
    'jinja',
    'handlebars',
    'html',
    'mdx',
    'format',
  ]) {
    expect(takers(name), name).toEqual(expect.arrayContaining(free));
  }
});

test('names take nothing that is more than a name', () => {
  for (const { name, fields: taking } of all) {
    const taken = taking.filter((field) => names.has(field));
    if (taken.length > 0) expect([name, taken]).toEqual(['prototype', expect.anything()]);
  }
});

describe.each(some)('$name', ({ text, fields: taking, files }) => {
  test('the same files', () => {
    expect(files.map(({ path }) => path)).toEqual(harmless.map(({ path }) => path));
  });

  test('JSON that gives the text back', () => {
    const texts = textsIn(JSON.parse(fileNamed(files, 'plan.json').text));
    for (const field of ['file text', 'command', 'process'] as const) {
      // A file ends in a newline, whether the author has written that or not.
      const wanted = fieldText(field, text).trimEnd();
      if (taking.includes(field))
        expect(
          texts.some((one) => one.includes(wanted)),
          field,
        ).toBe(true);
    }
  });

  const markdown = unified().use(remarkParse).use(remarkGfm).use(remarkFrontmatter).use(remarkMdx);

  /** An element that the page itself makes: see decision 19. */
  const isFold = (node: Nodes): boolean =>
    (node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement') &&
    (node.name === 'details' || node.name === 'summary') &&
    node.attributes.every(
      (attribute) => 'name' in attribute && attribute.name === 'markdown' && attribute.value === '1',
    );

  /** How often each kind of node is there that a text must not make. */
  function shape(source: string): Record<string, number> {
    const counts: Record<string, number> = {};
    const visit = (node: Nodes): void => {
      if (node.type === 'mdxJsxTextElement' && node.name === 'code' && node.attributes.length === 0) return;
      if (isFold(node)) counts['fold'] = (counts['fold'] ?? 0) + 1;
      else if (
        /^(?:heading|code|html|link|image|list|table|tableRow|blockquote|thematicBreak|mdx.*)$/.test(node.type)
      ) {
        counts[node.type] = (counts[node.type] ?? 0) + 1;
      }
      if ('children' in node) for (const child of node.children) visit(child);
    };
    // What keeps two braces apart shows nothing.
    visit(markdown.parse(source.replaceAll('<wbr />', '')));
    return counts;
  }

  test('Markdown of the same shape, and nothing that runs', async () => {
    const lesson = fileNamed(files, 'tutorial.md').text;
    const shapeNow = shape(lesson);
    expect(Object.keys(shapeNow).filter((type) => type === 'html' || type.startsWith('mdx'))).toEqual([]);
    const others = taking.filter((field) => field !== 'prose' && field !== 'heading');
    const apart = (await compileAnything(tutorialWith(text, others))).files;
    expect(shape(fileNamed(apart, 'tutorial.md').text)).toEqual(shape(fileNamed(harmless, 'tutorial.md').text));
  });

  test('YAML in which nothing more is a template', () => {
    expect(templatesIn(files)).toEqual(templatesIn(harmless));
  });
});

test('scripts are still scripts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'netgen-hostile-'));
  try {
    const paths = some.flatMap(({ name, files }) =>
      ['setup.sh', 'teardown.sh', 'verify.bats'].map((file) => {
        const path = join(folder, `${name}-${file}`);
        writeFileSync(path, fileNamed(files, file).text);
        return path;
      }),
    );
    const scripts = paths.filter((path) => path.endsWith('.sh'));
    execFileSync('bash', ['-c', 'for script; do bash -n "$script" || exit 1; done', 'check', ...scripts], {
      stdio: 'pipe',
    });
    // A script that a text has broken out of is found by bash; shellcheck looks at one that quotes everything there is.
    const quoted = paths.filter((path) => /(?:singleQuotes|hereDocument)-(?:setup|teardown)\.sh$/.test(path));
    expect(quoted).toHaveLength(4);
    execFileSync('shellcheck', ['--severity=warning', ...quoted], { stdio: 'pipe' });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: Buffer; stderr?: Buffer };
    throw new Error(`${stdout}${stderr}` || String(error));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('every field is asked', () => {
  expect(new Set(all.flatMap(({ fields: taking }) => taking)).size).toBeGreaterThan(fields.length / 2);
});
