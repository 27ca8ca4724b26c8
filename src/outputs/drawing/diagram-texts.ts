// What diagrams and their descriptions say in each language, beside what the author has named.
import type { Language } from '../../source/tutorial.ts';

const english = {
  host: 'host',
  stack: 'IP stack',
  outside: 'outside',
  down: 'down',
  forwards: 'forwards',
  request: 'request',
  answer: 'answer',
  portOf: (bridge: string) => `port of ${bridge}`,
  moreRoutes: (count: number) => `and ${count} more routes`,
  legend: { new: 'new in this step', changed: 'changed in this step', gone: 'removed in this step' },
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
  news: {
    new: (things: string) => `New in this step: ${things}`,
    changed: (things: string) => `Changed in this step: ${things}`,
    gone: (things: string) => `Removed in this step: ${things}`,
  },
  comma: ', ',
  colon: ': ',
  semicolon: '; ',
  stop: '. ',
};

export type DiagramTexts = typeof english;

const chinese: DiagramTexts = {
  host: '宿主机',
  stack: '协议栈',
  outside: '外部网络',
  down: '已关闭',
  forwards: '转发',
  request: '请求',
  answer: '应答',
  portOf: (bridge) => `${bridge} 的端口`,
  moreRoutes: (count) => `另有 ${count} 条路由`,
  legend: { new: '本步骤新增', changed: '本步骤改动', gone: '本步骤移除' },
  title: (lab, number, count, name) =>
    `实验 ${lab}${count === 1 ? '' : `，第 ${number} 步（共 ${count} 步）${name === undefined ? '' : `：${name}`}`}`,
  counts: (namespaces, bridges, cables) =>
    [`${namespaces} 个命名空间`, bridges > 0 && `${bridges} 个网桥`, `${cables} 根网线`]
      .filter((part) => part !== false)
      .join('，'),
  cable: (from, to) => `${from} 连接 ${to}`,
  carried: (from, to) => `${from} 承载于 ${to}`,
  bridge: (name) => `网桥 ${name}`,
  news: {
    new: (things) => `本步骤新增：${things}`,
    changed: (things) => `本步骤改动：${things}`,
    gone: (things) => `本步骤移除：${things}`,
  },
  comma: '、',
  colon: '：',
  semicolon: '；',
  stop: '。',
};

export const diagramTexts: Readonly<Record<Language, DiagramTexts>> = { en: english, 'zh-CN': chinese };
