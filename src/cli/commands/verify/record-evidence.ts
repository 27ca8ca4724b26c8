// Keeps what a verification has found: in evidence.json, and in the pages that tell of it.
import { posix, resolve } from 'node:path';
import { renderLessons } from '../../../compile.ts';
import { type LabEvidence, renewEvidence } from '../../../evidence/evidence.ts';
import { parseEvidence } from '../../../evidence/parse.ts';
import { hashOfVerified, standingOf } from '../../../evidence/verified.ts';
import { builtSources, writeOutputs } from '../../../files/write-outputs.ts';
import type { Lesson } from '../../../outputs/output.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { Verified } from '../../../sandbox/verify-lab.ts';
import type { Io } from '../../io.ts';
import { evidenceIn, oneAtATime, tellBlocked } from '../../output-folder.ts';

interface Ran {
  readonly lesson: Lesson;
  readonly plan: Plan;
}

interface RecordOptions {
  readonly out: string;
  readonly uplinks?: readonly string[];
}

function evidenceOf(plan: Plan, { rows, where }: Verified): LabEvidence {
  return {
    lab: plan.lab,
    verified: hashOfVerified(plan),
    where,
    steps: plan.steps.map(({ name }) => ({
      step: name,
      rows: rows.filter(({ step }) => step === name),
    })),
  };
}

/** The lesson with its evidence renewed. Where less could be tried than what is on record of the very same lab, the record stays. */
function renewed(lesson: Lesson, found: ReadonlyMap<Ran, Verified>, options: RecordOptions, io: Io): Lesson {
  const kept = evidenceIn(options.out, io)(lesson.tutorial.file).evidence;
  const old = kept && parseEvidence(kept.text);
  const made = [...found].flatMap(([{ lesson: ran, plan }, verified]) => {
    if (ran !== lesson) return [];
    const evidence = evidenceOf(plan, verified);
    const worth = standingOf({ evidence: { labs: [evidence] } }, plan).is;
    const better = old !== undefined && standingOf({ evidence: old }, plan).is === 'current';
    return worth === 'incomplete' && better ? [] : [evidence];
  });
  const labs = lesson.plans.map(({ lab }) => lab);
  return { ...lesson, evidence: renewEvidence(old, made, labs) };
}

/** Writes the evidence of the labs that ran with all outputs of their tutorials, if they have any there; false if something is in the way. */
export async function recordEvidence(
  found: ReadonlyMap<Ran, Verified>,
  options: RecordOptions,
  io: Io,
): Promise<boolean> {
  if (options.uplinks !== undefined) {
    io.err('No evidence is kept of a run with --uplinks.\n');
    return true;
  }
  return oneAtATime(options.out, io, () => record(found, options, io));
}

async function record(found: ReadonlyMap<Ran, Verified>, options: RecordOptions, io: Io): Promise<boolean> {
  const built = builtSources(resolve(io.folder, options.out));
  const lessons = [...new Set([...found.keys()].map(({ lesson }) => lesson))];
  const [some, others] = [true, false].map((wanted) =>
    lessons.filter(({ tutorial }) => built.has(resolve(io.folder, tutorial.file)) === wanted),
  );
  for (const { tutorial } of others ?? []) {
    const folder = posix.join(options.out, tutorial.name);
    io.err(`${tutorial.file}: no evidence is kept, for it is not built; netgen build makes ${folder}/\n`);
  }
  if (some === undefined || some.length === 0) return true;
  const files = await renderLessons(some.map((lesson) => renewed(lesson, found, options, io)));
  const { changes, blocked } = writeOutputs(files, resolve(io.folder, options.out), 'write', { base: io.folder });
  if (tellBlocked(blocked, options.out, io)) return false;
  const counted = `${changes.length} ${changes.length === 1 ? 'file' : 'files'} brought up to date`;
  io.err(
    changes.length === 0 ? `The evidence in ${options.out}/ says the same already.\n` : `${options.out}/: ${counted}\n`,
  );
  return true;
}
