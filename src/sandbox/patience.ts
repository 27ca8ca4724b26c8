// How long is waited for what has to come true: a lab with other patience than its author's.
import type { Check } from '../2-model/lab.ts';
import type { Plan } from '../4-plan/plan.ts';

/** The plan with each of its checks changed; the labs that stand are the same. */
export function withChecks(plan: Plan, change: (check: Check) => Check): Plan {
  return { ...plan, steps: plan.steps.map((step) => ({ ...step, checks: step.checks.map(change) })) };
}

/** The plan with so many times the patience. */
export function withPatience(plan: Plan, times: number): Plan {
  return times === 1 ? plan : withChecks(plan, (check) => ({ ...check, within: check.within * times }));
}
