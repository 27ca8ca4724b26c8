// netgen inspect: shows a lab with every name resolved and every default filled.
import { hasErrors } from '../../diagnostics/diagnostic.ts';
import { chooseLabs, chooseStep } from './choose.ts';
import { labJson, labTables, labView } from './inspect-view.ts';
import { type ExitCode, exitCode, type Io } from './io.ts';
import { loadTutorials, reportTo } from './load-tutorials.ts';

interface InspectOptions {
  readonly lab?: string;
  readonly step?: string;
  readonly format: 'human' | 'json';
}

/** Prints the labs of one tutorial after a step; with errors, only the diagnostics. */
export async function inspect(file: string, options: InspectOptions, io: Io): Promise<ExitCode> {
  const loaded = await loadTutorials([file], io);
  reportTo(io, 'human', loaded);
  if (hasErrors(loaded.diagnostics)) return exitCode.problems;
  const views = chooseLabs(loaded.lessons, options.lab).map((plan) => labView(plan, chooseStep(plan, options.step)));
  io.out(
    options.format === 'json'
      ? `${JSON.stringify({ labs: views.map(labJson) }, null, 2)}\n`
      : views.map(labTables).join('\n'),
  );
  return exitCode.fine;
}
