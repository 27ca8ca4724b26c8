// The words of a role beside its README, in each language: names of tasks, and what its variables are for.
import type { Language } from '../../source/tutorial.ts';

const english = {
  makeOrRemove: 'Make the lab, or take it away',
  remove: 'Take the lab away',
  make: 'Make the lab',
  judge: 'Compare what stands with what was recorded',
  tell: 'Say what is not as it was recorded',
  removeFirst: 'Take the lab away, to make it anew',
  makeSteps: 'Make what is missing',
  begin: "Note that these names are the lab's, before the first of them is made",
  keepTeardown: 'Keep its teardown.sh there, which the scripts call, too',
  goThrough: 'Go through the steps',
  record: 'Record what stands',
  presentHead: 'The lesson is in the files of its steps. Around it, setup.sh judges what stands by its record:',
  removesIs: 'It is always there, so check mode tells what would run.',
  stateIs: 'present: make the lab, or mend it. absent: take away what it has made.',
  untilIs: 'The last step to make, by its name or its number.',
  uplinkIs:
    'The interfaces of the host that lead out: a list, or a text with commas. Empty: those of its default routes.',
};

export type RoleTexts = typeof english;

export const roleTexts: Readonly<Record<Language, RoleTexts>> = {
  en: english,
  'zh-CN': {
    makeOrRemove: '创建或拆除实验',
    remove: '拆除实验',
    make: '创建实验',
    judge: '把现状与记录对照',
    tell: '说明哪些与记录不符',
    removeFirst: '拆除实验，以便重新创建',
    makeSteps: '创建缺少的部分',
    begin: '动手之前先记下：这些名字属于本实验',
    keepTeardown: '把它的 teardown.sh 也放在那里，脚本同样会调用',
    goThrough: '逐步执行',
    record: '记录现状',
    presentHead: '课文在各步骤的文件中。在它前后，由 setup.sh 依据记录判断现状：',
    removesIs: '它总是存在，所以检查模式会报告将要运行什么。',
    stateIs: 'present：创建或修复实验。absent：拆除它创建的东西。',
    untilIs: '做到哪一步：步骤的名字或编号。',
    uplinkIs: '主机通向外界的接口：列表，或用逗号隔开的文本。留空则使用默认路由的接口。',
  },
};
