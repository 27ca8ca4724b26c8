// The order of problems.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Diagnostic, defineDiagnostic } from '../../src/diagnostics/diagnostic.ts';
import { sortDiagnostics } from '../../src/diagnostics/sort.ts';
import type { Span } from '../../src/diagnostics/span.ts';

const oops = defineDiagnostic('oops', 'something is wrong');
const hint = defineDiagnostic('hint', 'something may be wrong', 'warning');

const span = (file: string, line: number, column: number, length = 1): Span => ({
  file,
  start: { line, column, offset: 0 },
  end: { line, column: column + length, offset: length },
});

test('by file, line and column; at one place errors first; each once', () => {
  const at = (make: typeof oops, ...place: [string, number, number]) =>
    make({ at: span(...place), label: 'x', help: 'y' });
  const shuffled = [
    at(oops, 'b.md', 1, 1),
    at(hint, 'a.md', 2, 10),
    at(oops, 'a.md', 2, 10),
    at(oops, 'a.md', 10, 1),
    at(oops, 'a.md', 2, 9),
    at(oops, 'a.md', 2, 10),
  ];
  const text = ({ code, at: place }: Diagnostic) => `${place.file}:${place.start.line}:${place.start.column} ${code}`;
  expect(sortDiagnostics(shuffled).map(text)).toEqual([
    'a.md:2:9 oops',
    'a.md:2:10 oops',
    'a.md:2:10 hint',
    'a.md:10:1 oops',
    'b.md:1:1 oops',
  ]);
});

test('the order given does not matter, and what is left stands for all', () => {
  const small = fc.integer({ min: 1, max: 3 });
  const diagnostic = fc
    .tuple(fc.constantFrom(oops, hint), fc.constantFrom('a', 'b'), small, small, small, fc.constantFrom('x', 'y'))
    .map(([make, file, line, column, length, label]) =>
      make({ at: span(file, line, column, length), label, help: 'h' }),
    );
  const shuffled = fc
    .array(diagnostic)
    .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
  fc.assert(
    fc.property(shuffled, ([all, other]) => {
      const sorted = sortDiagnostics(all);
      expect(sortDiagnostics(other)).toEqual(sorted);
      expect(sortDiagnostics([...sorted, ...all])).toEqual(sorted);
      for (const one of all) expect(sorted).toContainEqual(one);
    }),
  );
});
