// The diagram of a step in each of the forms that there are.
import type { Plan, PlanStep } from '../../4-plan/plan.ts';
import { renderAscii } from './ascii.ts';
import { renderDot } from './dot.ts';
import { drawStep } from './draw-step.ts';
import { isDrawn } from './drawing.ts';
import { renderMermaid } from './mermaid.ts';
import { drawingOf, titleOfStep } from './picture.ts';

/** The names of the forms. */
export const diagramFormats = ['svg', 'ascii', 'mermaid', 'dot'] as const;

/** The text of a diagram, ending in a newline; undefined where a form that is to be read as it is would be too large for that. */
export async function printStep(
  plan: Plan,
  step: PlanStep,
  format: (typeof diagramFormats)[number],
): Promise<string | undefined> {
  switch (format) {
    case 'svg':
      return (await drawStep(plan, step))?.text;
    case 'ascii':
      return isDrawn(step.state) ? `${await renderAscii(drawingOf(plan, step), titleOfStep(plan, step))}\n` : undefined;
    case 'mermaid':
      return `${renderMermaid(drawingOf(plan, step)).text}\n`;
    case 'dot':
      return `${renderDot(drawingOf(plan, step), titleOfStep(plan, step))}\n`;
  }
}
