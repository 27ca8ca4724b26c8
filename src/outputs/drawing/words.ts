// The words of diagrams and of their descriptions.
import type { Language } from '../../source/tutorial.ts';

const english = {
  host: 'host',
  stack: 'IP stack',
  outside: 'outside',
  down: 'down',
  forwards: 'forwards',
  moreRoutes: (count: number) => `and ${count} more routes`,
  added: 'new in this step',
  altered: 'changed in this step',
  removed: 'removed in this step',
  /** What a picture is of. `name` is undefined where the number is all the name that the step has. */
  title: (lab: string, number: number, count: number, name: string | undefined) =>
    `Lab ${lab}${count === 1 ? '' : `, step ${number} of ${count}${name === undefined ? '' : `: ${name}`}`}`,
  counts: (namespaces: number, bridges: number, cables: number) =>
    [
      `${namespaces} ${namespaces === 1 ? 'namespace' : 'namespaces'}`,
      bridges > 0 && `${bridges} ${bridges === 1 ? 'bridge' : 'bridges'}`,
      `${cables} ${cables === 1 ? 'cable' : 'cables'}`,
    ]
      .filter((part) => part !== false)
      .join(', '),
  cable: (from: string, to: string) => `${from} to ${to}`,
  carried: (from: string, to: string) => `${from} on top of ${to}`,
  bridge: (name: string) => `bridge ${name}`,
  news: (change: 'new' | 'changed' | 'gone', things: string) =>
    `${{ new: 'New in this step', changed: 'Changed in this step', gone: 'Removed in this step' }[change]}: ${things}`,
  comma: ', ',
  colon: ': ',
  semicolon: '; ',
  stop: '. ',
};

export type DiagramWords = typeof english;

const chinese: DiagramWords = {
  host: '宿主机',
  stack: '协议栈',
  outside: '外部网络',
  down: '已关闭',
  forwards: '转发',
  moreRoutes: (count) => `另有 ${count} 条路由`,
  added: '本步骤新增',
  altered: '本步骤改动',
  removed: '本步骤移除',
  title: (lab, number, count, name) =>
    `实验 ${lab}${count === 1 ? '' : `，第 ${number} 步（共 ${count} 步）${name === undefined ? '' : `：${name}`}`}`,
  counts: (namespaces, bridges, cables) =>
    [`${namespaces} 个命名空间`, bridges > 0 && `${bridges} 个网桥`, `${cables} 根网线`]
      .filter((part) => part !== false)
      .join('，'),
  cable: (from, to) => `${from} 连接 ${to}`,
  carried: (from, to) => `${from} 承载于 ${to}`,
  bridge: (name) => `网桥 ${name}`,
  news: (change, things) => `${{ new: '本步骤新增', changed: '本步骤改动', gone: '本步骤移除' }[change]}：${things}`,
  comma: '、',
  colon: '：',
  semicolon: '；',
  stop: '。',
};

/** The words in each language. */
export const diagramWords: Readonly<Record<Language, DiagramWords>> = { en: english, 'zh-CN': chinese };
