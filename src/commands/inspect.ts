// netgen inspect: shows a lab with every name resolved and every default filled.

import type { Lab, Step } from '../2-model/lab.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { labJson, labTables, labView } from './inspect-view.ts';
import { type ExitCode, exitCode, type Io, UsageError } from './io.ts';
import { loadTutorials } from './load-tutorials.ts';
import { reportTo } from './report-to.ts';

interface InspectOptions {
  readonly lab?: string;
  readonly step?: string;
  readonly format: 'human' | 'json';
}

function choose(labs: readonly Lab[], name: string | undefined): readonly Lab[] {
  if (name === undefined) return labs;
  const chosen = labs.filter((lab) => lab.name === name);
  if (chosen.length > 0) return chosen;
  throw new UsageError(`there is no lab ${name}; there is ${labs.map((lab) => lab.name).join(', ')}`);
}

function stepOf(lab: Lab, name: string | undefined): Step {
  const step = name === undefined ? lab.steps.at(-1) : lab.steps.find((each) => each.name === name);
  if (step !== undefined) return step;
  throw new UsageError(`lab ${lab.name} has no step ${name}; it has ${lab.steps.map((each) => each.name).join(', ')}`);
}

/** Prints the labs of one tutorial after a step; with errors, only the diagnostics. */
export async function inspect(file: string, options: InspectOptions, io: Io): Promise<ExitCode> {
  const loaded = await loadTutorials([file], io);
  reportTo(io, 'human', loaded);
  if (hasErrors(loaded.diagnostics)) return exitCode.problems;
  const views = choose(loaded.labs, options.lab).map((lab) => labView(lab, stepOf(lab, options.step)));
  io.out(
    options.format === 'json'
      ? `${JSON.stringify({ labs: views.map(labJson) }, null, 2)}\n`
      : views.map(labTables).join('\n'),
  );
  return exitCode.fine;
}
