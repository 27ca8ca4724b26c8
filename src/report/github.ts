// Annotations on GitHub: one workflow command a problem.
// https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts';
import { sortDiagnostics } from '../diagnostics/sort.ts';
import type { Report } from './report.ts';
import { visible } from './width.ts';

const commands: Readonly<Record<Severity, string>> = {
  error: 'error',
  unsupported: 'error',
  warning: 'warning',
  note: 'notice',
};

/** GitHub shows ten annotations of a step, so errors come before warnings. */
const order: readonly string[] = ['error', 'warning', 'notice'];

/** Escapes as `@actions/core` does: what follows the `::` may hold colons and commas, a property may not. */
export function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** The same for the value of a property. */
export function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function command({ severity, code, title, at, label, help }: Diagnostic): string {
  const { start, end } = at;
  const properties = [`file=${escapeProperty(at.file)}`, `line=${start.line}`, `endLine=${end.line}`];
  // GitHub refuses columns of a range over several lines.
  if (start.line === end.line)
    properties.push(`col=${start.column}`, `endColumn=${Math.max(start.column, end.column)}`);
  properties.push(`title=${escapeProperty(`${code}: ${title}`)}`);
  return `::${commands[severity]} ${properties.join(',')}::${escapeData(`${visible(label)}\nhelp: ${visible(help)}`)}\n`;
}

export const github: Report = (diagnostics) =>
  sortDiagnostics(diagnostics)
    .toSorted((one, other) => order.indexOf(commands[one.severity]) - order.indexOf(commands[other.severity]))
    .map(command)
    .join('');
