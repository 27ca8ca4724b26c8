// What there is to know of the picture of a step without drawing it: what it shows, its name, its words. ELK is not loaded for that.
import type { Plan, PlanStep } from '../../plan/plan.ts';
import { type Lesson, labFolder } from '../output.ts';
import { describe } from './describe.ts';
import { draw } from './draw.ts';
import { type Drawing, isDrawn, type Subject } from './drawing.ts';
import { diagramWords } from './words.ts';

/** What a page needs to show the picture of a step. */
export interface Picture {
  /** Relative to the output folder, like `OutputFile.path`: letters, digits, `.`, `_`, `-` and `/`. */
  readonly path: string;
  /** The file's own name, in the folder of the lab. */
  readonly name: string;
  /** What it shows, in words of the tutorial's language; one line of plain text, to be escaped for where it goes. */
  readonly alt: string;
}

/** What a step is drawn from. */
function subjectOf(plan: Plan, { number, state, checks }: PlanStep): Subject {
  return { state, before: plan.steps.find((step) => step.number === number - 1)?.state, checks };
}

/** What the diagram of a step shows. */
export const drawingOf = (plan: Plan, step: PlanStep): Drawing =>
  draw(subjectOf(plan, step), diagramWords[plan.tutorial.language]);

/** The heading of the diagram of a step. */
export function titleOfStep({ lab, steps, tutorial }: Plan, { number, name }: PlanStep): string {
  return diagramWords[tutorial.language].title(lab, number, steps.length, name === String(number) ? undefined : name);
}

/** The number makes the name unique also where file names know no case. */
function nameOf({ number, name }: PlanStep): string {
  return name === String(number) ? `step-${number}.svg` : `step-${number}-${name}.svg`;
}

/** The picture of a step; undefined where it would be too large to read. */
export function pictureOf(lesson: Lesson, plan: Plan, step: PlanStep): Picture | undefined {
  if (!isDrawn(step.state)) return undefined;
  const name = nameOf(step);
  const words = diagramWords[plan.tutorial.language];
  const alt = `${titleOfStep(plan, step)}${words.stop}${describe(drawingOf(plan, step), words)}`;
  return { path: `${labFolder(lesson, plan)}${name}`, name, alt };
}
