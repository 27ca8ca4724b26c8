// SARIF 2.1.0, for code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts';
import { sortDiagnostics } from '../diagnostics/sort.ts';
import type { Span } from '../diagnostics/span.ts';
import type { Report, Sources } from './report.ts';

const levels: Readonly<Record<Severity, string>> = {
  error: 'error',
  unsupported: 'error',
  warning: 'warning',
  note: 'note',
};

/** A path as a relative URI: every part escaped, the slashes kept. */
function uri(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}

function location({ file, start, end }: Span) {
  return {
    artifactLocation: { uri: uri(file) },
    region: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
  };
}

/** The text that a span marks. */
function marked({ file, start, end }: Span, sources: Sources): string {
  return sources.get(file)?.slice(start.offset, end.offset) ?? '';
}

/** Tells the same problem in two runs though lines were added above it: by its code, its file and the text it marks. */
function fingerprints(diagnostics: readonly Diagnostic[], sources: Sources): string[] {
  const seen = new Map<string, number>();
  return diagnostics.map(({ code, at }) => {
    const same = `${code}:${at.file}:${marked(at, sources)}`;
    const count = (seen.get(same) ?? 0) + 1;
    seen.set(same, count);
    return `${same}:${count}`;
  });
}

function result({ code, severity, title, at, label, help, related }: Diagnostic, fingerprint: string) {
  return {
    ruleId: code,
    level: levels[severity],
    message: { text: `${title}: ${label}. Help: ${help}` },
    locations: [{ physicalLocation: location(at) }],
    ...(related.length > 0 && {
      relatedLocations: related.map((other, id) => ({
        id,
        physicalLocation: location(other.at),
        message: { text: other.label },
      })),
    }),
    partialFingerprints: { 'netgen/v1': fingerprint },
  };
}

export const sarif: Report = (diagnostics, sources) => {
  const sorted = sortDiagnostics(diagnostics);
  const prints = fingerprints(sorted, sources);
  const titles = new Map(sorted.map(({ code, title }) => [code, title]));
  const rules = [...titles].map(([id, title]) => ({ id, shortDescription: { text: title } }));
  const run = {
    tool: { driver: { name: 'netgen', rules } },
    columnKind: 'utf16CodeUnits',
    results: sorted.map((diagnostic, index) => result(diagnostic, prints[index] ?? '')),
  };
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }, null, 2)}\n`;
};
