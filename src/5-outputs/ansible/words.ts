// The words of an Ansible role that a reader sees, in each language.
import type { Language } from '../../1-source/tutorial.ts';
import type { Rendered } from '../quote.ts';
import { english, type RoleText } from './words-en.ts';
import { chinese } from './words-zh.ts';
import { yamlTemplate } from './yaml.ts';

const texts: Readonly<Record<Language, RoleText>> = { en: english, 'zh-CN': chinese };

/** Messages: `list(NAME)` is the Jinja expression that lists what a variable of the role holds. */
interface Messages {
  readonly notRoot: string;
  readonly toolsMissing: string;
  readonly foreignFound: string;
  readonly noUplink: string;
  readonly straysFound: string;
  readonly itemMissing: string;
  readonly surplusFound: string;
  readonly pastFound: string;
}

/** The uplinks that were named and are not there, in Jinja. */
const lacking = (role: string, none: string) => `{{ ${role}_no_links | join(', ') | default('${none}', true) }}`;

const messages: Readonly<Record<Language, (role: string, list: (name: string) => string) => Messages>> = {
  en: (role, list) => ({
    notRoot: 'This role needs root. Run it with "become: true".',
    toolsMissing: `This machine lacks ${list('missing_tools')}. On Debian and Ubuntu: apt-get install iproute2 nftables procps.`,
    foreignFound: `In the way, and not made by this lab; nothing was changed: ${list('foreign')}.`,
    noUplink: `No way out. Interfaces that are named and not there: ${lacking(role, 'none')}. Without a default route, name them in ${role}_uplink.`,
    straysFound: `Processes still run in the lab, so its namespaces were not deleted: ${list('strays.stdout_lines')}.`,
    itemMissing: `Missing or changed: {{ item }}: ${list('missing[item]')}.`,
    pastFound: `Left behind by an earlier step: {{ item }}: ${list('past[item]')}.`,
    surplusFound: `There and not asked for; this would remove it: ${list('surplus')}.`,
  }),
  'zh-CN': (role, list) => ({
    notRoot: '这个角色需要 root 权限，请设置 "become: true"。',
    toolsMissing: `这台机器缺少 ${list('missing_tools')}。在 Debian 和 Ubuntu 上：apt-get install iproute2 nftables procps。`,
    foreignFound: `以下对象占用了名字，又不是本实验创建的，因此没有做任何改动：${list('foreign')}。`,
    noUplink: `没有出口。指定了但不存在的接口：${lacking(role, '无')}。没有默认路由时，请在 ${role}_uplink 中指定接口。`,
    straysFound: `实验中还有进程在运行，因此没有删除命名空间：${list('strays.stdout_lines')}。`,
    itemMissing: `缺少或已改变：{{ item }}：${list('missing[item]')}。`,
    pastFound: `前面的步骤留下了：{{ item }}：${list('past[item]')}。`,
    surplusFound: `存在多余的对象，以下命令可以删除：${list('surplus')}。`,
  }),
};

const made: Readonly<Record<Language, (file: string) => string>> = {
  en: (file) => `Made by netgen from ${file}. Edit that file, not this one.`,
  'zh-CN': (file) => `由 netgen 根据 ${file} 生成。请修改那个文件，不要修改本文件。`,
};

/** Columns before `fail_msg`, in every task that has one. */
const messageIndent = 4;

/** The words for one role. */
export function ansibleWords(language: Language, role: string, file: string) {
  const list = (name: string) => `{{ ${role}_${name} | join(', ') }}`;
  const { notRoot, ...others } = messages[language](role, list);
  const templates = Object.fromEntries(
    Object.entries(others).map(([name, text]) => [name, yamlTemplate(text, messageIndent)]),
  );
  return {
    ...texts[language],
    ...(templates as Record<keyof typeof others, Rendered>),
    notRoot,
    made: made[language](file),
  };
}

export type AnsibleWords = ReturnType<typeof ansibleWords>;
