// netgen verify --mutate: leaves one thing after the other out of each lab, and tells what no check notices.
import { commandLine } from '../../../plan/command.ts';
import type { Change, Plan, PlanStep } from '../../../plan/plan.ts';
import type { Resource } from '../../../plan/resource.ts';
import type { Machine } from '../../../sandbox/machine.ts';
import { openLab, withChecks } from '../../../sandbox/open-lab.ts';
import { type Row, Verification } from '../../../sandbox/verify-lab.ts';
import { inOrder } from '../../in-order.ts';
import type { ExitCode, Io } from '../../io.ts';
import { Progress } from '../../progress.ts';
import { possible } from '../../sandboxes.ts';
import { type Problems, tableHead, type VerifyFormat, verifyExit, verifyReports, writeSummary } from './report.ts';

/** A lab in which nothing makes one of its things, from the step on that would. */
interface Mutant {
  readonly plan: Plan;
  readonly step: PlanStep;
  readonly resource: Resource;
}

/** One for each thing that a reader knows by a name; what only netgen's care makes, such as the loopback, is not judged, nor setting up what has been made. */
function mutantsOf(plan: Plan): Mutant[] {
  return plan.steps.flatMap((step) =>
    step.changes.flatMap((change) => {
      const { does, resource } = change;
      if (does === 'undo' || resource.thing === undefined) return [];
      if (does === 'make' && resource.thing.completes === true) return [];
      // What is not there cannot be changed or taken away by a later step.
      const isLeft = (each: Change, { number }: PlanStep) =>
        each !== change && (number <= step.number || each.resource.key !== resource.key);
      const steps = plan.steps.map((each) => ({ ...each, changes: each.changes.filter((one) => isLeft(one, each)) }));
      return [{ plan: { ...plan, steps }, step, resource }];
    }),
  );
}

/** What must hold, must hold after so many milliseconds: many times it has to be found out that nobody answers. A lab that needs longer as it is gets all its time. */
const patiences = [2000, Number.POSITIVE_INFINITY] as const;

interface Trial {
  /** How many commands have been run to make the first of its steps. */
  readonly made: number;
  readonly patience: number;
  readonly failed?: Row;
}

/** Tries a lab from a step on, until something does not hold. */
async function tryLab(plan: Plan, from: number, machine: Machine, patience: number): Promise<Trial> {
  const hasty = withChecks(plan, (check) => ({ ...check, within: Math.min(check.within, patience) }));
  const sandbox = possible(await openLab(hasty, [], machine));
  try {
    const verification = new Verification(hasty, sandbox, []);
    let made: number | undefined;
    for (const step of hasty.steps.filter(({ number }) => number >= from)) {
      if (await verification.setUp(step)) {
        made ??= verification.standing;
        await verification.ask(step);
        await verification.show(step);
      }
      const failed = verification.rows.find(({ result }) => result === 'failed');
      if (failed !== undefined) return { made: made ?? 0, patience, failed };
    }
    return { made: made ?? 0, patience };
  } finally {
    await sandbox.close();
  }
}

/** What is left out: its commands, and what it is called where they read a text. */
function nameOf({ make, key }: Resource): string {
  const lines = make.map(commandLine).join('; ');
  return make.some(({ stdin }) => stdin !== undefined) ? `${key}: ${lines}` : lines;
}

/** Labs that are wrong, at a time: they wait longer than others. */
const mutantsAtOnce = ({ labsAtOnce }: Machine): number => Math.ceil(1.5 * labsAtOnce);

const unnoticed = 'no check fails without it';

const advice = `For each of these add a check that needs it, or leave it out of the lesson.
Whatever a command shows can be asked: { in: NODE, run: ip link, prints: "...mtu 1400..." }
`;

/** What a mutant has shown; nothing where its commands do nothing on this machine, as with rules for a firewall that it has not. */
async function rowOf(
  { plan, step, resource }: Mutant,
  right: Promise<readonly Trial[]>,
  machine: Machine,
): Promise<Row[]> {
  const whole = (await right)[step.number - 1];
  if (whole === undefined || whole.failed !== undefined) return [];
  const began = performance.now();
  const { made, failed } = await tryLab(plan, step.number, machine, whole.patience);
  if (failed === undefined && made === whole.made) return [];
  const text = `without ${nameOf(resource)}`;
  const detail = failed === undefined ? unnoticed : `noticed at step ${failed.step}: ${failed.text}`;
  const result = failed === undefined ? 'failed' : 'ok';
  const milliseconds = Math.round(performance.now() - began);
  return [{ lab: plan.lab, step: step.name, what: 'check', text, at: resource.at, result, milliseconds, detail }];
}

/** The lab as it is, each step made at once: what fails there would be taken for noticing. */
async function tryRight(plan: Plan, machine: Machine): Promise<Trial[]> {
  const trials: Trial[] = [];
  const [hasty, patient] = patiences;
  for (const { number } of plan.steps) {
    const made = { ...plan, steps: plan.steps.slice(0, number) };
    const soon = await tryLab(made, number, machine, hasty);
    trials.push(soon.failed === undefined ? soon : await tryLab(made, number, machine, patient));
  }
  return trials;
}

/** Tries every mutant of the labs and reports those that no check notices. */
export async function mutate(
  jobs: readonly { readonly plan: Plan }[],
  problems: Problems,
  { format }: { readonly format: VerifyFormat },
  machine: Machine,
  io: Io,
): Promise<ExitCode> {
  const human = format === 'human';
  if (human) io.out(tableHead());
  const tasks = jobs.flatMap(({ plan }) => {
    const right = tryRight(plan, machine);
    const wrong = right.then((trials) => {
      const failed = trials.find((trial) => trial.failed !== undefined)?.failed;
      return failed === undefined ? [] : [{ ...failed, text: `the lab as it is: ${failed.text}` }];
    });
    return [() => wrong, ...mutantsOf(plan).map((mutant) => () => rowOf(mutant, right, machine))].map((run) => ({
      plan,
      run,
    }));
  });
  const rows: Row[] = [];
  const progress = new Progress(io, tasks.length, { quiet: true });
  try {
    await inOrder(
      tasks,
      mutantsAtOnce(machine),
      async ({ plan, run }) => {
        const shown = progress.begin(plan.lab);
        const made = await run();
        shown.end(made.some(({ result }) => result !== 'ok') ? 'unnoticed' : 'noticed');
        return made;
      },
      (made) => {
        rows.push(...made);
        const shown = made.filter(({ result }) => result !== 'ok');
        if (human && shown.length > 0) progress.aside(() => io.out(verifyReports.human(shown, io.colour.out)));
      },
    );
  } finally {
    progress.close();
  }
  const noticed = rows.filter(({ result }) => result === 'ok').length;
  const holes = rows.some(({ detail }) => detail === unnoticed);
  if (human) io.out(`${holes ? `\n${advice}` : ''}\n${noticed} of ${rows.length} mistakes noticed\n`);
  else io.out(verifyReports[format](rows, problems));
  if (format === 'github') writeSummary('netgen verify --mutate', rows, io);
  return verifyExit(rows);
}
