// The problem of a regular expression in expected output.
import { type Diagnostic, defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import { patternProblems } from './pattern.ts';

const badExpression = defineDiagnostic('bad-expression', 'regular expression that netgen cannot read');

/** Reports the first expression of a line that cannot be read. `place` gives the span of columns from 0. */
export function badExpressionIn(line: string, place: (from: number, to: number) => Span): Diagnostic | undefined {
  const [first] = patternProblems(line);
  if (first === undefined) return undefined;
  const help = 'mend it, or write `[..]` for any text';
  return badExpression({ at: place(first.from, first.to), label: first.problem, help });
}
