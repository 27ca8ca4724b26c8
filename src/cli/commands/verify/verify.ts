// netgen verify: runs the labs of tutorials in sandboxes, asks their checks, reports what held, and keeps it as evidence.

import { hasErrors } from '../../../diagnostics/diagnostic.ts';
import { parseEvidence } from '../../../evidence/parse.ts';
import { standingOf } from '../../../evidence/verified.ts';
import type { Lesson } from '../../../outputs/output.ts';
import type { Plan, PlanStep } from '../../../plan/plan.ts';
import type { Machine } from '../../../sandbox/machine.ts';
import { type Row, type Verified, verifyLab } from '../../../sandbox/verify-lab.ts';
import { inOrder } from '../../in-order.ts';
import { type ExitCode, exitCode, type Io, UsageError } from '../../io.ts';
import { evidenceIn } from '../../output-folder.ts';
import { Progress } from '../../progress.ts';
import { possible, readUplinks } from '../../sandboxes.ts';
import { chooseLabs } from '../../tutorials/choose.ts';
import { loadTutorials, reportTo } from '../../tutorials/load.ts';
import { recordEvidence } from './record-evidence.ts';
import {
  type Problems,
  tableHead,
  type VerifyFormat,
  verifyCounts,
  verifyExit,
  verifyReports,
  writeSummary,
} from './report.ts';
import { type MachineOptions, onMachine } from './virtual-machine.ts';

export interface VerifyOptions extends MachineOptions {
  readonly format: VerifyFormat;
  /** Where the outputs are, and the evidence among them. */
  readonly out: string;
  readonly lab?: string;
  readonly stale?: boolean;
  /** Make each lab wrong by one thing after the other, and tell what no check notices. */
  readonly mutate?: boolean;
  /** Interfaces that lead out of the sandbox's machine; default: those that the lab names, else one. */
  readonly uplinks?: readonly string[];
}

export interface Job {
  readonly lesson: Lesson;
  readonly plan: Plan;
}

/** True if the evidence that is kept is of this very lab, and all held. */
function isCurrent({ lesson, plan }: Job, { out }: Pick<VerifyOptions, 'out'>, io: Io): boolean {
  const kept = evidenceIn(out, io)(lesson.tutorial.file).evidence;
  const evidence = kept && parseEvidence(kept.text);
  return evidence !== undefined && standingOf({ evidence }, plan).is === 'current';
}

/** The labs of these lessons that the options ask for: at least one, but where only stale ones are wanted. */
export function chooseJobs(lessons: readonly Lesson[], options: Omit<VerifyOptions, 'format'>, io: Io): Job[] {
  if (lessons.length === 0) throw new UsageError('there is no lab to verify');
  const chosen = new Set(chooseLabs(lessons, options.lab));
  const all = lessons.flatMap((lesson) => lesson.plans.map((plan) => ({ lesson, plan })));
  const jobs = all.filter(({ plan }) => chosen.has(plan));
  return options.stale === true ? jobs.filter((job) => !isCurrent(job, options, io)) : jobs;
}

interface Course {
  readonly options: VerifyOptions;
  readonly uplinks: readonly string[];
  readonly machine: Machine;
  readonly io: Io;
}

async function runLab({ plan }: Job, { machine, uplinks }: Course, progress: Progress): Promise<Verified> {
  const shown = progress.begin(plan.lab);
  const { length } = plan.steps;
  const enter = ({ number }: PlanStep) => shown.stage(`${number}/${length}`);
  const found = possible(await verifyLab(plan, { machine, uplinks, enter }));
  shown.end(verifyCounts(found.rows));
  return found;
}

/** Runs the labs, some at a time; people read the rows of each as soon as those before it have ended. */
async function runAll(jobs: readonly Job[], course: Course): Promise<Map<Job, Verified>> {
  const { options, machine, io } = course;
  const human = options.format === 'human';
  const found = new Map<Job, Verified>();
  const progress = new Progress(io, jobs.length, { quiet: human });
  if (human) io.out(tableHead());
  try {
    await inOrder(
      jobs,
      machine.labsAtOnce,
      (job) => runLab(job, course, progress),
      (result, job) => {
        found.set(job, result);
        if (human) progress.aside(() => io.out(verifyReports.human(result.rows, io.colour.out)));
      },
    );
  } finally {
    progress.close();
  }
  return found;
}

function report(rows: readonly Row[], problems: Problems, { format }: VerifyOptions, io: Io): void {
  io.out(format === 'human' ? verifyReports.summary(rows) : verifyReports[format](rows, problems));
  if (format === 'github') writeSummary('netgen verify', rows, io);
}

/** The report where no lab runs: machines are given a whole document all the same. */
function reportNone(problems: Problems, { format }: VerifyOptions, io: Io): void {
  if (format !== 'human') io.out(verifyReports[format]([], problems));
}

/** Verifies the labs of the tutorials that `paths` stand for. */
export async function verify(paths: readonly string[], options: VerifyOptions, io: Io): Promise<ExitCode> {
  const uplinks = readUplinks(options.uplinks);
  const loaded = await loadTutorials(paths, io);
  if (options.format === 'human') reportTo(io, 'human', loaded);
  if (hasErrors(loaded.diagnostics)) {
    reportNone(loaded, options, io);
    return exitCode.problems;
  }
  const jobs = chooseJobs(loaded.lessons, options, io);
  if (jobs.length === 0) {
    io.err('Every lab is as it was when it was verified: nothing to do.\n');
    reportNone(loaded, options, io);
    return exitCode.fine;
  }
  io.err(
    `Running ${jobs.length === 1 ? 'a lab' : `${jobs.length} labs`} with all that the author wrote, each in a sandbox${options.vm === true ? ' of a virtual machine' : ''}.\n`,
  );
  if (options.mutate === true) {
    const { mutate } = await import('./mutate.ts');
    return onMachine(options, io, (machine) => mutate(jobs, loaded, options, machine, io));
  }
  const found = await onMachine(options, io, (machine) => runAll(jobs, { options, uplinks, machine, io }));
  const rows = [...found.values()].flatMap((verified) => verified.rows);
  report(rows, loaded, options, io);
  const recorded = await recordEvidence(found, options, io);
  const code = verifyExit(rows);
  return code === exitCode.fine && !recorded ? exitCode.problems : code;
}
