// The scripts of a lab as files: setup.sh and teardown.sh.
import { setupScript, teardownScript } from '../../scripts/scripts.ts';
import { type Lesson, labFolder, type Output, type OutputFile } from '../output.ts';

function render(lesson: Lesson): OutputFile[] {
  return lesson.plans.flatMap((plan) => {
    const folder = labFolder(lesson, plan);
    return [
      { path: `${folder}setup.sh`, text: setupScript(plan), executable: true },
      { path: `${folder}teardown.sh`, text: teardownScript(plan), executable: true },
    ];
  });
}

/** setup.sh and teardown.sh of each lab. */
export const bash = { render } satisfies Output;
