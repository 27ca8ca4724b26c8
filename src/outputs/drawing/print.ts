// The diagram of a step in each of the forms that there are.
import type { Plan, PlanStep } from '../../plan/plan.ts';
import { renderAscii } from './ascii.ts';
import { describe } from './describe.ts';
import { renderDot } from './dot.ts';
import { isDrawn } from './drawing.ts';
import { layout } from './layout.ts';
import { renderMermaid } from './mermaid.ts';
import { pixels } from './metrics.ts';
import { drawingOf, titleOfStep } from './picture.ts';
import { renderSvg, type Svg } from './svg.ts';
import { diagramWords } from './words.ts';

/** Draws a step: the text of its SVG file and its size in pixels; undefined where it would be too large to read. */
export async function drawStep(plan: Plan, step: PlanStep): Promise<Svg | undefined> {
  if (!isDrawn(step.state)) return undefined;
  const words = diagramWords[plan.tutorial.language];
  const drawing = drawingOf(plan, step);
  const head = {
    id: `netgen-${plan.lab}-${step.number}`,
    title: titleOfStep(plan, step),
    description: describe(drawing, words),
  };
  return renderSvg(await layout(drawing, pixels), head, words);
}

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
      return `${renderMermaid(drawingOf(plan, step))}\n`;
    case 'dot':
      return `${renderDot(drawingOf(plan, step), titleOfStep(plan, step))}\n`;
  }
}
