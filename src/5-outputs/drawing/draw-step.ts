// The picture of a step: its drawing, laid out, as SVG.
import type { Plan, PlanStep } from '../../4-plan/plan.ts';
import { describe } from './describe.ts';
import { isDrawn } from './drawing.ts';
import { layout } from './layout.ts';
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
