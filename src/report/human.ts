// The report for people: a frame of the Markdown for each problem, and a count at the end.
import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts';
import { sortDiagnostics } from '../diagnostics/sort.ts';
import type { Span } from '../diagnostics/span.ts';
import type { Report, Sources } from './report.ts';
import { visible, width } from './width.ts';

/** More than a screen or two of problems helps nobody; the other formats give all. */
const maxShown = 100;

const red = 31;
const yellow = 33;
const blue = 34;
const cyan = 36;
const bold = 1;

const colours: Readonly<Record<Severity, number>> = { error: red, unsupported: red, warning: yellow, note: cyan };

function painter(colour: boolean): (text: string, ...codes: number[]) => string {
  return (text, ...codes) => (colour ? `\u001B[${codes.join(';')}m${text}\u001B[0m` : text);
}

/** The lines of each file, split once however many problems it has. */
type Lines = ReadonlyMap<string, readonly string[]>;

const linesOf = (sources: Sources): Lines => new Map([...sources].map(([file, text]) => [file, text.split('\n')]));

function one(diagnostic: Diagnostic, lines: Lines, colour: boolean): string {
  const { severity, code, title, at, label, related, help } = diagnostic;
  const paint = painter(colour);
  const own = colours[severity];
  const roles: Paint = {
    gutter: (text) => paint(text, blue),
    primary: (text) => paint(text, own, bold),
    secondary: (text) => paint(text, blue, bold),
  };
  const text = lines.get(at.file);
  const places: Mark[] = [{ at, label, primary: true }, ...related.map((other) => ({ ...other, primary: false }))];
  // A frame shows one file; a place in another file is named in words.
  const inside = places.filter((place) => place.at.file === at.file);
  const arrow = `${' '.repeat(text ? gutterWidth(inside) : 2)}-->`;
  const output = [
    `${paint(`${severity}[${code}]`, own, bold)}${paint(`: ${title}`, bold)}`,
    `${roles.gutter(arrow)} ${visible(at.file)}:${at.start.line}:${at.start.column}`,
  ];
  if (text) output.push(...frame(text, inside, roles));
  else output.push(`note: ${visible(label)}`);
  for (const { at: there, label: word } of places.filter((place) => place.at.file !== at.file)) {
    output.push(`note: ${visible(word)}: ${visible(there.file)}:${there.start.line}:${there.start.column}`);
  }
  output.push(`${paint('help:', bold)} ${visible(help)}`, `more: netgen explain ${code}`);
  return `${output.join('\n')}\n`;
}

const nouns: readonly (readonly [Severity, string, string])[] = [
  ['error', 'error', 'errors'],
  ['unsupported', 'unsupported', 'unsupported'],
  ['warning', 'warning', 'warnings'],
  ['note', 'note', 'notes'],
];

/** For example `2 errors, 1 warning`; empty if there is nothing to count. */
function summary(diagnostics: readonly Diagnostic[]): string {
  return nouns
    .map(([severity, one, many]) => {
      const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
      return count === 0 ? '' : `${count} ${count === 1 ? one : many}`;
    })
    .filter((part) => part !== '')
    .join(', ');
}

/** Frames of the problems in the order of the files, a blank line after each, and the count. */
export const human: Report = (diagnostics, sources, { colour = false } = {}) => {
  if (diagnostics.length === 0) return '';
  const sorted = sortDiagnostics(diagnostics);
  const lines = linesOf(sources);
  const shown = sorted.slice(0, maxShown).map((diagnostic) => one(diagnostic, lines, colour));
  const more = sorted.length > maxShown ? `${sorted.length - maxShown} more are not shown.\n` : '';
  return `${shown.join('\n')}\n${more}${summary(sorted)}\n`;
};

/** The report of one problem without the count: what `docs/diagnostics` shows. */
export function humanFrame(diagnostic: Diagnostic, sources: Sources): string {
  return one(diagnostic, linesOf(sources), false);
}

// ---- the frame of one diagnostic: the lines it points at, with carets and labels under them

export interface Mark {
  readonly at: Span;
  readonly label: string;
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

/** The lines of a frame: each marked line of `lines` once, its marks under it; `:` where lines are left out between them. */
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
