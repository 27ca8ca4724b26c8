// A lab to its plan. Each step is the difference between two states, so that steps and one block agree.
import { forwardersOf } from '../model/interfaces.ts';
import type { Lab } from '../model/lab.ts';
import { difference } from './difference.ts';
import { lowerState } from './lower/lower-state.ts';
import type { Plan, PlanStep } from './plan.ts';
import type { Resource } from './resource.ts';

/** The plan of a lab that has no errors. */
export function makePlan(lab: Lab): Plan {
  const forwarders = forwardersOf(lab);
  let before: readonly Resource[] = [];
  const steps = lab.steps.map(({ block: { at }, ...step }, index): PlanStep => {
    const resources = lowerState({ lab: lab.name, state: step.state, forwarders });
    const changes = difference(before, resources, at);
    const back = index === 0 ? {} : { back: difference(resources, before, at) };
    before = resources;
    return { ...step, at, resources, changes, ...back };
  });
  return { lab: lab.name, tutorial: lab.tutorial, steps };
}
