// What a later step takes away: by which name a role calls it, and how it finds out whether it still stands.
import { Rendered } from '../quote.ts';
import type { Thing, Wanted } from './wanted.ts';

/** One list of vars/main.yml with things that some step takes away. */
interface Leaving {
  readonly list: string;
  /** A filter of Jinja: from entries of the list to names. */
  readonly name: Rendered;
  /** An expression of Jinja: the names of those that stand and are ours. */
  readonly standing: Rendered;
  /** An expression of Jinja: the names of those of them that no step has. */
  readonly older?: Rendered;
}

/** What an entry has in common with the entry that changes it. */
function nameOf(thing: Thing): readonly [list: string, name: string] | undefined {
  if ('is' in thing) return undefined;
  switch (thing.do) {
    case 'netns-add':
      return ['namespaces', thing.netns];
    case 'sysctl-set':
      return ['sysctls', `${thing.netns ?? ''} ${thing.key}`];
    case 'route-add':
      return thing.netns === null ? ['routes', JSON.stringify(thing)] : undefined;
    case 'file-write':
      return ['files', `${thing.netns} ${thing.file}`];
    case 'table-load':
      return ['tables', thing.netns ?? ''];
    case 'process-start':
      return ['processes', thing.id];
    case 'run':
      return ['commands', thing.id];
    default:
      return undefined;
  }
}

/** True if a step comes after the first of these and is none of them. */
function ends(steps: ReadonlySet<number>, last: number): boolean {
  return last - Math.min(...steps) + 1 > steps.size;
}

/** The lists with things that are there after one step and not after a later one: apart from links, addresses and routes of namespaces, which are found as surplus. */
function listsThatLose(all: readonly Wanted[], last: number): Set<string> {
  const stepsOf = new Map<string, { readonly list: string; readonly steps: Set<number> }>();
  for (const { thing, steps } of all) {
    const named = nameOf(thing);
    if (named === undefined) continue;
    const [list, name] = named;
    const key = `${list} ${name}`;
    const known = stepsOf.get(key) ?? { list, steps: new Set() };
    for (const step of steps) known.steps.add(step);
    stepsOf.set(key, known);
  }
  return new Set([...stepsOf.values()].filter(({ steps }) => ends(steps, last)).map(({ list }) => list));
}

/** Lists of parts that a role may lack; where a lesson before this one had such a part, the role refuses to run. */
const parts = ['files', 'tables', 'processes', 'commands'] as const;

/** By list: a filter of Jinja from entries to names, and an expression for the names of those that stand and are ours. */
function standingOf(role: string, lab: string): readonly (readonly [list: string, name: string, standing: string])[] {
  const attribute = (name: string) => `map(attribute='${name}')`;
  const noted = (line: string) => `${role}__read_notes.stdout | regex_findall('(?m)^${line}$')`;
  // In the order that they were noted; of what has ended, or was undone, the file of its own is gone.
  const withFile = (kind: string) => `(${noted(`${kind} (.*)`)}
             | map('regex_replace', '^', ${role}__notes ~ '/${kind}-') | select('in', ${role}__read_standing.stdout_lines)
             | map('replace', ${role}__notes ~ '/${kind}-', ''))`;
  return [
    ['namespaces', attribute('name'), `${role}__owned`],
    [
      'sysctls',
      `${attribute('gives.0')} | map('split', '=') | map('first')`,
      `(${role}__read_standing.stdout_lines
             | map('regex_replace', '^/run/netgen/[.]before/(.*)[.]netgen-${lab}$', 'host sysctl \\1')
             | map('regex_replace', '^.*/before-([^,]*),(.*)$', '\\1 sysctl \\2') | map('replace', ',', '/'))`,
    ],
    [
      'routes',
      `selectattr('note', 'defined') | ${attribute('note')}`,
      `(${role}__found | select('match', 'host -[46] route ') | map('regex_replace', '^host -[46] ', '')
             | select('in', ${role}__read_notes.stdout_lines))`,
    ],
    [
      'files',
      attribute('path'),
      `(${role}__read_standing.stdout_lines
             | select('in', ${noted('file (.*)')}))`,
    ],
    [
      'tables',
      attribute('netns'),
      `(${role}__read_tables.results | selectattr('rc', 'equalto', 0) | map(attribute='item')
             | select('in', ${noted('table (.*) nft')}))`,
    ],
    ['processes', attribute('id'), withFile('process')],
    ['commands', attribute('id'), withFile('command')],
  ];
}

/**
 * What a role must know to take away what a step no longer has, list by list. Routes and settings of the machine, and what its parts have
 * made, can be of a lesson before this one.
 */
export function leavingOf(
  all: readonly Wanted[],
  last: number,
  role: string,
  lab: string,
  remembers: boolean,
): readonly Leaving[] {
  const listed = new Set(all.flatMap(({ thing }) => nameOf(thing)?.[0] ?? []));
  const fromBefore = new Set([
    'routes',
    ...(remembers ? ['sysctls'] : []),
    ...parts.filter((list) => listed.has(list)),
  ]);
  const losing = listsThatLose(all, last);
  return standingOf(role, lab)
    .filter(([list]) => losing.has(list) || fromBefore.has(list))
    .map(([list, name, standing]) => ({
      list,
      name: new Rendered(name),
      standing: new Rendered(standing),
      ...(fromBefore.has(list) ? { older: olderOf(list, name, standing, role) } : {}),
    }));
}

/** Those that stand and that no step of this lesson has. */
function olderOf(list: string, name: string, standing: string, role: string): Rendered {
  const ofMachine = list === 'sysctls' ? ["select('match', 'host ')"] : [];
  return new Rendered([standing, ...ofMachine, `difference(${role}__${list} | ${name})`].join('\n             | '));
}
