// The frame of one diagnostic: the lines it points at, with carets and labels under them.
import type { Span } from '../diagnostics/span.ts';
import { visible, width } from './width.ts';

/** A place to mark. */
export interface Mark {
  readonly at: Span;
  readonly label: string;
  /** Marked by `^`, other places by `-`. */
  readonly primary: boolean;
}

/** Wraps text in the colour of its role; the identity where there is no colour. */
export interface Paint {
  gutter(text: string): string;
  primary(text: string): string;
  secondary(text: string): string;
}

/** A line of the file that is longer is cut around the mark. */
const maxWidth = 160;
const lead = 40;

interface Drawn {
  readonly line: number;
  readonly shown: string;
  /** Blanks before the marks, in terminal columns. */
  readonly indent: number;
  readonly length: number;
  readonly mark: Mark;
}

function draw(source: string, mark: Mark): Drawn {
  const { start, end } = mark.at;
  const from = start.column - 1;
  const to = end.line === start.line ? Math.max(from, end.column - 1) : source.length;
  const cut = source.length > maxWidth && from > lead ? from - lead : 0;
  const markedEnd = Math.min(to, from + maxWidth);
  const shownEnd = source.length > maxWidth ? Math.max(markedEnd, cut + maxWidth) : source.length;
  const head = visible((cut > 0 ? '…' : '') + source.slice(cut, from));
  const marked = visible(source.slice(from, markedEnd), width(head));
  const tail = visible(source.slice(markedEnd, shownEnd), width(head) + width(marked));
  return {
    line: start.line,
    shown: `${head}${marked}${tail}${shownEnd < source.length ? '…' : ''}`.trimEnd(),
    indent: width(head),
    length: Math.max(1, width(marked)),
    mark,
  };
}

function compare(left: Mark, right: Mark): number {
  return left.at.start.line - right.at.start.line || left.at.start.column - right.at.start.column;
}

/** Columns of the longest line number in a frame. */
export function gutterWidth(marks: readonly Mark[]): number {
  return String(Math.max(0, ...marks.map(({ at }) => at.start.line))).length;
}

/**
 * The lines of a frame: each marked line once, its marks under it from left to right; `:` where lines are left out between them.
 * `lines` are those of the file.
 */
export function frame(lines: readonly string[], marks: readonly Mark[], paint: Paint): string[] {
  const drawn = marks.toSorted(compare).map((mark) => draw(lines[mark.at.start.line - 1] ?? '', mark));
  const gutter = ' '.repeat(gutterWidth(marks));
  const output = [paint.gutter(`${gutter} |`)];
  let previous: Drawn | undefined;
  for (const next of drawn) {
    if (previous && next.line > previous.line + 1) output.push(paint.gutter(`${gutter} :`));
    if (previous?.line !== next.line || previous.shown !== next.shown) {
      output.push(`${paint.gutter(`${String(next.line).padStart(gutter.length)} |`)} ${next.shown}`.trimEnd());
    }
    const { mark } = next;
    const colour = mark.primary ? paint.primary : paint.secondary;
    const under = `${(mark.primary ? '^' : '-').repeat(next.length)} ${visible(mark.label)}`.trimEnd();
    output.push(`${paint.gutter(`${gutter} |`)} ${' '.repeat(next.indent)}${colour(under)}`);
    previous = next;
  }
  return output;
}
