// The words of the site that are neither the author's nor the lesson's.
import type { Language } from '../source/tutorial.ts';

const english = {
  /** The language in its own words: for the switch. */
  language: 'English',
  site: 'Networking labs',
  intro: 'Lessons that build a network on your own machine, say why each command is there, and take it all away again.',
  skip: 'Skip to the lesson',
  lessons: 'Lessons',
  contents: 'On this page',
  downloads: 'Downloads',
  role: (name: string) => `Ansible role ${name}`,
  previous: 'Previous',
  next: 'Next',
  anchor: 'Link to this section',
  table: 'Table',
  madeBy: 'Made by netgen. Every command on these pages comes from the plan that the scripts are made of.',
  /** What a block of commands is called where it stands beside others for the same. */
  shell: 'Shell',
  /** What the script in the page says. */
  client: {
    copy: 'Copy',
    copied: 'Copied',
    notCopied: 'Not copied',
    search: 'Search',
    searchHint: 'Search the lessons',
    /** With `{count}` in the place of the number. */
    found: '{count} found',
    nothing: 'Nothing found',
    close: 'Close',
    dark: 'Dark mode',
    ways: 'Ways to do it',
    stepBack: 'One node back',
    stepOn: 'On to the next node',
  },
};

/** The words of one language; plain text. */
export type SiteTexts = typeof english;
export type ClientWords = SiteTexts['client'];

const chinese: SiteTexts = {
  language: '中文',
  site: '网络实验',
  intro: '在自己的机器上搭建网络，弄清每条命令的用意，最后原样拆除。',
  skip: '跳到正文',
  lessons: '课程',
  contents: '本页目录',
  downloads: '下载',
  role: (name) => `Ansible 角色 ${name}`,
  previous: '上一课',
  next: '下一课',
  anchor: '本节链接',
  table: '表格',
  madeBy: '由 netgen 生成。页面上的每条命令都出自生成脚本的同一份计划。',
  shell: 'Shell',
  client: {
    copy: '复制',
    copied: '已复制',
    notCopied: '未能复制',
    search: '搜索',
    searchHint: '搜索课程',
    found: '找到 {count} 处',
    nothing: '没有找到',
    close: '关闭',
    dark: '深色模式',
    ways: '不同做法',
    stepBack: '退回上一个节点',
    stepOn: '到下一个节点',
  },
};

export const siteTexts: Readonly<Record<Language, SiteTexts>> = { en: english, 'zh-CN': chinese };
