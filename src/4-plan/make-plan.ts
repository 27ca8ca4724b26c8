// Phase 4: a lab to its plan. Each step is the difference between two states, so that steps and one block agree.
import type { Lab } from '../2-model/lab.ts';
import { difference } from './difference.ts';
import { forwardersOf } from './lower/forwarding.ts';
import { lowerState } from './lower/lower-state.ts';
import type { Plan, PlanStep } from './plan.ts';
import type { Resource } from './resource.ts';

/** The plan of a lab that has no errors. */
export function makePlan(lab: Lab): Plan {
  const forwarders = forwardersOf(lab.steps.map(({ state }) => state));
  const steps: PlanStep[] = [];
  let before: readonly Resource[] = [];
  for (const { number, name, title, block, checks, commands, state } of lab.steps) {
    const resources = lowerState(state, lab.name, forwarders);
    steps.push({
      number,
      name,
      title,
      at: block.at,
      resources,
      changes: difference(before, resources, block.at),
      ...(steps.length === 0 ? {} : { back: difference(resources, before, block.at) }),
      checks,
      commands,
      state,
    });
    before = resources;
  }
  return { lab: lab.name, tutorial: lab.tutorial, steps };
}
