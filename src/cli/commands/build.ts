// netgen build: writes the outputs of tutorials, or compares them with what is there.
import { join, posix, resolve } from 'node:path';
import { joinFiles } from '../../compile.ts';
import { hasErrors } from '../../diagnostics/diagnostic.ts';
import { evidenceCodes } from '../../evidence/problems.ts';
import { type Change, type StandingFile, type Written, writeOutputs } from '../../files/write-outputs.ts';
import type { LessonHead } from '../../outputs/output.ts';
import type { ReportFormat } from '../../report/index.ts';
import { BuiltBefore, type BuiltTutorials, buildTutorials } from './build-tutorials.ts';
import { withEarlierOwners } from './earlier-owners.ts';
import { noTutorial } from './find-tutorials.ts';
import { EnvironmentError, type ExitCode, exitCode, type Io, UsageError } from './io.ts';
import { forgetBuilds, keptBuilds } from './kept-builds.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { reportTo } from './report-to.ts';

interface BuildOptions {
  readonly out: string;
  readonly check?: boolean;
  readonly lab?: string;
  /** Build again after each change, until the reader has had enough. */
  readonly watch?: boolean;
  readonly format: ReportFormat;
}

/** The lessons that hold the lab that was asked for. */
function choose(lessons: readonly LessonHead[], lab: string | undefined): readonly LessonHead[] {
  if (lab === undefined) return lessons;
  const chosen = lessons.filter(({ plans }) => plans.some((plan) => plan.lab === lab));
  if (chosen.length > 0) return chosen;
  const labs = lessons.flatMap(({ plans }) => plans.map((plan) => plan.lab));
  throw new UsageError(`there is no lab ${lab}; there is ${labs.join(', ') || 'none at all'}`);
}

/** The folder that a file is told of with: that of its tutorial or of its role. */
function groupOf({ path }: Change): string {
  const [first = '', ...rest] = path.split('/');
  const roles = rest.indexOf('roles');
  if (roles === -1) return rest.length === 0 ? '' : first;
  return [first, ...rest.slice(0, roles + 2)].join('/');
}

/** One line for each folder that something was written to. */
function groupLines(changes: readonly Change[], out: string): string {
  const groups = new Map<string, { written: number; removed: number }>();
  for (const change of changes) {
    const group = groups.get(groupOf(change)) ?? { written: 0, removed: 0 };
    if (change.is === 'orphan') group.removed += 1;
    else group.written += 1;
    groups.set(groupOf(change), group);
  }
  return [...groups]
    .map(([folder, { written, removed }]) => {
      const counts = [written > 0 && `${written} written`, removed > 0 && `${removed} removed`].filter(Boolean);
      return `${posix.join(out, folder)}/  ${counts.join(', ')}\n`;
    })
    .join('');
}

function reportWritten({ changes }: Written, count: number, out: string): string {
  const removed = changes.filter(({ is }) => is === 'orphan').length;
  const written = changes.length - removed;
  const parts = [
    `${written} written`,
    `${Math.max(0, count - written)} unchanged`,
    removed > 0 && `${removed} removed`,
  ];
  return `${groupLines(changes, out)}${parts.filter(Boolean).join(', ')}\n`;
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

function compareOrWrite(
  lessons: readonly LessonHead[],
  { files: own, empty }: BuiltTutorials,
  standing: readonly StandingFile[],
  { out, check, lab }: BuildOptions,
  io: Io,
): Written & { count: number } {
  const files = joinFiles(own, lessons);
  try {
    const options = { base: io.folder, partial: lab !== undefined, empty, standing };
    const written = writeOutputs(files, resolve(io.folder, out), check ? 'check' : 'write', options);
    return { ...written, count: files.length + standing.length };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new EnvironmentError(`${out}: cannot be ${check ? 'read' : 'written'} (${code}); it is as it was`);
  }
}

/** Builds the tutorials that `paths` stand for: all of them, or, if one has an error, none. */
export async function build(paths: readonly string[], options: BuildOptions, io: Io): Promise<ExitCode> {
  if (!options.watch) return buildAlone(paths, options, io);
  const { watchTutorials } = await import('./watch-tutorials.ts');
  const before = new BuiltBefore();
  await watchTutorials(paths, options.out, io, async (stop) => {
    await buildAlone(paths, options, { ...io, stop }, before);
  });
  return exitCode.fine;
}

/** What is said of a build that could be written or compared, and its exit code. */
function report(result: Written & { count: number }, loaded: BuiltTutorials, options: BuildOptions, io: Io): ExitCode {
  const { out, check, format } = options;
  // With another format, standard output holds the report and nothing else.
  const say = format === 'human' ? io.out : io.err;
  if (result.blocked.length > 0) {
    for (const { path, reason } of result.blocked) io.err(`${posix.join(out, path)}: ${reason}\n`);
    io.err('Nothing was written.\n');
    return exitCode.problems;
  }
  if (!check) {
    say(reportWritten(result, result.count, out));
    return exitCode.fine;
  }
  say(reportDifferences(result, result.count, out));
  const evidence = loaded.diagnostics.some(({ code }) => evidenceCodes.includes(code));
  return result.changes.length + result.foreign.length === 0 && !evidence ? exitCode.fine : exitCode.problems;
}

/** One build, and no other into the same folder meanwhile. A comparison writes nothing, and waits for nobody. */
function buildAlone(paths: readonly string[], options: BuildOptions, io: Io, before?: BuiltBefore): Promise<ExitCode> {
  const once = () => buildOnce(paths, options, io, before);
  return options.check ? once() : oneAtATime(options.out, io, once);
}

/** One build; with `before`, of what has changed since, and silent if that is nothing. */
async function buildOnce(
  paths: readonly string[],
  options: BuildOptions,
  io: Io,
  before?: BuiltBefore,
): Promise<ExitCode> {
  const { out, check, lab } = options;
  const wanted = lab === undefined ? ({ files: 'all' } as const) : ({ files: 'lab', lab } as const);
  // Comparing trusts nothing that it has not made itself.
  const kept = before === undefined && !check && lab === undefined ? keptBuilds(out, io) : undefined;
  const built = await buildTutorials(paths, out, wanted, io, before ?? kept);
  const loaded = withEarlierOwners(built, kept?.standing ?? [], out, io);
  if (before !== undefined && loaded.changed.length === 0 && !before.hindered) return exitCode.fine;
  if (before !== undefined) before.hindered = loaded.diagnostics.length > built.diagnostics.length;
  reportTo(io, options.format, loaded);
  if (hasErrors(loaded.diagnostics)) {
    io.err(`Nothing was written; ${join(out, '/')} is as it was.\n`);
    return exitCode.problems;
  }
  const lessons = choose(loaded.lessons, lab);
  if (lessons.length === 0) throw noTutorial(paths);
  const result = compareOrWrite(lessons, loaded, kept?.standing ?? [], options, io);
  // Whatever the reason is that something differs: what was kept shall not stand in the way of mending it.
  if (check && result.changes.length > 0) forgetBuilds(out, io);
  if (before !== undefined && result.blocked.length > 0) before.hindered = true;
  if (result.blocked.length === 0) await kept?.save(new Map(result.made.map(({ path, hash }) => [path, hash])));
  return report(result, loaded, options, io);
}
