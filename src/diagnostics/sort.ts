// The order in which problems are read: by file, line and column, each once.
import type { Diagnostic, Severity } from './diagnostic.ts';

const rank: Readonly<Record<Severity, number>> = { error: 0, unsupported: 1, warning: 2, note: 3 };

/** Compares by UTF-16 units: the same order on every machine and in every locale. */
function byText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function compare(left: Diagnostic, right: Diagnostic): number {
  return (
    byText(left.at.file, right.at.file) ||
    left.at.start.line - right.at.start.line ||
    left.at.start.column - right.at.start.column ||
    rank[left.severity] - rank[right.severity] ||
    byText(left.code, right.code) ||
    left.at.end.line - right.at.end.line ||
    left.at.end.column - right.at.end.column ||
    byText(left.label, right.label)
  );
}

/** Those that are the first of their code at their place: what a range stands for may be wrong a thousand times, and is written once. */
export function oncePerPlace(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ code, at: { start, end } }) => {
    const key = `${code} ${start.offset} ${end.offset}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** Sorts by file, line and column, and drops what says the same at the same place. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.toSorted(compare).filter(({ code, at, label }) => {
    const key = JSON.stringify([at.file, at.start, at.end, code, label]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
