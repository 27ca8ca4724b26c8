// The output `diagram`: one SVG picture for each step of a lab.
import type { Plan } from '../../plan/plan.ts';
import { pictureOf } from '../drawing/picture.ts';
import { drawStep } from '../drawing/print.ts';
import type { Lesson, Output, OutputFile } from '../output.ts';

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
