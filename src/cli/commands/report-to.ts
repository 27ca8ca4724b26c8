// Reports the problems of tutorials to the streams of a command: frames for people to standard error, all other formats,
// being the result that was asked for, to standard output.
import { type ReportFormat, reports } from '../../report/index.ts';
import type { Io } from './io.ts';
import type { Loaded } from './load-tutorials.ts';

/** Prints the problems of `loaded`. */
export function reportTo(
  io: Io,
  format: ReportFormat,
  { diagnostics, sources }: Pick<Loaded, 'diagnostics' | 'sources'>,
): void {
  if (format === 'human') io.err(reports.human(diagnostics, sources, { colour: io.colour.err }));
  else io.out(reports[format](diagnostics, sources));
}
