// The actions of a plan in the order of the script, without the steps that they stand in.
import type { Action, Plan } from './plan.ts';

/** What a plan does, from the first step to the last. */
export const actionsOf = (plan: Plan): Action[] =>
  plan.steps.flatMap(({ operations }) => operations.map(({ action }) => action));
