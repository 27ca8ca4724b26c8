// Which labs, and which step of one, a command line asks for.

import type { Lesson } from '../../outputs/output.ts';
import type { Plan, PlanStep } from '../../plan/plan.ts';
import { UsageError } from '../io.ts';

/** The labs of this name among those of lessons; all where none is named. There is at least one. */
export function chooseLabs<P extends { readonly lab: string }>(
  lessons: readonly { readonly plans: readonly P[] }[],
  name: string | undefined,
): readonly P[] {
  const all = lessons.flatMap(({ plans }) => plans);
  const chosen = all.filter(({ lab }) => name === undefined || lab === name);
  if (chosen.length > 0) return chosen;
  throw new UsageError(`there is no lab ${name ?? 'here'}; there is ${namesOf(all) || 'none at all'}`);
}

const namesOf = (labs: readonly { readonly lab: string }[]): string => labs.map(({ lab }) => lab).join(', ');

/** The lab of this name, or the only one. */
export function chooseLab(lessons: readonly Lesson[], name: string | undefined): Plan {
  const chosen = chooseLabs(lessons, name);
  const [only, ...others] = chosen;
  if (only !== undefined && others.length === 0) return only;
  throw new UsageError(`there are several labs: ${namesOf(chosen)}; choose one with --lab`);
}

/** The step of this name, or the last. */
export function chooseStep({ lab, steps }: Plan, name: string | undefined): PlanStep {
  const step = name === undefined ? steps.at(-1) : steps.find((each) => each.name === name);
  if (step !== undefined) return step;
  throw new UsageError(`lab ${lab} has no step ${name ?? ''}; it has ${steps.map((each) => each.name).join(', ')}`);
}
