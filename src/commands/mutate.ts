// netgen verify --mutate: makes each lab wrong by one thing after the other, and tells what no check notices.
import { type Judged, judgedOperations, type Mutant } from '../4-plan/mutants/mutants.ts';
import { commandsOf, type Word } from '../5-outputs/commands.ts';
import { shellWord } from '../5-outputs/quote.ts';
import type { Impossible } from '../sandbox/impossible.ts';
import { answersIn, answersOf, type Trial, tryMutant } from '../sandbox/mutate-lab.ts';
import type { Answers, Row } from '../sandbox/verify-lab.ts';
import { inOrder, mutantsAtOnce } from './in-order.ts';
import { EnvironmentError, type ExitCode, type Io } from './io.ts';
import { Progress } from './progress.ts';
import type { Job, VerifyOptions } from './verify.ts';
import { type Problems, tableHead, verifyExit, verifyReports } from './verify-report.ts';
import { writeSummary } from './verify-summary.ts';

const wordOf = (word: Word): string => (typeof word === 'string' ? shellWord(word) : `"$${word.variable}"`);

/** What is wrong, as the report says it. */
function sentence({ operation, altered, plan, world }: Mutant): string {
  const [command] = commandsOf(operation.action, plan.mark);
  const line = command?.words.map(wordOf).join(' ') ?? operation.id;
  const what =
    altered.what === undefined
      ? line
      : operation.action.do === 'table-load'
        ? altered.what
        : `${altered.what}: ${line}`;
  return `without ${what}${world === 'firewall' ? ' (behind a firewall)' : ''}`;
}

const unnoticed = 'no check fails without it';

const advice = `For each of these add a check that needs it, or leave it out of the lesson.
Whatever a command shows can be asked: { in: NODE, run: ip link, prints: "...mtu 1400..." }
`;

function rowOf(mutant: Mutant, trial: Trial, began: number): Row {
  const { step, operation, plan } = mutant;
  const base = { lab: plan.lab, step: step.name, what: 'check', text: sentence(mutant), at: operation.at } as const;
  const milliseconds = Math.round(performance.now() - began);
  switch (trial.is) {
    case 'noticed': {
      const { by } = trial;
      return { ...base, result: 'ok', milliseconds, detail: `noticed at step ${by.step}: ${by.text}` };
    }
    case 'unnoticed':
      return { ...base, result: 'failed', milliseconds, detail: unnoticed };
    case 'untried':
      return { ...base, result: 'skipped', milliseconds, detail: trial.reason };
  }
}

function possible<T extends object>(found: T | Impossible): T {
  if ('remedy' in found) throw new EnvironmentError(`cannot make a sandbox: ${found.reason}\n  ${found.remedy}`);
  return found;
}

interface Trials {
  readonly job: Job;
  readonly judged: readonly Judged[];
  readonly rows: readonly Row[];
}

/** One thing to run, and the lab that it belongs to. */
interface Task {
  readonly job: Job;
  run(): Promise<readonly Row[]>;
}

/** Asks once, when it is asked first, and gives all who ask the same answer. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= ask();
    return asked;
  };
}

/** The right lab by itself: what does not hold there would be taken for noticing, so a lab that fails is not tried further. */
async function tryRight({ lesson, plan }: Job): Promise<readonly Row[]> {
  const found = possible(await answersIn(lesson, plan, 'plain'));
  if ('is' in found) throw new Error(`a plain world lacks something: ${found.reason}`);
  const failed = found.find(({ result }) => result === 'failed');
  return failed === undefined ? [] : [{ ...failed, text: `the lab as it is: ${failed.text}` }];
}

/** What the right lab answers behind the firewall. */
async function behindFirewall({ lesson, plan }: Job): Promise<Answers | Trial> {
  const rows = possible(await answersIn(lesson, plan, 'firewall'));
  return 'is' in rows ? rows : answersOf(rows);
}

const allHolds: Answers = new Map();

function tasksOf(job: Job, judged: readonly Judged[]): Task[] {
  const right = once(() => tryRight(job));
  const answers = once(() => behindFirewall(job));
  const tryOne = async (mutant: Mutant): Promise<readonly Row[]> => {
    if ((await right()).length > 0) return [];
    const expected = mutant.world === 'plain' ? allHolds : await answers();
    const began = performance.now();
    const trial = 'is' in expected ? expected : possible(await tryMutant(job.lesson, mutant, expected));
    return [rowOf(mutant, trial, began)];
  };
  const mutants = judged.flatMap((each) => each.mutants);
  return [{ job, run: right }, ...mutants.map((mutant) => ({ job, run: () => tryOne(mutant) }))];
}

async function runAll(jobs: readonly Job[], io: Io, human: boolean): Promise<Trials[]> {
  const judged = new Map(jobs.map((job) => [job, judgedOperations(job.plan)]));
  const tasks = jobs.flatMap((job) => tasksOf(job, judged.get(job) ?? []));
  const rows = new Map<Job, Row[]>(jobs.map((job) => [job, []]));
  const progress = new Progress(io, tasks.length, { quiet: true });
  try {
    await inOrder(
      tasks,
      mutantsAtOnce,
      async ({ job, run }) => {
        const shown = progress.begin(job.plan.lab);
        const made = await run();
        shown.end(made.some(({ result }) => result !== 'ok') ? 'unnoticed' : 'noticed');
        return made;
      },
      (made, { job }) => {
        rows.get(job)?.push(...made);
        const shown = made.filter(({ result }) => result !== 'ok');
        if (human && shown.length > 0) progress.aside(() => io.out(verifyReports.human(shown, io.colour.out)));
      },
    );
  } finally {
    progress.close();
  }
  return jobs.map((job) => ({ job, judged: judged.get(job) ?? [], rows: rows.get(job) ?? [] }));
}

/** One line a lab: how much of it the checks hold. */
function coverage({ job, judged, rows }: Trials): string {
  const count = (by: Judged['by']) => judged.filter((each) => each.by === by).length;
  const noticed = rows.filter(({ result }) => result === 'ok').length;
  const skipped = rows.filter(({ result }) => result === 'skipped').length;
  const parts = [
    `${noticed} of ${rows.length} mistakes noticed`,
    skipped > 0 && `${skipped} not tried`,
    `${count('needed')} operations that others need`,
    count('care') > 0 && `${count('care')} of netgen's own care, not judged`,
  ];
  return `${job.plan.lab}: ${parts.filter(Boolean).join(', ')}\n`;
}

/** Tries every mutant of the labs and reports those that no check notices. */
export async function mutate(
  jobs: readonly Job[],
  problems: Problems,
  { format }: VerifyOptions,
  io: Io,
): Promise<ExitCode> {
  const human = format === 'human';
  if (human) io.out(tableHead());
  const trials = await runAll(jobs, io, human);
  const rows = trials.flatMap((each) => each.rows);
  const holes = rows.some(({ detail }) => detail === unnoticed);
  if (human) io.out(`${holes ? `\n${advice}` : ''}\n${trials.map(coverage).join('')}`);
  else io.out(verifyReports[format](rows, problems));
  if (format === 'github') writeSummary('netgen verify --mutate', rows, io);
  return verifyExit(rows);
}
