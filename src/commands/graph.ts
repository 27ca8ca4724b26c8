// netgen graph: prints the diagram of a lab after a step, in the form that is asked for.

import type { Plan, PlanStep } from '../4-plan/plan.ts';
import { type diagramFormats, printStep } from '../5-outputs/drawing/print.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { type ExitCode, exitCode, type Io, UsageError } from './io.ts';
import { loadTutorials } from './load-tutorials.ts';
import { reportTo } from './report-to.ts';

type Format = (typeof diagramFormats)[number];

interface GraphOptions {
  readonly lab?: string;
  readonly step?: string;
  readonly format?: Format;
}

const named = (plans: readonly Plan[]): string => plans.map(({ lab }) => lab).join(', ');

function choose(plans: readonly Plan[], name: string | undefined): Plan {
  const [only, ...others] = name === undefined ? plans : plans.filter(({ lab }) => lab === name);
  if (only === undefined)
    throw new UsageError(`there is no lab ${name ?? ''}; there is ${named(plans) || 'none at all'}`);
  if (others.length > 0) throw new UsageError(`there are several labs: ${named(plans)}; choose one with --lab`);
  return only;
}

function stepOf({ lab, steps }: Plan, name: string | undefined): PlanStep {
  const step = name === undefined ? steps.at(-1) : steps.find((each) => each.name === name);
  if (step !== undefined) return step;
  throw new UsageError(`lab ${lab} has no step ${name ?? ''}; it has ${steps.map((each) => each.name).join(', ')}`);
}

/** Prints one diagram; with errors in the tutorial, only the diagnostics. */
export async function graph(file: string, options: GraphOptions, io: Io): Promise<ExitCode> {
  const loaded = await loadTutorials([file], io);
  if (loaded.diagnostics.length > 0) reportTo({ ...io, out: io.err }, 'human', loaded);
  if (hasErrors(loaded.diagnostics)) return exitCode.problems;
  const plan = choose(
    loaded.lessons.flatMap(({ plans }) => plans),
    options.lab,
  );
  const step = stepOf(plan, options.step);
  const text = await printStep(plan, step, options.format ?? (io.terminal === true ? 'ascii' : 'svg'));
  if (text === undefined) {
    const { links, nodes } = step.state;
    throw new UsageError(
      `${nodes.size} nodes and ${links.length} cables are too many for a picture that can be read; --format dot or mermaid prints them for other programs, netgen inspect lists them`,
    );
  }
  io.out(text);
  return exitCode.fine;
}
