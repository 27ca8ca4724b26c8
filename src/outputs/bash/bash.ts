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
export const bash = {
  render,
  files: {
    'setup.sh': {
      en: 'builds the lab; running it again changes nothing, `--dry-run` only shows, `--check` only looks.',
      'zh-CN': '搭建实验；重复运行不会有任何改动，`--dry-run` 只显示命令，`--check` 只做检查。',
    },
    'teardown.sh': {
      en: 'takes the lab away and leaves the machine as it was.',
      'zh-CN': '拆除实验，机器恢复原样。',
    },
  },
} satisfies Output;
