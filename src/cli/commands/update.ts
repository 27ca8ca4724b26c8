// netgen update: runs the commands that lessons show, and writes what they print now into the lessons.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { hasErrors } from '../../diagnostics/diagnostic.ts';
import { unifiedDiff } from '../../files/diff.ts';
import type { Lesson } from '../../outputs/output.ts';
import type { Plan } from '../../plan/plan.ts';
import { visible } from '../../report/width.ts';
import { thisMachine } from '../../sandbox/machine.ts';
import type { RanCommand } from '../../sandbox/run-transcripts.ts';
import { type Row, verifyLab } from '../../sandbox/verify-lab.ts';
import { readTutorial } from '../../source/read-tutorial.ts';
import type { TranscriptCommand } from '../../source/tutorial.ts';
import { answerFits } from '../../transcripts/answer.ts';
import { type LineEdit, replaceLines, rewritten } from '../../transcripts/rewrite.ts';
import { inOrder } from '../in-order.ts';
import { type ExitCode, exitCode, type Io, UsageError } from '../io.ts';
import { possible, readUplinks } from '../sandboxes.ts';
import { loadTutorials, reportTo } from '../tutorials/load.ts';
import { rewriteTutorial } from '../tutorials/rewrite.ts';

export interface UpdateOptions {
  /** Write nothing; show what would be written. */
  readonly check?: boolean;
  /** Give output to commands without any. */
  readonly fill?: boolean;
  readonly uplinks?: readonly string[];
}

interface Shown {
  readonly rows: Row[];
  readonly commands: RanCommand[];
}

async function runLesson(plans: readonly Plan[], uplinks: readonly string[]): Promise<Shown> {
  const shown: Shown = { rows: [], commands: [] };
  for (const plan of plans) {
    const found = possible(await verifyLab(plan, { uplinks, machine: thisMachine }));
    shown.rows.push(...found.rows);
    shown.commands.push(...found.commands);
  }
  return shown;
}

/** Why nothing may be written: a lab that is not what the lesson says would print the wrong things. */
function hindrances({ rows }: Shown): string[] {
  return rows
    .filter(({ what, result }) => what !== 'transcript' && result !== 'ok')
    .map(({ at, lab, step, text, detail }) => {
      const [first = ''] = detail.split('\n');
      return `${at.file}:${at.start.line}: ${visible(`${lab}, step ${step}: ${text}: ${first}`)}\n`;
    });
}

function editsOf({ commands }: Shown, fill: boolean): LineEdit[] {
  return commands.flatMap(({ command: { expected, answer, margin }, ran }) => {
    const lines = 'answer' in ran ? rewritten(expected, ran.answer, fill) : undefined;
    return lines === undefined ? [] : [{ ...answer, margin, lines }];
  });
}

/** The file with the edits. Nothing may be another than output: the commands must be those that ran. */
function edited(lesson: Lesson, bytes: Uint8Array, { commands }: Shown, edits: readonly LineEdit[]): Uint8Array {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  const made = new TextEncoder().encode(replaceLines(text, edits));
  const { tutorial } = readTutorial(lesson.tutorial.file, made);
  const now: TranscriptCommand[] = (tutorial?.blocks ?? []).flatMap(({ transcripts }) =>
    transcripts.flatMap((transcript) => transcript.commands),
  );
  const byLine = [...commands].sort((a, b) => a.command.run.at.start.offset - b.command.run.at.start.offset);
  const same = byLine.every(({ command, ran }, index) => {
    const after = now[index];
    if (after?.run.text !== command.run.text || after.prompt !== command.prompt) return false;
    return !('answer' in ran) || answerFits(after.expected, ran.answer);
  });
  if (!same || now.length !== byLine.length)
    throw new Error(`${lesson.tutorial.file}: an update would not be read as it is meant`);
  return made;
}

/** Tells of commands whose output cannot stand in a lesson; true if there are some. */
function reportProblems({ commands }: Shown, io: Io): boolean {
  const wrong = commands.flatMap(({ command: { run, prompt }, ran }) =>
    'problem' in ran ? { run, prompt, ...ran } : [],
  );
  for (const { run, prompt, problem } of wrong) {
    io.err(`${run.at.file}:${run.at.start.line}: ${visible(`${prompt} ${run.text}`)}: ${visible(problem)}\n`);
  }
  return wrong.length > 0;
}

/** Brings one lesson up to date; false if something is wrong, or with `check` if something would change. */
function finish(lesson: Lesson, shown: Shown, options: UpdateOptions, io: Io): boolean {
  const { file } = lesson.tutorial;
  const hindered = hindrances(shown);
  if (hindered.length > 0) {
    io.err(`${hindered.join('')}${file}: the lab is not what the lesson says; the lesson is as it was\n`);
    return false;
  }
  const failed = reportProblems(shown, io);
  const edits = editsOf(shown, options.fill === true);
  const count = shown.commands.length;
  if (edits.length === 0) {
    io.out(`${file}: ${count} ${count === 1 ? 'command' : 'commands'}, as the lesson shows\n`);
    return !failed;
  }
  const bytes = readFileSync(resolve(io.folder, file));
  const made = edited(lesson, bytes, shown, edits);
  if (options.check) {
    const decoder = new TextDecoder();
    io.out(unifiedDiff(file, decoder.decode(bytes), decoder.decode(made)));
    return false;
  }
  rewriteTutorial(file, bytes, made, io);
  io.out(`${file}: ${edits.length} of ${count} ${count === 1 ? 'command' : 'commands'} rewritten\n`);
  return !failed;
}

/** Updates the lessons that `paths` stand for. */
export async function update(paths: readonly string[], options: UpdateOptions, io: Io): Promise<ExitCode> {
  const uplinks = readUplinks(options.uplinks);
  const loaded = await loadTutorials(paths, io);
  reportTo(io, 'human', loaded);
  if (hasErrors(loaded.diagnostics)) return exitCode.problems;
  const jobs = loaded.lessons.flatMap((lesson) => {
    const plans = lesson.plans.filter(({ steps }) => steps.some(({ commands }) => commands.length > 0));
    return plans.length === 0 ? [] : [{ lesson, plans }];
  });
  if (jobs.length === 0) throw new UsageError(`no console fence in ${paths.join(', ')} has a command to run`);
  io.err(`Running the labs of ${jobs.length === 1 ? 'a lesson' : `${jobs.length} lessons`}, each in a sandbox.\n`);
  let fine = true;
  await inOrder(
    jobs,
    thisMachine.labsAtOnce,
    ({ plans }) => runLesson(plans, uplinks),
    (shown, { lesson }) => {
      fine = finish(lesson, shown, options, io) && fine;
    },
  );
  return fine ? exitCode.fine : exitCode.problems;
}
