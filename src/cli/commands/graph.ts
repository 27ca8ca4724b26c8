// netgen graph: prints the diagram of a lab after a step, in the form that is asked for.

import { hasErrors } from '../../diagnostics/diagnostic.ts';
import { type diagramFormats, printStep } from '../../outputs/drawing/picture.ts';
import { type ExitCode, exitCode, type Io, UsageError } from '../io.ts';
import { chooseLab, chooseStep } from '../tutorials/choose.ts';
import { loadTutorials, reportTo } from '../tutorials/load.ts';

type Format = (typeof diagramFormats)[number];

interface GraphOptions {
  readonly lab?: string;
  readonly step?: string;
  readonly format?: Format;
}

/** Prints one diagram; with errors in the tutorial, only the diagnostics. */
export async function graph(file: string, options: GraphOptions, io: Io): Promise<ExitCode> {
  const loaded = await loadTutorials([file], io);
  reportTo(io, 'human', loaded);
  if (hasErrors(loaded.diagnostics)) return exitCode.problems;
  const plan = chooseLab(loaded.lessons, options.lab);
  const step = chooseStep(plan, options.step);
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
