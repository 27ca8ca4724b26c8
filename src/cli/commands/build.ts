// netgen build: writes the outputs of tutorials, or compares them with what is there.
import { join, posix, resolve } from 'node:path';
import { joinFiles } from '../../compile.ts';
import { hasErrors } from '../../diagnostics/diagnostic.ts';
import { evidenceCodes } from '../../evidence/verified.ts';
import { type Change, type Written, writeOutputs } from '../../files/write-outputs.ts';
import { groupBy } from '../../group-by.ts';
import type { ReportFormat } from '../../report/index.ts';
import { type ExitCode, exitCode, type Io } from '../io.ts';
import { oneAtATime, tellBlocked } from '../output-folder.ts';
import { BuildCache, buildTutorials } from '../tutorials/build.ts';
import { chooseLabs } from '../tutorials/choose.ts';
import { noTutorial } from '../tutorials/find.ts';
import { reportTo } from '../tutorials/load.ts';

interface BuildOptions {
  readonly out: string;
  readonly check?: boolean;
  readonly lab?: string;
  /** Build again after each change, until the reader has had enough. */
  readonly watch?: boolean;
  readonly format: ReportFormat;
}

/** The folder that a file is told of with: that of its tutorial or of its role. */
function groupOf({ path }: Change): string {
  const [first = '', ...rest] = path.split('/');
  const roles = rest.indexOf('roles');
  if (roles === -1) return rest.length === 0 ? '' : first;
  return [first, ...rest.slice(0, roles + 2)].join('/');
}

/** `2 written, 1 removed`; of `all` that there are, also how many are unchanged. */
function counts(changes: readonly Change[], all?: number): string {
  const removed = changes.filter(({ is }) => is === 'orphan').length;
  const written = changes.length - removed;
  const parts = [
    (written > 0 || all !== undefined) && `${written} written`,
    all !== undefined && `${Math.max(0, all - written)} unchanged`,
    removed > 0 && `${removed} removed`,
  ];
  return parts.filter(Boolean).join(', ');
}

/** One line for each folder that something was written to, and one for all. */
function reportWritten({ changes }: Written, count: number, out: string): string {
  const lines = [...groupBy(changes, groupOf)].map(([folder, own]) => `${posix.join(out, folder)}/  ${counts(own)}\n`);
  return `${lines.join('')}${counts(changes, count)}\n`;
}

const differences: Readonly<Record<Change['is'], string>> = {
  missing: 'missing',
  stale: 'not what the tutorials say',
  mode: 'executable where it should not be, or the other way round',
  orphan: 'made by no tutorial any more',
};

function reportDifferences({ changes, foreign }: Written, count: number, out: string): string {
  const lines = changes.map(({ path, is, diff }) => `${posix.join(out, path)}: ${differences[is]}\n${diff ?? ''}`);
  for (const path of foreign) lines.push(`${posix.join(out, path)}: not written by netgen\n`);
  if (lines.length === 0) return `${count} unchanged\n`;
  return `${lines.join('')}${lines.length} of the files differ; netgen build brings them up to date\n`;
}

/** Builds the tutorials that `paths` stand for: all of them, or, if one has an error, none. */
export async function build(paths: readonly string[], options: BuildOptions, io: Io): Promise<ExitCode> {
  // A comparison writes nothing, and waits for nobody.
  if (options.check) return buildOnce(paths, options, io);
  if (!options.watch) return oneAtATime(options.out, io, () => buildOnce(paths, options, io));
  const { watchTutorials } = await import('../tutorials/watch.ts');
  const cache = new BuildCache();
  await watchTutorials(paths, options.out, io, async (stop) => {
    const round = { ...io, stop };
    await oneAtATime(options.out, round, () => buildOnce(paths, options, round, cache));
  });
  return exitCode.fine;
}

/** One build; with a cache of earlier ones it is silent if nothing has changed. */
async function buildOnce(
  paths: readonly string[],
  options: BuildOptions,
  io: Io,
  cache?: BuildCache,
): Promise<ExitCode> {
  const { out, check = false, lab, format } = options;
  const wanted = lab === undefined ? ({ files: 'all' } as const) : ({ files: 'lab', lab } as const);
  const built = await buildTutorials(paths, out, wanted, io, cache);
  const isSame = cache !== undefined && built.changed.length === 0;
  if (!isSame) reportTo(io, format, built);
  if (hasErrors(built.diagnostics)) {
    if (!isSame) io.err(`Nothing was written; ${join(out, '/')} is as it was.\n`);
    return exitCode.problems;
  }
  if (built.lessons.length === 0) throw noTutorial(paths);
  const labs = new Set(chooseLabs(built.lessons, lab));
  const lessons = built.lessons.filter(({ plans }) => plans.some((plan) => labs.has(plan)));
  const own = built.built.flatMap(({ files }) => files);
  const files = joinFiles(own, lessons);
  const where = { base: io.folder, partial: lab !== undefined, empty: built.empty };
  const written = writeOutputs(files, resolve(io.folder, out), check ? 'check' : 'write', where);
  if (tellBlocked(written.blocked, out, io)) return exitCode.problems;
  if (isSame && written.changes.length === 0) return exitCode.fine;
  // With another format, standard output holds the report and nothing else.
  const say = format === 'human' ? io.out : io.err;
  say((check ? reportDifferences : reportWritten)(written, files.length, out));
  if (!check) return exitCode.fine;
  const evidence = built.diagnostics.some(({ code }) => evidenceCodes.includes(code));
  return written.changes.length + written.foreign.length === 0 && !evidence ? exitCode.fine : exitCode.problems;
}
