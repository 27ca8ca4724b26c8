// Writes the table of what is tried of each word: the labs on the pages of src/kinds that say it, which the tests of kernels run, and what these need.
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parse } from 'yaml';
import { checkForms } from '../../src/checks/list.ts';
import { compileTutorial } from '../../src/compile.ts';
import { deviceKinds } from '../../src/kinds/interfaces/list.ts';
import { cableOptions, linkKinds, nodeKeys, nodeKinds, places, possessions } from '../../src/kinds/kinds.ts';
import { cableKeys, endKeys } from '../../src/language/cable-options.ts';
import { type Form, knownVerbs } from '../../src/language/form.ts';
import { needsOf } from '../../src/plan/needs.ts';
import { table } from './language.ts';

/** What modprobe calls that which makes links of a type, or queues; and since when a kernel has it, if that is later than 4.0. */
const known: Readonly<Record<string, readonly [module: string, since?: string]>> = {
  bond: ['bonding'],
  'bridge vlan_filtering 1': ['bridge'],
  dummy: ['dummy'],
  geneve: ['geneve', '4.2'],
  gre: ['ip_gre'],
  gretap: ['ip_gre'],
  ip6gre: ['ip6_gre'],
  ip6gretap: ['ip6_gre'],
  ip6tnl: ['ip6_tunnel'],
  ipip: ['ipip'],
  ipvlan: ['ipvlan', '4.9'],
  macvlan: ['macvlan'],
  netem: ['sch_netem'],
  sit: ['sit'],
  vlan: ['8021q'],
  vrf: ['vrf', '4.8'],
  vxlan: ['vxlan'],
  wireguard: ['wireguard', '5.6'],
};

/** The module of a type of links, which may have words behind it, or of queues. */
function moduleOf(need: string): readonly [module: string, since: string, type: string] {
  const [type = ''] = need.split(' ');
  const [module, since = ''] = known[need] ?? known[type] ?? [];
  if (module === undefined) throw new Error(`say in test/reference/tried.ts which module has ${need}`);
  return [module, since, type];
}

interface Tried {
  readonly page: string;
  readonly says: ReadonlySet<string>;
  /** Programs, and what not every kernel has. */
  readonly needs: ReadonlySet<string>;
}

type Yaml = string | null | readonly Yaml[] | { readonly [key: string]: Yaml };

const isMap = (yaml: Yaml | undefined): yaml is { readonly [key: string]: Yaml } =>
  typeof yaml === 'object' && yaml !== null && !Array.isArray(yaml);
const listOf = (yaml: Yaml | undefined): readonly Yaml[] =>
  Array.isArray(yaml) ? yaml : yaml === undefined ? [] : [yaml];

/** The entries of a mapping, or of a list of names and mappings. */
function entriesOf(yaml: Yaml | undefined): [string, Yaml][] {
  if (Array.isArray(yaml)) return yaml.flatMap(entriesOf);
  if (isMap(yaml)) return Object.entries(yaml);
  return typeof yaml === 'string' ? [[yaml, null]] : [];
}

function nodeWords([, of]: [string, Yaml]): string[] {
  const keys = isMap(of) ? of : { kind: of ?? 'netns' };
  const devices = entriesOf(keys['interfaces']).map(([, device]) => (isMap(device) ? device['kind'] : undefined));
  return [
    `kind of a node ${keys['kind'] ?? 'netns'}`,
    ...Object.keys(keys).map((key) => `under a node ${key}`),
    ...devices.map((kind) => `kind of an interface ${kind}`),
  ];
}

function linkWords(item: Yaml): string[] {
  const [[line = '', of] = ['', null]] = isMap(item) && 'between' in item ? [['', item] as const] : entriesOf(item);
  const keys = isMap(of) ? of : of === null ? {} : { subnet: of };
  const ofEnds = Object.entries(keys).flatMap(([key, value]) => (/^(?:at|from) /.test(key) ? entriesOf(value) : []));
  const words = [...Object.entries(keys), ...ofEnds].map(([key]) => `of a cable ${key}`);
  const asked = places.filter(({ name }) => line.split(/[\s,]+/).includes(name));
  return [`kind of a cable ${keys['kind'] ?? 'veth'}`, ...words, ...asked.map(({ name }) => `of an end ${name}`)];
}

