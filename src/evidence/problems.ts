// Problems with the evidence of a lesson: it is of another version of the lab, or it is of a failure.

import { type Diagnostic, defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Plan } from '../plan/plan.ts';
import type { Evidence } from './evidence.ts';
import { standingOf } from './verified.ts';

const stale = defineDiagnostic('stale-evidence', 'lab has changed since it was verified', 'warning');
const failed = defineDiagnostic('failed-evidence', 'lab failed when it was last verified', 'warning');

/** The codes of these problems: outputs with one of them are not what they should be. */
export const evidenceCodes: readonly string[] = [stale.code, failed.code];

/** The labs of a tutorial, and what is on record of them. */
interface Verified {
  readonly plans: readonly Plan[];
  readonly evidence?: Evidence;
}

/** `verify` is the command that verifies the tutorial anew. */
export function evidenceProblems(lesson: Verified, verify: string): Diagnostic[] {
  return lesson.plans.flatMap((plan) => problemOf(lesson, plan, verify) ?? []);
}

function problemOf(lesson: Verified, plan: Plan, verify: string): Diagnostic | undefined {
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
