// netgen site: a static site of the lessons, written whole or not at all.
import { resolve } from 'node:path';
import { hasErrors } from '../../diagnostics/diagnostic.ts';
import { writeOutputs } from '../../files/write-outputs.ts';
import { type ExitCode, exitCode, type Io } from '../io.ts';
import { oneAtATime, tellBlocked } from '../output-folder.ts';
import { buildTutorials, siteLessonOf } from '../tutorials/build.ts';
import { noTutorial } from '../tutorials/find.ts';
import { reportTo } from '../tutorials/load.ts';

interface SiteCommandOptions {
  readonly out: string;
  readonly title?: string;
  /** The folder of `netgen build`, where the evidence of verifications is kept. */
  readonly generated: string;
}

const counted = (lessons: number): string => (lessons === 1 ? '1 lesson' : `${lessons} lessons`);

/** Makes the site of the tutorials that `paths` stand for: of all of them, or, if one has an error, none. */
export function site(paths: readonly string[], options: SiteCommandOptions, io: Io): Promise<ExitCode> {
  return oneAtATime(options.out, io, () => makeAndWrite(paths, options, io));
}

async function makeAndWrite(paths: readonly string[], options: SiteCommandOptions, io: Io): Promise<ExitCode> {
  const { out } = options;
  const built = await buildTutorials(paths, options.generated, { files: 'all' }, io);
  reportTo(io, 'human', built);
  if (hasErrors(built.diagnostics)) {
    io.err(`Nothing was written; ${out} is as it was.\n`);
    return exitCode.problems;
  }
  if (built.lessons.length === 0) throw noTutorial(paths);
  const lessons = built.built.flatMap((each) => siteLessonOf(each) ?? []);
  const { makeSite } = await import('../../site/make-site.ts');
  const { files, dead } = makeSite(lessons, options.title === undefined ? {} : { title: options.title });
  for (const { source, target } of dead) io.err(`${source}: nothing in the site is at ${target}; shown as text\n`);
  const where = { base: io.folder, empty: built.empty };
  const { changes, blocked } = writeOutputs(files, resolve(io.folder, out), 'write', where);
  if (tellBlocked(blocked, out, io)) return exitCode.problems;
  const removed = changes.filter(({ is }) => is === 'orphan').length;
  const written = changes.length - removed;
  io.out(
    `${out}/index.html: ${counted(lessons.length)}; ${written} files written, ${Math.max(0, files.length - written)} unchanged${removed > 0 ? `, ${removed} removed` : ''}\n`,
  );
  return exitCode.fine;
}