function checkWords(item: Yaml): string[] {
  const [[key = '', ...value] = [], ...more] = entriesOf(item);
  // What stands behind a whole sentence is a note.
  const text = more.length === 0 && key.includes(' ') ? key : [key, ...value, ...more.flat()].join(' ');
  const isSaid = ({ verbs, onlyBefore = [''] }: Form<unknown>) =>
    verbs.some((verb) => onlyBefore.some((next) => ` ${text} `.includes(` ${verb} ${next}`)));
  const things = possessions.filter(({ name }) => new RegExp(`\\bha(?:s|ve)(?: no)? ${name}\\b`).test(text));
  return [
    ...checkForms.filter(isSaid).map(({ verbs }) => `in checks ${verbs[0]}`),
    ...things.map(({ name }) => `in checks has ${name}`),
  ];
}

function blockWords(block: Yaml): string[] {
  if (!isMap(block)) return [];
  return [
    ...entriesOf(block['nodes']).flatMap(nodeWords),
    ...listOf(block['links']).flatMap(linkWords),
    ...listOf(block['checks']).flatMap(checkWords),
    ...[block['change'], block['remove']].flatMap((part) => blockWords(part ?? null)),
  ];
}

function triedBy(page: string): Tried {
  const text = readFileSync(page, 'utf8');
  const blocks = [...text.matchAll(/^```topology\n([\s\S]*?)^```/gm)].map(
    ([, yaml = '']): Yaml => parse(yaml, { schema: 'failsafe' }),
  );
  const plans = compileTutorial(page, new TextEncoder().encode(text)).lesson?.plans ?? [];
  const needs = plans.flatMap(needsOf).flatMap((need) => {
    if (need.is === 'command') return `program ${need.name}`;
    return need.is === 'link type' || need.is === 'qdisc' ? need.name : [];
  });
  return { page, says: new Set(blocks.flatMap(blockWords)), needs: new Set(needs) };
}

const words: readonly string[] = [
  ...nodeKinds.map(({ name }) => `kind of a node ${name}`),
  ...nodeKeys.map(({ name }) => `under a node ${name}`),
  ...deviceKinds.map(({ name }) => `kind of an interface ${name}`),
  ...linkKinds.map(({ name }) => `kind of a cable ${name}`),
  ...Object.keys({ ...cableKeys, ...endKeys, ...cableOptions }).map((name) => `of a cable ${name}`),
  ...places.map(({ name }) => `of an end ${name}`),
  ...knownVerbs(checkForms).map((name) => `in checks ${name}`),
  ...possessions.map(({ name }) => `in checks has ${name}`),
];

function rowOf(word: string, saying: readonly Tried[]): string[] {
  const [, place = '', name = ''] = /^(\w+ (?:of )?an? \w+|in checks) (.*)$/.exec(word) ?? [];
  const [first, ...others] = saying.map(({ needs }) => needs);
  const shared = [...(first ?? [])].filter((need) => others.every((needs) => needs.has(need)));
  const programs = shared.filter((need) => need.startsWith('program ')).map((need) => need.replace('program ', ''));
  const all = shared.filter((need) => !need.startsWith('program ')).map(moduleOf);
  const own = all.filter(([, , type]) => type === name);
  const modules = new Map((own.length > 0 ? own : all).map((one) => [one[0], one]));
  const [scripts, role] =
    modules.size > 0 ? ['sandbox or virtual machine', 'sandbox or line by line'] : ['sandbox', 'sandbox'];
  const links = saying.slice(0, 3).map(({ page }) => `[${basename(page, '.md')}](../../${page})`);
  return [
    `\`${name}\``,
    place,
    `${links.join(', ')}${saying.length > links.length ? ' …' : ''}`,
    scripts,
    role,
    [...modules.keys()].join(', '),
    [...modules.values()].map(([, since]) => since).join(''),
    programs.toSorted().join(', '),
  ];
}

/** The table, and the words that no lab says. */
export function triedReference(): { readonly table: string; readonly untried: readonly string[] } {
  const pages = readdirSync('src/kinds', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .toSorted()
    .map((name) => triedBy(`src/kinds/${name}`));
  const found = words.map((word) => ({ word, saying: pages.filter(({ says }) => says.has(word)) }));
  const heading = [
    'word',
    'where',
    'labs that say it',
    'scripts tried in',
    'role tried in',
    'module',
    'Linux',
    'programs',
  ];
  return {
    table: table(
      heading,
      found.map(({ word, saying }) => rowOf(word, saying)),
    ),
    untried: found.filter(({ saying }) => saying.length === 0).map(({ word }) => word),
  };
}
