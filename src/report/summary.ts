// The last line of a report: how many problems of which severity.
import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts';

const words: readonly (readonly [Severity, string, string])[] = [
  ['error', 'error', 'errors'],
  ['unsupported', 'unsupported', 'unsupported'],
  ['warning', 'warning', 'warnings'],
  ['note', 'note', 'notes'],
];

/** For example `2 errors, 1 warning`; empty if there is nothing to count. */
export function summary(diagnostics: readonly Diagnostic[]): string {
  return words
    .map(([severity, one, many]) => {
      const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
      return count === 0 ? '' : `${count} ${count === 1 ? one : many}`;
    })
    .filter((part) => part !== '')
    .join(', ');
}
