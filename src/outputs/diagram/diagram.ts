// The output `diagram`: one SVG picture for each step of a lab.
import { drawStep, pictureOf } from '../drawing/picture.ts';
import type { Output, OutputFile } from '../output.ts';

/** `step-1.svg`, `step-2-way-out.svg` … beside the scripts of a lab. */
export const diagram = {
  async render(lesson) {
    const steps = lesson.plans.flatMap((plan) => plan.steps.map((step) => ({ plan, step })));
    const files = steps.map(async ({ plan, step }): Promise<OutputFile[]> => {
      const picture = pictureOf(lesson, plan, step);
      const svg = await drawStep(plan, step);
      return picture && svg ? [{ path: picture.path, text: svg.text, executable: false }] : [];
    });
    return (await Promise.all(files)).flat();
  },
} satisfies Output;
