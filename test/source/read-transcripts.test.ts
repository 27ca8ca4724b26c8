// Console fences of a tutorial: to which block they belong, where each part stands, and that no text breaks the reader.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileTutorial } from '../../src/compile.ts';
import { readTutorial } from '../../src/source/read-tutorial.ts';
import type { TranscriptCommand } from '../../src/source/tutorial.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const block = (name: string) => `\`\`\`topology\nlab: ${name}\nnodes: [a, b]\nlinks:\n  - a -- b\n\`\`\`\n\n`;

function commandsOf(text: string): TranscriptCommand[][] {
  const { tutorial, diagnostics } = readTutorial('lesson.md', bytes(text));
  expect(diagnostics).toEqual([]);
  return (tutorial?.blocks ?? []).map(({ transcripts }) => transcripts.flatMap(({ commands }) => commands));
}

describe('console fences', () => {
  test('belong to the block before them, but for those that are not run', () => {
    const fence = (word: string, command: string) => `\`\`\`console${word}\n${command}\n\`\`\`\n\n`;
    const text = `${fence(' no-run', '$ x')}${block('one')}${fence('', '$ 1')}${fence('', 'a$ 2')}${block('two')}${fence(' title="x"', '$ 3')}${fence(' no-run', 'y')}`;
    expect(commandsOf(text).map((commands) => commands.map(({ run }) => run.text))).toEqual([['1', '2'], ['3']]);
  });

  test('know their places and margins, in lists and quotes, with tabs', () => {
    const text = `${block('one')}- x\n  > ~~~console\n  > a$ one \\\n  > > two\n  > out\n  > [exit 3]\n  >\n  > b# three\n  > ~~~\n`;
    const [[first, second] = []] = commandsOf(text);
    const said = ({ at }: { at: { start: { offset: number }; end: { offset: number } } }) =>
      text.slice(at.start.offset, at.end.offset);
    expect(first && said(first.run)).toBe('one \\\n  > > two');
    expect(first?.node && said(first.node)).toBe('a');
    expect(first).toMatchObject({
      prompt: 'a$',
      margin: '  > ',
      run: { text: 'one \\\ntwo' },
      expected: { output: ['out'], silent: false, status: 3 },
      answer: { from: 12, to: 14 },
    });
    expect(text.split('\n').slice(11, 13)).toEqual(['  > out', '  > [exit 3]']);
    expect(second).toMatchObject({ prompt: 'b#', run: { text: 'three' }, answer: { from: 16, to: 16 } });
  });

  test('an invisible character in a command is refused, in output it is not', () => {
    const read = (line: string) =>
      readTutorial('lesson.md', bytes(`${block('one')}\`\`\`console\n${line}\n\`\`\`\n`)).diagnostics;
    expect(read('a$ echo \u202Ex').map(({ code, at }) => [code, at.start.line, at.start.column])).toEqual([
      ['bad-character', 9, 9],
    ]);
    expect(read('a$ echo\n\u202Ex')).toEqual([]);
  });

  test('a prompt names a node of its step, the machine or outside', () => {
    const step = '```topology\nstep: more\nnodes: [c]\nlinks:\n  - b -- c\n```\n\n';
    const fence = (...names: string[]) => `\`\`\`console\n${names.map((name) => `${name}$ x\n`).join('')}\`\`\`\n\n`;
    const codes = (text: string) => compileTutorial('lesson.md', bytes(text)).diagnostics.map(({ code }) => code);
    expect(codes(block('one') + fence('a', '', 'host', 'outside') + step + fence('c', 'a'))).toEqual([]);
    expect(codes(block('one') + fence('c', 'uplink') + step)).toEqual(['unknown-node', 'unknown-node']);
  });

  test('no content makes the reader throw, and no span lies beyond the text', () => {
    const part = fc.constantFrom(
      '```console',
      '```',
      '~~~',
      '\n',
      '\n> ',
      '\n  ',
      '\t',
      '$ a',
      'a# b',
      '> ',
      '[/',
      '/]',
      '[exit 1]',
      '...',
      'no-run',
      '😀',
      '\r\n',
      '(',
      'x',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 25 }), (parts) => {
        const text = block('one') + parts.join('');
        const { tutorial, diagnostics } = readTutorial('lesson.md', bytes(text));
        for (const { at } of diagnostics) expect(at.end.offset).toBeLessThanOrEqual(text.length);
        for (const { transcripts } of tutorial?.blocks ?? []) {
          for (const { commands, at } of transcripts) {
            for (const { run, answer } of commands) {
              expect(run.at.end.offset).toBeLessThanOrEqual(at.end.offset);
              expect(answer.from).toBeGreaterThan(run.at.start.line);
              expect(answer.to).toBeLessThanOrEqual(at.end.line);
            }
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
