// The words of the scripts that a reader meets in the language of the tutorial. What a script prints while it runs stays
// English: it sets LC_ALL=C, and its messages are what people search for.
import type { Localized } from '../source/tutorial.ts';

/** The setting that Docker needs too, and with which the kernel changes another one. */
export const forwarding = 'net.ipv4.ip_forward';

/** The setting with which the kernel forgets routes that were advertised to it. */
export const forwardingOfIpv6 = 'net.ipv6.conf.all.forwarding';

/** What stands before the lines of a script's header. */
export const labels = {
  makes: { en: 'makes', 'zh-CN': '创建' },
  touches: { en: 'touches', 'zh-CN': '影响' },
  needs: { en: 'needs', 'zh-CN': '需要' },
  record: { en: 'record', 'zh-CN': '记录' },
  source: { en: 'source', 'zh-CN': '来源' },
  removes: { en: 'removes', 'zh-CN': '删除' },
  resets: { en: 'resets', 'zh-CN': '恢复' },
} satisfies Record<string, Localized>;

/** The English noun for these values, which blanks part. */
const noun = (values: string, one: string): string => (values.includes(' ') ? `${one}s` : one);

type Phrase = (values: string) => Localized;

/** When the value of a setting before the lab does not come back. */
const unless = (names: string): Localized =>
  names.split(' ').includes(forwarding)
    ? {
        en: 'unless another lab or Docker needs it, or somebody has changed it since',
        'zh-CN': '除非别的实验或 Docker 还需要它，或者后来有人改过它',
      }
    : {
        en: 'unless another lab needs it, or somebody has changed it since',
        'zh-CN': '除非别的实验还需要它，或者后来有人改过它',
      };

/** The lines of the headers, each about values that blanks part. */
export const phrases = {
  namespaces: (names) => ({
    en: `the network ${noun(names, 'namespace')} ${names}`,
    'zh-CN': `网络命名空间 ${names}`,
  }),
  links: (names) => ({
    en: `on this machine the ${noun(names, 'interface')} ${names}`,
    'zh-CN': `本机上的接口 ${names}`,
  }),
  tables: (name) => ({ en: `the nft table ${name}`, 'zh-CN': `nft 表 ${name}` }),
  files: (names) => ({ en: `the ${noun(names, 'file')} ${names}`, 'zh-CN': `文件 ${names}` }),
  processes: (names) => ({
    en: `the ${names.includes(' ') ? 'processes' : 'process'} ${names}`,
    'zh-CN': `进程 ${names}`,
  }),
  settings: (names) => ({
    en: `${names} of this machine;`,
    'zh-CN': `本机的内核参数 ${names}；`,
  }),
  givenBack: (names) => ({
    en: `teardown.sh gives back the value before, ${unless(names).en}`,
    'zh-CN': `teardown.sh 恢复原值，${unless(names)['zh-CN']}`,
  }),
  gates: (comment) => ({
    en: `where iptables filters what is forwarded: rules with the comment ${comment}`,
    'zh-CN': `如果 iptables 过滤转发的数据包：加入带注释 ${comment} 的规则`,
  }),
  commands: () => ({
    en: "whatever the author's own commands do on this machine",
    'zh-CN': '作者自己的命令在本机上所做的一切',
  }),
  nothing: () => ({ en: 'nothing else of this machine', 'zh-CN': '本机的其他部分不受影响' }),
  needs: (commands) => ({
    en: `Linux, root, bash 4.4 or newer, iproute2 4.20 or newer, ${commands}`,
    'zh-CN': `Linux、root 权限、bash 4.4 或更新版本、iproute2 4.20 或更新版本、${commands}`,
  }),
  ifFiltering: (program) => ({
    en: `${program} where it filters what is forwarded`,
    'zh-CN': `${program}（如果它过滤转发的数据包）`,
  }),
  record: (folder) => ({
    en: `${folder}: while it is there, these names belong to this lab; ./teardown.sh takes all away`,
    'zh-CN': `${folder}：只要它在，这些名字就属于本实验；./teardown.sh 拆除一切`,
  }),
  source: (file) => ({
    en: `${file}; edit that, not this, then run netgen build`,
    'zh-CN': `${file}；请修改它而不是本文件，然后运行 netgen build`,
  }),
  teardown: () => ({
    en: 'takes away what setup.sh of this lab has made, and nothing else; if the record holds another version of this script, that runs in its place',
    'zh-CN': '拆除本实验的 setup.sh 所创建的一切，别的都不动；如果记录中有本脚本的另一个版本，就由它来执行',
  }),
  resets: (names) => ({
    en: `${names}, ${unless(names).en}`,
    'zh-CN': `${names}，${unless(names)['zh-CN']}`,
  }),
} satisfies Record<string, Phrase>;

/** The headings of the parts of setup.sh. */
export const rules = {
  lesson: {
    en: 'The lesson: plain commands, in the order in which they run',
    'zh-CN': '课程内容：普通的命令，按运行的顺序排列',
  },
  declarations: { en: 'What the frame below has to know of this lab', 'zh-CN': '下面的框架需要知道的本实验的情况' },
  frame: {
    en: 'The frame: the lab is at one of its steps, just as the record says, or it is taken away and made anew',
    'zh-CN': '框架：实验要么与记录完全一致地停在某一步，要么整个拆除重做',
  },
} satisfies Record<string, Localized>;
