// Unified diffs: right by applying them, bounded in length and in work.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unifiedDiff } from '../../src/files/diff.ts';

/** Applies a diff as patch(1) does, and refuses one that does not fit. */
function apply(old: string, diff: string): string {
  const source = old === '' ? [] : old.replace(/\n$/, '').split('\n');
  const output: string[] = [];
  let at = 0;
  for (const hunk of diff.split(/^(?=@@ )/m).slice(1)) {
    const [head = '', ...lines] = hunk.replace(/\n$/, '').split('\n');
    const [start = 0, removed = 0, madeStart = 0, added = 0] = [...head.matchAll(/\d+/g)].map(Number);
    const from = removed === 0 ? start : start - 1;
    output.push(...source.slice(at, from));
    expect(output.length).toBe(added === 0 ? madeStart : madeStart - 1);
    expect(lines.filter((line) => !line.startsWith('+'))).toHaveLength(removed);
    expect(lines.filter((line) => !line.startsWith('-'))).toHaveLength(added);
    expect(lines.filter((line) => !line.startsWith('+')).map((line) => line.slice(1))).toEqual(
      source.slice(from, from + removed),
    );
    output.push(...lines.filter((line) => !line.startsWith('-')).map((line) => line.slice(1)));
    at = from + removed;
  }
  output.push(...source.slice(at));
  return output.map((line) => `${line}\n`).join('');
}

describe('unifiedDiff', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 30 });
  const toText = (parts: readonly string[]) => parts.map((line) => `${line}\n`).join('');

  test('applied to the old text it gives the new one', () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const [old, made] = [toText(before), toText(after)];
        const diff = unifiedDiff('x', old, made, 1000);
        expect(apply(old, diff)).toBe(made);
        expect(diff === '').toBe(old === made);
      }),
    );
  });

  test('two changes far from each other are two hunks', () => {
    const numbers = Array.from({ length: 40 }, (_, index) => `${index}`);
    const made = numbers.map((line) => (line === '5' || line === '30' ? `${line}!` : line));
    const diff = unifiedDiff('x', toText(numbers), toText(made));
    expect(diff.match(/^@@.*$/gm)).toEqual(['@@ -3,7 +3,7 @@', '@@ -28,7 +28,7 @@']);
  });

  test('a last line without its end is another line', () => {
    expect(unifiedDiff('x', 'a', 'a\n')).toBe('--- x\n+++ x\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n');
  });

  test('what is too long is counted, and what is too different is not searched', () => {
    const old = toText(Array.from({ length: 20_000 }, (_, index) => `old ${index}`));
    const made = toText(Array.from({ length: 20_000 }, (_, index) => `new ${index}`));
    const diff = unifiedDiff('x', old, made);
    expect(diff.split('\n')).toHaveLength(2 + 60 + 1 + 1);
    expect(diff.endsWith('\n… 39941 more lines\n')).toBe(true);
  });

  test('no control character of the disk reaches the terminal', () => {
    expect(unifiedDiff('x', '\u001B[2J\r\n', 'a\n')).toContain('-\uFFFD[2J\uFFFD\n');
  });
});
