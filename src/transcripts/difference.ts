// The difference between a fence and what really came, as a diff with the lines of the Markdown file.
import { type Answer, align, answerFits, asksForOutput, type Expected, type Pairing, wantedLines } from './answer.ts';
import { endingLine, silenceLine } from './console.ts';
import { rewrittenLine } from './rewrite.ts';

/** A line of a diff. `row` is the line of the fence that it stands at, from 0 at the first line of the output. */
interface DiffLine {
  readonly is: ' ' | '-' | '+';
  readonly text: string;
  readonly row: number;
}

const context = 3;
const maxLines = 60;

function pairLines(pair: Pairing, expected: readonly string[], lines: readonly string[], row: number): DiffLine[] {
  const wanted = (is: ' ' | '-', index: number): DiffLine => ({ is, text: expected[index] ?? '', row: index });
  const given = (index: number): DiffLine => ({ is: '+', text: rewrittenLine(lines[index] ?? ''), row });
  switch (pair.is) {
    case 'fits':
    case 'gap':
      return [wanted(' ', pair.wanted)];
    case 'gone':
      return [wanted('-', pair.wanted)];
    case 'new':
      return [given(pair.given)];
    case 'differs':
      return [wanted('-', pair.wanted), given(pair.given)];
  }
}

function compared(expected: Expected, answer: Answer): DiffLine[] {
  const found: DiffLine[] = [];
  let row = 0;
  if (expected.silent) {
    found.push({ is: answer.lines.length === 0 ? ' ' : '-', text: silenceLine, row });
    row = 1;
  }
  const asked = asksForOutput(expected);
  for (const pair of asked ? align(wantedLines(expected.output), answer.lines) : []) {
    if ('wanted' in pair) row = pair.wanted;
    found.push(...pairLines(pair, expected.output, answer.lines, row));
    if ('wanted' in pair) row = pair.wanted + 1;
  }
  const nothing = answer.lines.length === 0 && found.some(({ is }) => is === '-');
  if (nothing) found.push({ is: '+', text: silenceLine, row });
  const [before, now] = [endingLine(expected.status), endingLine(answer.status)];
  const same = expected.status === answer.status;
  for (const text of before) found.push({ is: same ? ' ' : '-', text, row });
  for (const text of same ? [] : now) found.push({ is: '+', text, row });
  return found;
}

export interface Difference {
  /** The first line of the fence that differs, from 0 at the first line of the output. */
  readonly row: number;
  /** A diff: `-` what the fence shows, `+` what came. `placeOf` gives the name of a row's line in the file. */
  text(placeOf: (row: number) => string): string;
}

/** Compares; undefined if all is as expected. */
export function differenceOf(expected: Expected, answer: Answer): Difference | undefined {
  if (answerFits(expected, answer)) return undefined;
  const lines = compared(expected, answer);
  const first = lines.findIndex(({ is }) => is !== ' ');
  if (first === -1) return undefined;
  return {
    row: lines[first]?.row ?? 0,
    text(placeOf) {
      const near = lines.map((_, index) =>
        lines.slice(Math.max(0, index - context), index + context + 1).some(({ is }) => is !== ' '),
      );
      const output: string[] = [];
      for (const [index, { is, text, row }] of lines.entries()) {
        if (!near[index]) continue;
        if (!near[index - 1]) output.push(`@@ ${placeOf(row)} @@`);
        output.push(`${is}${text}`);
      }
      const rest = output.length > maxLines ? [`… ${output.length - maxLines} more lines`] : [];
      return [...output.slice(0, maxLines), ...rest].join('\n');
    },
  };
}
