// Edits of a file at the places of its problems.
import type { Point, Span } from './span.ts';

/** `text` takes the place of what stands at `at`. */
export interface TextEdit {
  readonly at: Span;
  readonly text: string;
}

/** The text of a file as it is on the disk, with the edits, whose places are those of an editor: without a byte order mark, line ends as `\n`. Undefined where two meet. */
export function edited(text: string, edits: readonly TextEdit[]): string | undefined {
  const lines = text.match(/[^\r\n]*(?:\r\n?|\n|$)/g) ?? [];
  const starts = [0];
  for (const line of lines) starts.push((starts.at(-1) ?? 0) + line.length);
  const end = /\r\n?|\n/.exec(text)?.[0] ?? '\n';
  const mark = text.startsWith('\uFEFF') ? 1 : 0;
  const offset = ({ line, column }: Point) => (starts[line - 1] ?? text.length) + column - 1 + (line === 1 ? mark : 0);
  let [made, done] = ['', 0];
  for (const { at, text: put } of edits.toSorted((a, b) => a.at.start.offset - b.at.start.offset)) {
    const from = offset(at.start);
    if (from < done) return undefined;
    made += text.slice(done, from) + put.replaceAll('\n', end);
    done = offset(at.end);
  }
  return made + text.slice(done);
}
