// The text inside a fence or front matter, and where each of its characters stands in the Markdown file.
import type { Point, Span } from '../diagnostics/span.ts';
import { lastNotAfter, lineStarts, type SourceText } from './source-text.ts';

export interface Line {
  readonly start: number;
  readonly text: string;
}

/** A fence's content. The Markdown parser has taken quote marks and indentation from its lines. */
export class FenceText {
  readonly text: string;
  readonly #source: SourceText;
  readonly #starts: readonly number[];
  readonly #firstLine: number;
  /** The shift of each line, once it is known: a line may hold a hundred thousand values. */
  readonly #shifts: (number | undefined)[] = [];

  /** `fenceLine` is the line of the opening fence, counted from 1. */
  constructor(source: SourceText, text: string, fenceLine: number) {
    this.text = text;
    this.#source = source;
    this.#starts = lineStarts(text);
    this.#firstLine = fenceLine + 1;
  }

  point(offset: number): Point {
    const index = lastNotAfter(this.#starts, offset);
    const start = this.#starts[index] ?? 0;
    const line = this.#firstLine + index;
    // The content of a fence that the file ends with may have no line of its own.
    if (line > this.#source.lineCount) return this.#source.point(this.#source.text.length);
    this.#shifts[index] ??= this.#shift(line, this.#line(index));
    const column = Math.max(0, offset - start + (this.#shifts[index] ?? 0));
    return { line, column: column + 1, offset: this.#source.lineStart(line) + column };
  }

  #line(index: number): string {
    const next = this.#starts[index + 1];
    return this.text.slice(this.#starts[index], next === undefined ? this.text.length : next - 1);
  }

  /** How many columns of the file's line stand before its content, its tail; of a tab that is indentation in part the parser gives spaces. */
  #shift(line: number, content: string): number {
    const written = this.#source.line(line);
    return written.endsWith(content) || written.endsWith(content.trimStart()) ? written.length - content.length : 0;
  }

  /** The span of a range of `text`, without the line end it may finish with; none of it lies beyond the text. */
  span(from: number, to: number): Span {
    const start = this.point(from);
    const end = Math.min(to, this.text.length);
    if (end <= from) return { file: this.#source.file, start, end: start };
    const last = this.point(end - 1);
    return {
      file: this.#source.file,
      start,
      end: { line: last.line, column: last.column + 1, offset: last.offset + 1 },
    };
  }

  /** The span of the word at an offset: a caret under one character is hard to see. */
  word(from: number): Span {
    const length = /^[^\s,[\]{}]+/.exec(this.text.slice(from, from + 60))?.[0].length ?? 1;
    return this.span(from, Math.min(from + length, this.text.length));
  }

  lineAt(offset: number): Line {
    const index = lastNotAfter(this.#starts, offset);
    return { start: this.#starts[index] ?? 0, text: this.#line(index) };
  }
}
