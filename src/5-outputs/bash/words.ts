// The words of the scripts that a reader meets in the language of the tutorial. What a script prints while it runs stays
// English: it sets LC_ALL=C, and its messages are what people search for.
import type { Localized } from '../../1-source/tutorial.ts';
import type { Mark } from '../../4-plan/plan.ts';

export const labels = {
  makes: { en: 'makes', 'zh-CN': '创建' },
  needs: { en: 'needs', 'zh-CN': '需要' },
  touches: { en: 'touches', 'zh-CN': '影响' },
  notes: { en: 'notes', 'zh-CN': '记录' },
  undo: { en: 'undo', 'zh-CN': '撤销' },
  source: { en: 'source', 'zh-CN': '来源' },
  removes: { en: 'removes', 'zh-CN': '删除' },
} satisfies Record<string, Localized>;

type Name = (values: string) => Localized;

/** The English noun for these values, which blanks part. */
const noun = (values: string, one: string): string => (values.includes(' ') ? `${one}s` : one);

export const phrases = {
  namespaces: ((names) => ({
    en: `the network ${noun(names, 'namespace')} ${names}`,
    'zh-CN': `网络命名空间 ${names}`,
  })) as Name,
  hostLinks: ((names) => ({
    en: `on this machine the ${noun(names, 'interface')} ${names}`,
    'zh-CN': `本机上的接口 ${names}`,
  })) as Name,
  table: ({ table, group }: Pick<Mark, 'table' | 'group'>): Localized => ({
    en: `the nft table inet ${table}; without nft, the chains netgen-${group}-* of iptables`,
    'zh-CN': `nft 表 inet ${table}；没有 nft 时，则为 iptables 的链 netgen-${group}-*`,
  }),
  withoutNft: {
    en: 'The same for a machine without nft:',
    'zh-CN': '没有 nft 的机器上的等价写法：',
  },
  files: ((names) => ({ en: `the ${noun(names, 'file')} ${names}`, 'zh-CN': `文件 ${names}` })) as Name,
  needs: ((commands) => ({
    en: `Linux, root, bash 4.4 or newer, iproute2 4.20 or newer, coreutils; the commands ${commands}`,
    'zh-CN': `Linux、root 权限、bash 4.4 或更新版本、iproute2 4.20 或更新版本、coreutils；命令 ${commands}`,
  })) as Name,
  sysctls: ((names) => ({
    en: names.includes(' ')
      ? `the settings ${names} of this machine; they go back to what they were`
      : `the setting ${names} of this machine; it goes back to what it was`,
    'zh-CN': `本机的内核参数 ${names}；拆除时恢复原值`,
  })) as Name,
  forwarding: ((comment) => ({
    en: `where another firewall filters what is forwarded: rules with the comment ${comment}`,
    'zh-CN': `如果另有防火墙过滤转发的数据包：加入带注释 ${comment} 的规则`,
  })) as Name,
  hostCommands: ((count) => ({
    en:
      count === '1'
        ? 'whatever the one command of the author does on this machine (run_once, start_process below)'
        : `whatever the ${count} commands of the author do on this machine (run_once, start_process below)`,
    'zh-CN': `作者在本机上运行的 ${count} 条命令（见下面的 run_once、start_process）`,
  })) as Name,
  nothing: { en: 'nothing else of this machine', 'zh-CN': '本机的其他部分不受影响' },
  undo: { en: './teardown.sh', 'zh-CN': './teardown.sh' },
  source: ((file) => ({
    en: `${file}; edit that, not this, then run netgen build`,
    'zh-CN': `${file}；请修改它而不是本文件，然后运行 netgen build`,
  })) as Name,
  teardown: {
    en: 'takes down what setup.sh has made, and nothing else',
    'zh-CN': '拆除 setup.sh 创建的一切，别的都不动',
  },
  teardownNeeds: (withFiles: boolean): Localized => ({
    en: `root and this file alone: what is ours is known by its marks and by the notes in /run/netgen${withFiles ? ' and /etc/netns' : ''}`,
    'zh-CN': `只需要 root 权限和本文件：凭标记和 /run/netgen ${withFiles ? '、/etc/netns ' : ''}中的记录识别属于本实验的对象`,
  }),
  step: ((place) => ({ en: place, 'zh-CN': place })) as Name,
} as const;

export const introduction = {
  en: [
    'The lesson. Each line is a command that you can type as it stands. In this script ip, sysctl, nft and',
    'iptables-restore are functions: they note what their line asks for. Then the kernel is looked at once, and what is',
    'missing is run, in this order.',
  ],
  'zh-CN': [
    '课程内容。每一行都是可以照样输入的命令。在本脚本里 ip、sysctl、nft 和 iptables-restore 是函数：',
    '它们只记下这一行要求什么，然后脚本查看一次内核的状态，再按这个顺序运行缺少的命令。',
  ],
} as const;

export const verbs = {
  en: ['accept_forward, write_file, start_process and run_once are no programs: they stand below the lesson.'],
  'zh-CN': ['accept_forward、write_file、start_process 和 run_once 不是程序，它们定义在课程内容的下方。'],
} as const;

export const uplinkWords = {
  en: ['$each_uplink stands for the interfaces that lead out: UPLINK, else those of the default routes.'],
  'zh-CN': ['$each_uplink 代表通向外部的接口：UPLINK 指定的，否则是默认路由的接口。'],
} as const;

export const runtimeRule = {
  en: 'What carries the lesson out: the same in every lab',
  'zh-CN': '执行课程内容的代码：每个实验都相同',
} satisfies Localized;

export const sourcesRule = {
  en: 'From which line of this script on, the lesson comes from which line of the tutorial',
  'zh-CN': '从本脚本的哪一行起，课程内容来自教程的哪一行',
} satisfies Localized;
