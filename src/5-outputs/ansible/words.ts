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
  readonly otherFirewall: string;
  readonly olderFound: string;
  readonly ipv6Missing: string;
  readonly ipv6Off: string;
  readonly noEtc: string;
  readonly noUplink: string;
  readonly oddUplink: string;
  readonly gateClosed: string;
  readonly routesLost: string;
  readonly settingNeeded: string;
  readonly gatesDiffer: string;
  readonly straysFound: string;
  readonly itemMissing: string;
  readonly surplusFound: string;
  readonly pastFound: string;
}

/** The uplinks that were named and are not there, in Jinja. */
const lacking = (role: string, none: string) => `{{ ${role}__no_links | join(', ') | default('${none}', true) }}`;

/** The settings that switch IPv6 on for these interfaces, in Jinja. */
const switches = (role: string) =>
  `{{ ${role}__without_ipv6 | map('regex_replace', '^(.*)$', 'net/ipv6/conf/\\1/disable_ipv6=0') | join(' ') }}`;

/** What the tools that are missing come in, in Jinja; a program of the author's is looked for under its own name. */
const packages = (role: string) =>
  `{{ ${role}__missing_tools | map('regex_replace', '^ip$', 'iproute2') | map('regex_replace', '^nft$', 'nftables') | map('regex_replace', '^sysctl$', 'procps') | unique | join(' ') }}`;

/** What only a machine without nft is told, in Jinja. */
const withoutNft = (role: string, text: string) => `{{ '${text}' if 'nft' in ${role}__missing_tools else '' }}`;

/** The firewalls that take no rules of others, each with the interface to be let through, in Jinja. */
const closed = (role: string) =>
  `{{ ${role}__closed | map('regex_replace', '^closed ([^ ]+ [^ ]+) (.*)$', '\\1 (\\2)') | join(', ') }}`;

/** A command of firewalld for each of these interfaces, in Jinja. */
const zoneCommands = (role: string, option: string) =>
  `{{ ${role}__untrusted | map('regex_replace', '^', 'firewall-cmd --zone=trusted --${option}-interface=') | join('; ') }}`;

const messages: Readonly<Record<Language, (role: string, list: (name: string) => string) => Messages>> = {
  en: (role, list) => ({
    notRoot: 'This role needs root. Run it with "become: true".',
    toolsMissing: `This machine lacks ${list('missing_tools')}. On Debian and Ubuntu: apt-get install ${packages(role)}.${withoutNft(role, ' The role makes tables with nft alone; setup.sh can do so with iptables.')}`,
    foreignFound: `In the way, and not made by this lab; nothing was changed: ${list('foreign')}.`,
    otherFirewall: `This role loads tables with nft alone, and ${list('makers')} has made those of this lab. Run its teardown.sh first.`,
    olderFound: `This lab stands here as another version of it has made it, with ${list('older')} that this one does not have. Run the teardown.sh of this lab first.`,
    ipv6Missing:
      'This kernel has IPv6 switched off, and this lab has addresses of it; nothing was changed. Boot without ipv6.disable=1.',
    ipv6Off: `IPv6 is off on this machine for ${list('without_ipv6')} (default: all new interfaces), and this lab gives addresses of it; nothing was changed. To let it, then run this again: sysctl -w ${switches(role)}`,
    noEtc: `This machine has no ${list('not_there')}, and a node sees a file of its own only in the place of one that is there; nothing was changed. To let it, then run this again: touch {{ ${role}__not_there | join(' ') }} (of a link to a folder that is missing, make that folder first)`,
    noUplink: `No way out. Interfaces that are named and not there: ${lacking(role, 'none')}. Without a default route, name them in ${role}_uplink.`,
    oddUplink: `Names of uplinks that hold a character that no rule can name: ${list('odd')}.`,
    gateClosed: `What this machine forwards is filtered by tables that take rules of their own program alone; nothing was changed: ${closed(role)}. With firewalld, let the lab through, then run this again: ${zoneCommands(role, 'add')} (undo: ${zoneCommands(role, 'remove')}).`,
    routesLost: `A machine that passes IPv6 on drops the default routes that routers have advertised on ${list('lost')}; nothing was changed. To keep them, set net/ipv6/conf/INTERFACE/accept_ra=2 for each, then run this again.`,
    settingNeeded: `The lab ${list('needed_by')} has set {{ item.key }}={{ ${role}__held }} on this machine, and this lab needs another value. Take that lab down first.`,
    gatesDiffer: `Other firewalls do not let the lab through as it should be: ${list('shut')}.`,
    straysFound: `Processes still run in the lab, so its namespaces were not deleted: ${list('strays.stdout_lines')}.`,
    itemMissing: `Missing or changed: {{ item }}: ${list('missing[item]')}.`,
    pastFound: `Left behind by an earlier step: {{ item }}: ${list('past[item]')}.`,
    surplusFound: `There and not asked for; this would remove it: ${list('surplus')}.`,
  }),
  'zh-CN': (role, list) => ({
    notRoot: '这个角色需要 root 权限，请设置 "become: true"。',
    toolsMissing: `这台机器缺少 ${list('missing_tools')}。在 Debian 和 Ubuntu 上：apt-get install ${packages(role)}。${withoutNft(role, '这个角色只用 nft 创建表；setup.sh 也可以使用 iptables。')}`,
    foreignFound: `以下对象占用了名字，又不是本实验创建的，因此没有做任何改动：${list('foreign')}。`,
    otherFirewall: `这个角色只用 nft 加载表，而本实验的表是由 ${list('makers')} 创建的。请先运行它的 teardown.sh。`,
    olderFound: `这里的实验由它的另一个版本创建，包含这个版本没有的部分：${list('older')}。请先运行本实验的 teardown.sh。`,
    ipv6Missing: '这个内核关闭了 IPv6，而本实验有 IPv6 地址，因此没有做任何改动。请去掉启动参数 ipv6.disable=1。',
    ipv6Off: `本机的 ${list('without_ipv6')} 关闭了 IPv6（default：所有新接口），而本实验要添加 IPv6 地址，因此没有做任何改动。要打开它，请运行下面的命令，再重新运行：sysctl -w ${switches(role)}`,
    noEtc: `本机没有 ${list('not_there')}，而节点只能在已有文件的位置上看到自己的文件，因此没有做任何改动。请运行下面的命令，再重新运行：touch {{ ${role}__not_there | join(' ') }}（如果它是链接而目标目录不存在，请先创建该目录）`,
    noUplink: `没有出口。指定了但不存在的接口：${lacking(role, '无')}。没有默认路由时，请在 ${role}_uplink 中指定接口。`,
    oddUplink: `上行链路的名字含有规则无法写出的字符：${list('odd')}。`,
    gateClosed: `过滤本机转发的表只接受创建它的程序的规则，没有做任何改动：${closed(role)}。如果使用 firewalld，请先放行本实验，再重新运行：${zoneCommands(role, 'add')}（撤销：${zoneCommands(role, 'remove')}）。`,
    routesLost: `转发 IPv6 的机器会丢掉路由器在 ${list('lost')} 上通告的默认路由，因此没有做任何改动。要保留它们，请为每个接口设置 net/ipv6/conf/接口/accept_ra=2，再重新运行。`,
    settingNeeded: `实验 ${list('needed_by')} 已在本机设置 {{ item.key }}={{ ${role}__held }}，而本实验需要另一个值。请先拆除那个实验。`,
    gatesDiffer: `其他防火墙没有按要求放行本实验：${list('shut')}。`,
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
  const list = (name: string) => `{{ ${role}__${name} | join(', ') }}`;
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
