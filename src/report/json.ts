// The report for programs: one JSON document of a stable shape, described in docs/reference/reports.md.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { sortDiagnostics } from '../diagnostics/sort.ts';
import type { Span } from '../diagnostics/span.ts';
import type { Report } from './report.ts';

/** Raised when a field changes its meaning or goes; new fields do not raise it. */
const version = 1;

function place({ file, start, end }: Span) {
  return { file, start: { ...start }, end: { ...end } };
}

function problem({ code, severity, title, at, label, related, help, expected, edits }: Diagnostic) {
  return {
    code,
    severity,
    title,
    label,
    help,
    ...place(at),
    related: related.map((other) => ({ label: other.label, ...place(other.at) })),
    expected,
    ...(edits && { edits: edits.map((edit) => ({ ...place(edit.at), text: edit.text })) }),
  };
}

/** The document, for reports that add to it. */
export const jsonDocument = (diagnostics: readonly Diagnostic[]) => ({
  version,
  diagnostics: sortDiagnostics(diagnostics).map(problem),
});

export const json: Report = (diagnostics) => `${JSON.stringify(jsonDocument(diagnostics), null, 2)}\n`;
