// A problem that the author can mend: what, where, and the edit that mends it.
import type { TextEdit } from './edit.ts';
import type { Span } from './span.ts';

/** `error`: nothing is built; `warning`: probably wrong; `unsupported`: good networking that netgen lacks; `note`: something was passed over. */
export type Severity = 'error' | 'warning' | 'unsupported' | 'note';

/** A second place that belongs to the problem, with at most eight words under it. */
export interface Related {
  readonly at: Span;
  readonly label: string;
}

/** The facts of one problem. Reports turn it into text; `title` is the same for every problem of a `code`. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly title: string;
  readonly at: Span;
  /** The specifics, at most eight words, printed under the caret. */
  readonly label: string;
  readonly related: readonly Related[];
  /** One concrete edit, in the imperative. */
  readonly help: string;
  /** What could stand at `at` instead, best first; editors offer it as a quick fix. */
  readonly expected: readonly string[];
  /** Edits that mend it together, wherever they are. */
  readonly edits?: readonly TextEdit[];
}

/** What the place of a problem adds to its definition. */
export interface Particulars {
  readonly at: Span;
  readonly label: string;
  readonly help: string;
  readonly related?: readonly Related[];
  /** What is undefined is passed over: there may be nothing to offer. */
  readonly expected?: readonly (string | undefined)[];
  readonly edits?: readonly TextEdit[];
}

/** Makes one diagnostic of a code. */
export type DiagnosticMaker = ((particulars: Particulars) => Diagnostic) & { readonly code: string };

/** Labels and helps quote what the author wrote, which may be of any length. */
const maxLabel = 150;
const maxHelp = 500;

function clip(text: string, length: number): string {
  // By characters, so that none is cut in two.
  return text.length <= length ? text : `${Array.from(text.slice(0, length)).slice(0, -1).join('')}…`;
}

/** Defines a diagnostic: `code` is its name everywhere, `title` a fixed fragment without user data, in lower case and without a full stop. */
export function defineDiagnostic(code: string, title: string, severity: Severity = 'error'): DiagnosticMaker {
  const make = (particulars: Particulars): Diagnostic => ({
    code,
    severity,
    title,
    at: particulars.at,
    label: clip(particulars.label, maxLabel),
    related: (particulars.related ?? []).map(({ at, label }) => ({ at, label: clip(label, maxLabel) })),
    help: clip(particulars.help, maxHelp),
    expected: (particulars.expected ?? []).flatMap((one) => one ?? []),
    ...(particulars.edits && particulars.edits.length > 0 && { edits: particulars.edits }),
  });
  return Object.assign(make, { code });
}

/** True if one of them stops the build. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error' || severity === 'unsupported');
}
