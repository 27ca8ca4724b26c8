// One line of expected output: what it may be. The same for `console` fences and for `prints` of checks.

import { type Diagnostic, defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import { literal, matcher, problemIn } from './expression.ts';
import { elision, type VolatilePart, volatileParts } from './volatile.ts';

/** A line as the author wrote it, read. */
export type LinePattern =
  /** A line `...`: any lines, or none. */
  { readonly is: 'lines' } | { readonly is: 'line'; readonly expression: string };

/** A piece of a line: text that stands for itself, or a mark. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly mark?: 'anything' | 'expression';
}

const marks = [elision, '[..]', '[...]', '[/'] as const;

/** The end of a `[/…/]` whose content starts at `from`: the offset of its `/]`, or -1. `\/` is a slash. */
function endOfExpression(line: string, from: number): number {
  for (let at = from; at < line.length; at += line[at] === '\\' ? 2 : 1) {
    if (line.startsWith('/]', at)) return at;
  }
  return -1;
}

function piecesOf(line: string): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  let mayClose = true;
  const add = (from: number, to: number, mark: Piece['mark']) => {
    if (from > done) pieces.push({ from: done, to: from });
    pieces.push({ from, to, ...(mark === undefined ? {} : { mark }) });
    done = to;
  };
  for (let at = 0; at < line.length; at = Math.max(at + 1, done)) {
    const mark = marks.find((each) => line.startsWith(each, at));
    if (mark === undefined) continue;
    if (mark !== '[/') add(at, at + mark.length, 'anything');
    else if (mayClose) {
      const end = endOfExpression(line, at + mark.length);
      mayClose = end !== -1;
      if (mayClose) add(at, end + 2, 'expression');
    }
  }
  if (done < line.length) pieces.push({ from: done, to: line.length });
  return pieces;
}

/** A line as lines are compared: blanks at its ends do not count, and a run of blanks is one. */
export function squeezed(line: string): string {
  return line.replace(/[ \t]+/g, ' ').trim();
}

/** The characters `from` to `to` of a line stand for themselves, but for what differs from run to run. */
function literalText(line: string, from: number, to: number, volatile: readonly VolatilePart[]): string {
  let text = '';
  let done = from;
  for (const part of volatile) {
    if (part.from < from || part.to > to) continue;
    text += literal(line.slice(done, part.from)) + part.expression;
    done = part.to;
  }
  return text + literal(line.slice(done, to));
}

/** Reads a line of expected output. An expression with a problem stands for its own characters. */
export function parseLine(written: string): LinePattern {
  const line = squeezed(written);
  if (line === elision) return { is: 'lines' };
  const volatile = volatileParts(line);
  const parts = piecesOf(line).map(({ from, to, mark }): string => {
    if (mark === 'anything') return '.*';
    if (mark === undefined) return literalText(line, from, to, volatile);
    const inner = line.slice(from + 2, to - 2);
    return problemIn(inner) === undefined ? `(?:${inner})` : literal(line.slice(from, to));
  });
  return { is: 'line', expression: parts.join('') };
}

/** A predicate on lines of output: true for those that the line of the author fits. `lines` fits every one. */
export function lineMatcher(written: string): (line: string) => boolean {
  const pattern = parseLine(written);
  if (pattern.is === 'lines') return () => true;
  const matches = matcher(pattern.expression);
  const same = squeezed(written);
  return (line) => {
    const text = squeezed(line);
    return (text === same && !same.includes('[/')) || matches(text);
  };
}

/** True for a line `...`. */
export function isGap(written: string): boolean {
  return squeezed(written) === elision;
}

const badExpression = defineDiagnostic('bad-expression', 'regular expression that netgen cannot read');

/** Reports the first expression of a line that cannot be read. `place` gives the span of columns from 0. */
export function badExpressionIn(line: string, place: (from: number, to: number) => Span): Diagnostic | undefined {
  for (const { from, to, mark } of piecesOf(line)) {
    const problem = mark === 'expression' ? problemIn(line.slice(from + 2, to - 2)) : undefined;
    if (problem === undefined) continue;
    const help = 'mend it, or write `[..]` for any text';
    return badExpression({ at: place(from, to), label: problem, help });
  }
  return undefined;
}
