// netgen check: reports every problem of some tutorials and writes nothing.
import { hasErrors } from '../../diagnostics/diagnostic.ts';
import type { ReportFormat } from '../../report/index.ts';
import { type ExitCode, exitCode, type Io } from '../io.ts';
import { buildTutorials } from '../tutorials/build.ts';
import { noTutorial } from '../tutorials/find.ts';
import { reportTo } from '../tutorials/load.ts';

/** Reports what is wrong with the tutorials that `paths` stand for. */
export async function check(
  paths: readonly string[],
  options: { readonly format: ReportFormat; readonly out: string },
  io: Io,
): Promise<ExitCode> {
  const loaded = await buildTutorials(paths, options.out, { files: 'none' }, io);
  reportTo(io, options.format, loaded);
  if (hasErrors(loaded.diagnostics)) return exitCode.problems;
  if (loaded.lessons.length === 0) throw noTutorial(paths);
  return exitCode.fine;
}
