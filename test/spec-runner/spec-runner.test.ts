// The runner's own tests: a runner that misses an example or an expectation would make every page pass.
import { describe, expect, test } from 'vitest';
import { type Case, readSpec } from './read-spec.ts';
import { rewriteSpec } from './rewrite-spec.ts';

const page = `# some-code

> the
> title

Words.

## Reported

\`\`\`topology
lab: a
\`\`\`

Words between.

\`\`\`diagnostics
old
\`\`\`

### A whole file

~~~markdown
# Title

\`\`\`topology
lab: b
\`\`\`
~~~

\`\`\`diagnostics
\`\`\`

\`\`\`plan
x
\`\`\`

\`\`\`markdown escaped
a\\x00b\\xFF*3
\`\`\`

## Accepted

\`\`\`yaml
lab: prose
\`\`\`

\`\`\`topology
lab: c
\`\`\`
`;

const texts = ({ input }: Case) => input.map(({ bytes }) => Buffer.from(bytes).toString('latin1')).join('+');

describe('reading a page', () => {
  const { title, quote, cases } = readSpec(page);

  test('has its title and its quote', () => {
    expect([title, quote]).toEqual(['some-code', 'the title']);
  });

  test('finds every input, as the file that is compiled', () => {
    expect(cases.map(texts)).toEqual([
      '```topology\nlab: a\n```\n',
      '# Title\n\n```topology\nlab: b\n```\n',
      'a\0b\xff\xff\xff\n',
      '```topology\nlab: c\n```\n',
    ]);
  });

  test('compiles together what has names of its own', () => {
    const named = '```markdown a.md\na\n```\n\n```markdown b/a.md\nb\n```\n\n```markdown b/a.md\nc\n```\n';
    expect(readSpec(named).cases.map(texts)).toEqual(['a\n+b\n', 'c\n']);
    expect(readSpec(named).cases[0]?.input.map(({ file }) => file)).toEqual(['a.md', 'b/a.md']);
  });

  test('takes a block without a lab for the next step of the one above it', () => {
    const fences = ['topology\nlab: a', 'commands\none', 'topology\nstep: b', 'commands\ntwo', 'topology\nlab: c'];
    const [first, second] = readSpec(fences.map((fence) => `\`\`\`${fence}\n\`\`\`\n`).join('\n')).cases;
    expect(first && texts(first)).toBe('```topology\nlab: a\n```\n\n```topology\nstep: b\n```\n');
    expect(first?.expectations.map(({ text, step }) => [text, step])).toEqual([
      ['one', 0],
      ['two', 1],
    ]);
    expect(second && texts(second)).toBe('```topology\nlab: c\n```\n');
  });

  test('knows the section and gives unique names', () => {
    expect(cases.map(({ section }) => section)).toEqual([
      ['Reported'],
      ['Reported', 'A whole file'],
      ['Reported', 'A whole file'],
      ['Accepted'],
    ]);
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  test('gives each input the expectations that follow it', () => {
    expect(cases.map(({ expectations }) => expectations.map(({ language, text }) => [language, text]))).toEqual([
      [['diagnostics', 'old']],
      [
        ['diagnostics', ''],
        ['plan', 'x'],
      ],
      [],
      [],
    ]);
  });

  test('refuses an expectation without an input', () => {
    expect(() => readSpec('# a\n\n```diagnostics\nx\n```\n')).toThrow('line 3: a diagnostics fence without an input');
    expect(() => readSpec('```topology\na: b\n```\n\n## Next\n\n```plan\nx\n```\n')).toThrow('without an input');
  });
});

describe('rewriting a page', () => {
  test('changes the fences named and nothing else', () => {
    const [first, second] = readSpec(page).cases.flatMap(({ expectations }) => expectations);
    if (first === undefined || second === undefined) throw new Error('the page has two expectations');
    const rewritten = rewriteSpec(page, [
      { expectation: first, actual: 'new\ntext' },
      { expectation: second, actual: 'with ``` in it' },
    ]);
    expect(rewritten).toBe(
      page
        .replace('```diagnostics\nold\n```', '```diagnostics\nnew\ntext\n```')
        .replace('```diagnostics\n```\n\n```plan', '````diagnostics\nwith ``` in it\n````\n\n```plan'),
    );
    expect(readSpec(rewritten).cases[1]?.expectations[0]?.text).toBe('with ``` in it');
  });

  test('is stable: what it wrote reads as what is', () => {
    const spec = readSpec(page);
    const same = spec.cases.flatMap(({ expectations }) =>
      expectations.map((expectation) => ({ expectation, actual: expectation.text })),
    );
    expect(rewriteSpec(page, same)).toBe(page);
  });
});
