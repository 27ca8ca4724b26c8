// The words of a Bats file that a reader sees, in each language.
import type { Language } from '../../1-source/tutorial.ts';

/** What the head of the file says; the lines of `verify.bats.hbs`. */
export interface BatsWords {
  readonly title: string;
  readonly made: string;
  readonly run: string;
  readonly steps: string;
  readonly needs: string;
  readonly outside: string;
  readonly touches: string;
  readonly nodes: string;
  readonly checks: string;
}

interface Facts {
  readonly lab: string;
  readonly title: string;
  readonly file: string;
  readonly steps: string;
}

// A line of comment that begins with "bats" or ends in "{ # @test" means something to Bats; none of these can.
const words: Readonly<Record<Language, (facts: Facts) => BatsWords>> = {
  en: ({ lab, title, file, steps }) => ({
    title: `The checks of lab "${lab}", from the tutorial "${title}".`,
    made: `Made by netgen from "${file}". Edit that file, not this one.`,
    run: 'Run it as root where setup.sh has made the lab:',
    steps: `A check holds at its own step only. STEP says which one stands (the last, if not set): ${steps}.`,
    needs: 'Needs bash, iproute2 and ping (iputils); checks of services also need socat or python3.',
    outside:
      'Checks beyond the uplink need OUTSIDE_ADDRESS (OUTSIDE_ADDRESS6), an address there that answers, or OUTSIDE_NETNS, a namespace there; else they are skipped.',
    touches: 'Changes nothing that lasts: it sends packets, and listens on a port for the moment of a check.',
    nodes: 'The namespaces that each step has.',
    checks: 'The checks of the tutorial',
  }),
  'zh-CN': ({ lab, title, file, steps }) => ({
    title: `实验“${lab}”的检查，来自教程“${title}”。`,
    made: `由 netgen 根据“${file}”生成。请修改那个文件，不要修改本文件。`,
    run: '在已经运行过 setup.sh 的机器上，以 root 身份运行：',
    steps: `每项检查只在自己的步骤成立。用 STEP 说明当前处于哪一步（默认为最后一步）：${steps}。`,
    needs: '需要 bash、iproute2 和 ping（iputils）；检查服务时还需要 socat 或 python3。',
    outside:
      '涉及上行链路之外的检查需要 OUTSIDE_ADDRESS（OUTSIDE_ADDRESS6），即外部一个会应答的地址，或 OUTSIDE_NETNS，即外部的一个命名空间；否则会跳过。',
    touches: '不留下任何改动：只发送数据包，并在检查期间临时监听一个端口。',
    nodes: '每个步骤的命名空间。',
    checks: '教程中的检查',
  }),
};

/** The words for one lab. */
export function batsWords(language: Language, facts: Facts): BatsWords {
  return words[language](facts);
}
