// The output `diagram`: one SVG picture for each step of a lab.
import { drawStep, pictureOf } from '../drawing/picture.ts';
import type { Output, OutputFile } from '../output.ts';

/** `step-1.svg`, `step-2-way-out.svg` … beside the scripts of a lab. */
export const diagram = {
  async render(lesson) {
    const files: OutputFile[] = [];
    for (const plan of lesson.plans) {
      for (const step of plan.steps) {
        const picture = pictureOf(lesson, plan, step);
        const svg = await drawStep(plan, step);
        if (picture && svg) files.push({ path: picture.path, text: svg.text, executable: false });
      }
    }
    return files;
  },
} satisfies Output;
