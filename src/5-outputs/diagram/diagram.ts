// The output `diagram`: one SVG picture for each step of a lab.
import type { Plan, PlanStep } from '../../4-plan/plan.ts';
import type { Lesson, Output, OutputFile } from '../output.ts';
import { describe } from './describe.ts';
import { isDrawn } from './drawing.ts';
import { layout } from './layout.ts';
import { pixels } from './metrics.ts';
import { drawingOf, pictureOf, titleOfStep } from './picture.ts';
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

async function filesOf(lesson: Lesson, plan: Plan): Promise<OutputFile[]> {
  const files: OutputFile[] = [];
  for (const step of plan.steps) {
    const picture = pictureOf(lesson, plan, step);
    const svg = await drawStep(plan, step);
    if (picture !== undefined && svg !== undefined)
      files.push({ path: picture.path, text: svg.text, executable: false });
  }
  return files;
}

/** `step-1.svg`, `step-2-way-out.svg` … beside the scripts of a lab. */
export const diagram = {
  name: 'diagrams',
  async render(lesson) {
    const files: OutputFile[] = [];
    for (const plan of lesson.plans) files.push(...(await filesOf(lesson, plan)));
    return files;
  },
} satisfies Output;
