// Drawings of tutorials, for the tests of diagrams.

import { compileTutorial } from '../../../src/compile.ts';
import { type Drawing, isDrawn } from '../../../src/outputs/drawing/drawing.ts';
import { drawingOf } from '../../../src/outputs/drawing/picture.ts';
import type { Lesson } from '../../../src/outputs/output.ts';
import type { Plan, PlanStep } from '../../../src/plan/plan.ts';

/** The lesson of a tutorial that must compile. */
export function lessonOf(text: string): Lesson {
  const { lesson, diagnostics } = compileTutorial('tutorials/lesson.md', new TextEncoder().encode(text));
  if (lesson === undefined) throw new Error(diagnostics.map(({ code, label }) => `${code}: ${label}`).join('\n'));
  return lesson;
}

/** A lesson of one block, or of several that are its steps. */
export const labOf = (...blocks: readonly string[]): string =>
  `# Lab\n\n${blocks.map((block) => `\`\`\`topology\n${block}\n\`\`\`\n`).join('\n')}`;

/** Every step of every lab. */
export function stepsOf({ plans }: Lesson): { readonly plan: Plan; readonly step: PlanStep }[] {
  return plans.flatMap((plan) => plan.steps.map((step) => ({ plan, step })));
}

/** What the steps of a tutorial show; none of one that does not compile. */
export function drawingsOf(text: string): Drawing[] {
  const { lesson } = compileTutorial('tutorials/lesson.md', new TextEncoder().encode(text));
  if (lesson === undefined) return [];
  return stepsOf(lesson)
    .filter(({ step }) => isDrawn(step.state))
    .map(({ plan, step }) => drawingOf(plan, step));
}
