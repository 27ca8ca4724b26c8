// The text of a tutorial, and the line and column of every place in it.
import type { Point, Span } from '../diagnostics/span.ts';

/** Index of the last element of an ascending list that is not greater than `value`; the list starts with 0. */
export function lastNotAfter(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((ascending[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Offsets at which the lines of a text begin. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** A file's text with line ends as `\n`. */
export class SourceText {
  readonly file: string;
  readonly text: string;
  readonly #starts: readonly number[];

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    this.#starts = lineStarts(text);
  }

  /** How many lines it has; behind a line feed at its end stands an empty one. */
  get lineCount(): number {
    return this.#starts.length;
  }

  lineStart(line: number): number {
    return this.#starts[line - 1] ?? this.text.length;
  }

  /** The offset of the end of a line that counts from 1, before its line feed. */
  lineEnd(line: number): number {
    const next = this.#starts[line];
    return next === undefined ? this.text.length : next - 1;
  }

  /** A line, counted from 1, without its end. */
  line(line: number): string {
    return this.text.slice(this.lineStart(line), this.lineEnd(line));
  }

  point(offset: number): Point {
    const line = lastNotAfter(this.#starts, offset);
    return { line: line + 1, column: offset - (this.#starts[line] ?? 0) + 1, offset };
  }

  span(from: number, to: number): Span {
    return { file: this.file, start: this.point(from), end: this.point(to) };
  }
}
