// What verify.bats and check.sh say to a reader, in each language.
import type { Language } from '../../source/tutorial.ts';

/** The heads of both files, and what stands above the record. */
interface BatsTexts {
  readonly verify: (lab: string, file: string) => readonly string[];
  /** Said where some check looks beyond the machine. */
  readonly beyond: string;
  readonly check: readonly string[];
  readonly standing: string;
}

// A line of comment that begins with "bats" or ends in "{ # @test" means something to Bats; none of these can.
export const batsTexts: Readonly<Record<Language, BatsTexts>> = {
  en: {
    verify: (lab, file) => [
      `${lab}: the checks of ${file}, each with the commands that you would type. Run it as root, where the lab stands:`,
      '  sudo bats verify.bats          or, without Bats:   sudo ./check.sh',
      'A check holds at its own step, so those of the step that stands are asked.',
    ],
    beyond:
      'OUTSIDE_ADDRESS (OUTSIDE_ADDRESS6), an address beyond this machine that answers, and OUTSIDE_NETNS, a namespace that has it, add those that look outside.',
    check: [
      'check.sh: the checks of the verify.bats beside it, for whoever has no Bats: ✓ or ✗, and the commands to type',
      '  usage    sudo ./check.sh [--format text|junit] [--quiet] [--explain] [--help]; --quiet tells only what does not hold,',
      '           --explain also the way that its packets were to take, and what differs from the lab as it was set up',
      '  outside  OUTSIDE_ADDRESS, OUTSIDE_NETNS: see verify.bats',
      '  status   0 all holds, 1 something does not, 2 usage, 3 the lab does not stand, or nothing could be checked',
    ],
    standing: 'The record of the lab tells the step that stands; without it nothing is checked, and nothing passes.',
  },
  'zh-CN': {
    verify: (lab, file) => [
      `${lab}：${file} 中的检查，每一项都写成您会手工输入的命令。请在实验所在的机器上以 root 身份运行：`,
      '  sudo bats verify.bats          没有 Bats 时：   sudo ./check.sh',
      '每项检查只在自己的步骤成立，因此只检查当前所处的步骤。',
    ],
    beyond:
      '设置 OUTSIDE_ADDRESS（OUTSIDE_ADDRESS6），即本机之外一个会应答的地址，以及 OUTSIDE_NETNS，即拥有该地址的命名空间，就会加上涉及外部的检查。',
    check: [
      'check.sh：不用 Bats 也能运行旁边 verify.bats 中的检查：显示 ✓ 或 ✗，以及要输入的命令',
      '  用法     sudo ./check.sh [--format text|junit] [--quiet] [--explain] [--help]；--quiet 只显示不成立的检查，',
      '           --explain 还显示其数据包本应经过的路径，以及与搭建时的实验有何不同',
      '  外部     OUTSIDE_ADDRESS、OUTSIDE_NETNS：见 verify.bats',
      '  退出状态 0 全部成立，1 有检查不成立，2 用法错误，3 实验没有建立，或没有可以检查的内容',
    ],
    standing: '实验的记录说明当前处于哪一步；没有记录就不检查任何内容，也不算通过。',
  },
};
