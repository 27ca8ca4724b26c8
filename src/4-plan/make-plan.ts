// Phase 4: a lab to its plan. Each step is the difference between two states, so that steps and one block agree.
import type { Lab } from '../2-model/lab.ts';
import { difference, OperationIds } from './difference.ts';
import { forwardersOf } from './lower/forwarding.ts';
import { lowerState } from './lower/lower-state.ts';
import { markOf } from './mark.ts';
import { needsOf } from './needs.ts';
import type { Piece } from './piece.ts';
import type { Plan, PlanStep } from './plan.ts';

/** The plan of a lab that has no errors. */
export function makePlan(lab: Lab): Plan {
  const mark = markOf(lab.name);
  const ids = new OperationIds();
  const steps: PlanStep[] = [];
  const forwarders = forwardersOf(lab.steps.map(({ state }) => state));
  let before: readonly Piece[] = [];
  for (const { number, name, title, block, checks, commands, state } of lab.steps) {
    const now = lowerState(state, mark, forwarders);
    steps.push({
      number,
      name,
      title,
      at: block.at,
      operations: difference(before, now, block.at, ids),
      ...(steps.length === 0 ? {} : { back: difference(now, before, block.at, new OperationIds()) }),
      checks,
      commands,
      state,
    });
    before = now;
  }
  const needs = needsOf(steps.flatMap(({ operations }) => operations));
  return { lab: lab.name, tutorial: lab.tutorial, mark, needs, steps };
}
