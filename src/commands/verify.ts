// netgen verify: runs the labs of tutorials in sandboxes, asks their checks, and reports what held.
import type { Plan } from '../4-plan/plan.ts';
import type { Lesson } from '../5-outputs/output.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { type Row, verifyLab } from '../sandbox/verify-lab.ts';
import { EnvironmentError, type ExitCode, exitCode, type Io, UsageError } from './io.ts';
import { loadTutorials } from './load-tutorials.ts';
import { reportTo } from './report-to.ts';
import { readUplinks } from './uplinks.ts';
import { tableHead, type VerifyFormat, verifyExit, verifyReports } from './verify-report.ts';

export interface VerifyOptions {
  readonly format: VerifyFormat;
  /** Only this lab. */
  readonly lab?: string;
  /** Interfaces that lead out of the sandbox's machine; default: those that the lab names, else one. */
  readonly uplinks?: readonly string[];
}

interface Job {
  readonly lesson: Lesson;
  readonly plan: Plan;
}

/** Labs at a time: a lab mostly waits for answers. */
const atOnce = 2;

/** Gives each job to `work`, some at a time, and each result to `done` in the order of the jobs. */
async function inOrder<T, R>(
  jobs: readonly T[],
  work: (job: T) => Promise<R>,
  done: (result: R) => void,
): Promise<void> {
  const running: Promise<R>[] = [];
  for (let next = 0; next < jobs.length || running.length > 0; ) {
    const job = jobs[next];
    if (job !== undefined && running.length < atOnce) {
      const result = work(job);
      // It is looked at when its turn comes; until then a failure is not unheard of.
      result.catch(() => undefined);
      running.push(result);
      next += 1;
    } else {
      const first = running.shift();
      if (first !== undefined) done(await first);
    }
  }
}

async function runLab({ lesson, plan }: Job, options: VerifyOptions): Promise<Row[]> {
  const rows = await verifyLab(lesson, plan, readUplinks(options.uplinks));
  if (Array.isArray(rows)) return rows;
  throw new EnvironmentError(`cannot make a sandbox: ${rows.reason}\n  ${rows.remedy}`);
}

/** Verifies the labs of the tutorials that `paths` stand for. */
export async function verify(paths: readonly string[], options: VerifyOptions, io: Io): Promise<ExitCode> {
  const loaded = await loadTutorials(paths, io);
  if (loaded.diagnostics.length > 0) reportTo({ ...io, out: io.err }, 'human', loaded);
  if (hasErrors(loaded.diagnostics)) return exitCode.problems;
  const all = loaded.lessons.flatMap((lesson) => lesson.plans.map((plan) => ({ lesson, plan })));
  const jobs = all.filter(({ plan }) => options.lab === undefined || plan.lab === options.lab);
  if (jobs.length === 0) {
    throw new UsageError(options.lab === undefined ? 'there is no lab to verify' : `no lab is called ${options.lab}`);
  }
  io.err(
    `Running ${jobs.length === 1 ? 'a lab' : `${jobs.length} labs`} with all that the author wrote, each in a sandbox.\n`,
  );
  const rows: Row[] = [];
  if (options.format === 'human') io.out(tableHead());
  await inOrder(
    jobs,
    (job) => runLab(job, options),
    (found) => {
      rows.push(...found);
      if (options.format === 'human') io.out(verifyReports.human(found, io.colour.out));
    },
  );
  io.out(options.format === 'human' ? verifyReports.summary(rows) : verifyReports[options.format](rows));
  return verifyExit(rows);
}
