// What a verification of a lab is about, and what evidence is worth for the lab as it is now.
import { createHash } from 'node:crypto';
import type { Plan, PlanStep } from '../../4-plan/plan.ts';
import type { LabEvidence, RowKind, StepEvidence } from '../../evidence/evidence.ts';
import { setupRuntime, teardownRuntime } from '../bash/runtime.ts';
import { batsRuntime } from '../bats/bats.ts';
import { callOf } from '../bats/calls.ts';
import { commandsOf } from '../commands.ts';
import type { Lesson } from '../output.ts';

/** Lines of comment, and empty ones, carry nothing out. */
function withoutComments(runtime: string): string {
  return runtime.replace(/^[ \t]*(?:#.*)?\n/gm, '');
}

/** What is run and asked at a step: without reasons, notes, titles and places, which are for the reader. */
function stepOf({ name, operations, checks, commands, state }: PlanStep, { mark }: Plan): object {
  return {
    name,
    commands: operations.flatMap(({ action }) => commandsOf(action, mark)),
    checks: checks.map((check) => [check.text, ...callOf(check, state)]),
    ...(commands.length === 0
      ? {}
      : { shown: commands.map(({ in: place, run, expected }) => [place, run.text, expected]) }),
  };
}

/**
 * SHA-256, in hexadecimal, of all that `netgen verify` runs and asks of a lab: the commands and the checks of each step, and
 * the runtime that carries them out. Prose, headings, notes and the place in the file are not in it: they may change, and what was
 * verified is still what is there.
 */
export function hashOfVerified(plan: Plan): string {
  const runtime = [setupRuntime(plan).text, teardownRuntime(), batsRuntime()].map(withoutComments);
  const verified = { lab: plan.lab, mark: plan.mark, steps: plan.steps.map((step) => stepOf(step, plan)), runtime };
  return createHash('sha256').update(JSON.stringify(verified)).digest('hex');
}

/**
 * What is known of a lab as it is now. `current`: this very lab was verified and all held. `failed`: this very lab was run, and
 * something did not hold. `incomplete`: something could not be tried. `stale`: another version of the lab was verified. `none`: no
 * verification is on record.
 */
export type Standing =
  | { readonly is: 'current' | 'failed' | 'incomplete' | 'stale'; readonly evidence: LabEvidence }
  | { readonly is: 'none' };

/** True if nothing that the step has to show was left out. */
function isWhole({ checks, commands }: PlanStep, evidence: StepEvidence | undefined): boolean {
  const count = (kind: RowKind) => (evidence?.rows ?? []).filter(({ what }) => what === kind).length;
  const laws = (['setup', 'again', 'teardown'] as const).every((what) =>
    evidence?.rows.some((row) => row.what === what),
  );
  return laws && count('check') >= checks.length && count('transcript') >= commands.length;
}

/** What the evidence of the lesson is worth for one of its labs. */
export function standingOf({ evidence }: Pick<Lesson, 'evidence'>, plan: Plan): Standing {
  const found = evidence?.labs.find(({ lab }) => lab === plan.lab);
  if (found === undefined) return { is: 'none' };
  if (found.verified !== hashOfVerified(plan)) return { is: 'stale', evidence: found };
  const rows = found.steps.flatMap((step) => step.rows);
  if (rows.some(({ result }) => result === 'failed')) return { is: 'failed', evidence: found };
  const whole = plan.steps.every((step) =>
    isWhole(
      step,
      found.steps.find(({ step: name }) => name === step.name),
    ),
  );
  const skipped = rows.some(({ result }) => result === 'skipped');
  return { is: whole && !skipped ? 'current' : 'incomplete', evidence: found };
}
