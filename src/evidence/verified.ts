// What a verification of a lab is about, what evidence is worth for the lab as it is now, and what to say where it is worth little.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { type Diagnostic, defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { onceFor } from '../once-for.ts';
import { asRun } from '../plan/command.ts';
import type { Change, Plan, PlanStep } from '../plan/plan.ts';
import { type Evidence, type LabEvidence, rowKinds, type StepEvidence } from './evidence.ts';

function ranBy({ does, commands, resource }: Change): object {
  return { does, commands: commands.map(asRun), ...(does === 'undo' ? {} : { undo: resource.undo.map(asRun) }) };
}

/** What is run and asked at a step: without reasons, titles and what the lesson says of checks, which are for the reader. */
function askedAt({ name, changes, checks, commands }: PlanStep): object {
  return {
    name,
    changes: changes.map(ranBy),
    checks,
    ...(commands.length === 0
      ? {}
      : { shown: commands.map(({ in: place, run, expected }) => [place, run.text, expected]) }),
  };
}

/** Places and notes carry nothing out; numbers of addresses are larger than JSON's. */
function withoutNotes(key: string, value: unknown): unknown {
  if (key === 'at' || key === 'note') return undefined;
  return typeof value === 'bigint' ? String(value) : value;
}

/**
 * SHA-256, in hexadecimal, of what the plan of a lab runs and asks: the commands and the checks of each step. Prose, headings, notes,
 * the place in the file and the words of the scripts around the commands are not in it: they may change, and what was verified is
 * still what is there.
 */
export const hashOfVerified = onceFor(({ lab, steps }: Plan): string =>
  bytesToHex(sha256(utf8ToBytes(JSON.stringify({ lab, steps: steps.map(askedAt) }, withoutNotes)))),
);

/**
 * What is known of a lab as it is now. `current`: this very lab was verified and all held. `failed`: this very lab was run, and
 * something did not hold. `incomplete`: something could not be tried. `stale`: another version of the lab was verified. `none`: no
 * verification is on record.
 */
export type Standing =
  | { readonly is: 'current' | 'failed' | 'incomplete' | 'stale'; readonly evidence: LabEvidence }
  | { readonly is: 'none' };

function isWhole({ name, checks, commands }: PlanStep, found: readonly StepEvidence[]): boolean {
  const rows = found.find(({ step }) => step === name)?.rows ?? [];
  const least = { setup: 1, check: checks.length, transcript: commands.length, again: 1, teardown: 1 };
  return rowKinds.every((kind) => rows.filter(({ what }) => what === kind).length >= least[kind]);
}

/** What the evidence of the lesson is worth for one of its labs. */
export function standingOf({ evidence }: { readonly evidence?: Evidence }, plan: Plan): Standing {
  const found = evidence?.labs.find(({ lab }) => lab === plan.lab);
  if (found === undefined) return { is: 'none' };
  if (found.verified !== hashOfVerified(plan)) return { is: 'stale', evidence: found };
  const rows = found.steps.flatMap((step) => step.rows);
  if (rows.some(({ result }) => result === 'failed')) return { is: 'failed', evidence: found };
  const skipped = rows.some(({ result }) => result === 'skipped');
  const whole = plan.steps.every((step) => isWhole(step, found.steps));
  return { is: whole && !skipped ? 'current' : 'incomplete', evidence: found };
}

interface Recorded {
  readonly plans: readonly Plan[];
  readonly evidence?: Evidence;
}

const stale = defineDiagnostic('stale-evidence', 'lab has changed since it was verified', 'warning');
const failed = defineDiagnostic('failed-evidence', 'lab failed when it was last verified', 'warning');

/** The codes of these problems: outputs with one of them are not what they should be. */
export const evidenceCodes: readonly string[] = [stale.code, failed.code];

/** `verify` is the command that verifies the tutorial anew. */
export function evidenceProblems(lesson: Recorded, verify: string): Diagnostic[] {
  return lesson.plans.flatMap((plan) => problemOf(lesson, plan, verify) ?? []);
}

function problemOf(lesson: Recorded, plan: Plan, verify: string): Diagnostic | undefined {
  const at = plan.steps[0]?.at;
  const standing = standingOf(lesson, plan);
  if (at === undefined) return undefined;
  if (standing.is === 'stale') {
    return stale({ at, label: `another ${plan.lab} was verified`, help: `verify it again: ${verify}` });
  }
  if (standing.is !== 'failed') return undefined;
  const step = standing.evidence.steps.find(({ rows }) => rows.some(({ result }) => result === 'failed'));
  const label = `step ${step?.step ?? ''} of ${plan.lab} failed`;
  return failed({ at, label, help: `see what failed, mend it, and verify it again: ${verify}` });
}
