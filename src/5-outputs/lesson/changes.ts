// What a step changes, in one line: how many things of each sort come, go and change, and the names of the few.
import type { Action, PlanStep } from '../../4-plan/plan.ts';
import { markdownCode } from '../quote.ts';
import type { LessonWords } from './words.ts';

/** The sorts of things, in the order in which they are named. */
export const sorts = [
  'namespaces',
  'bridges',
  'cables',
  'interfaces',
  'addresses',
  'routes',
  'settings',
  'translations',
  'passages',
  'files',
  'processes',
  'commands',
] as const;
export type Sort = (typeof sorts)[number];

type Fate = 'made' | 'changed' | 'gone';

interface Thing {
  readonly fate: Fate;
  readonly sort: Sort;
  /** What distinguishes it for a reader; things of one name are counted, and named once. */
  readonly name?: string;
}

/** More names than these are only counted. */
const mostNamed = 3;

/** What an action does to what; undefined for what only completes another, as setting up does. */
function thingOf(
  action: Action,
  bridges: ReadonlySet<string>,
  fresh: ReadonlySet<string>,
  standing: ReadonlySet<string>,
): Thing | undefined {
  switch (action.do) {
    case 'netns-add':
      return { fate: 'made', sort: 'namespaces', name: action.netns };
    case 'netns-delete':
      return { fate: 'gone', sort: 'namespaces', name: action.netns };
    case 'link-add':
      if (action.type === 'bridge') return { fate: 'made', sort: 'bridges', name: action.dev };
      return { fate: 'made', sort: action.peer === undefined ? 'interfaces' : 'cables' };
    case 'link-delete':
      if (bridges.has(`${action.netns ?? ''}:${action.dev}`))
        return { fate: 'gone', sort: 'bridges', name: action.dev };
      return { fate: 'gone', sort: 'interfaces', name: action.dev };
    case 'link-set':
      if (fresh.has(`${action.netns ?? ''}:${action.dev}`)) return undefined;
      return { fate: 'changed', sort: 'interfaces', name: action.dev };
    case 'address-add':
      return { fate: 'made', sort: 'addresses', name: action.address };
    case 'address-delete':
      return { fate: 'gone', sort: 'addresses', name: action.address };
    case 'route-add':
      return { fate: 'made', sort: 'routes', name: action.to };
    case 'route-delete':
      return { fate: 'gone', sort: 'routes', name: action.to };
    default:
      return otherThing(action, standing);
  }
}

/** What tells a setting or a file from all others; undefined for all else. */
function valueName(action: Action): string | undefined {
  switch (action.do) {
    case 'sysctl-set':
    case 'sysctl-restore':
      return `setting ${action.netns ?? ''} ${action.key}`;
    case 'file-write':
    case 'file-delete':
      return `file ${action.netns} ${action.file}`;
    default:
      return undefined;
  }
}

/** The settings and files that stand after these actions. */
function standingAfter(actions: readonly Action[]): Set<string> {
  const standing = new Set<string>();
  for (const action of actions) {
    const name = valueName(action);
    if (name === undefined) continue;
    if (action.do === 'sysctl-set' || action.do === 'file-write') standing.add(name);
    else standing.delete(name);
  }
  return standing;
}

function otherThing(action: Action, standing: ReadonlySet<string>): Thing | undefined {
  const set = standing.has(valueName(action) ?? '') ? 'changed' : 'made';
  switch (action.do) {
    case 'sysctl-set':
      return { fate: set, sort: 'settings', name: action.key };
    case 'sysctl-restore':
      return { fate: 'gone', sort: 'settings', name: action.key };
    case 'table-load':
      return { fate: action.before === undefined ? 'made' : 'changed', sort: 'translations' };
    case 'table-delete':
      return { fate: 'gone', sort: 'translations' };
    case 'forward-accept':
      return { fate: 'made', sort: 'passages' };
    case 'forward-forget':
      return { fate: 'gone', sort: 'passages' };
    case 'file-write':
      return { fate: set, sort: 'files', name: action.file };
    case 'file-delete':
      return { fate: 'gone', sort: 'files', name: action.file };
    case 'process-start':
      return { fate: 'made', sort: 'processes' };
    case 'process-end':
      return { fate: 'gone', sort: 'processes' };
    case 'run':
      return { fate: 'made', sort: 'commands' };
    default:
      return undefined;
  }
}

/** Interfaces that this step has made, and the loopback interfaces of its namespaces. */
function freshIn({ operations }: PlanStep): Set<string> {
  const fresh = new Set<string>();
  for (const { action } of operations) {
    if (action.do === 'netns-add') fresh.add(`${action.netns}:lo`);
    if (action.do !== 'link-add') continue;
    fresh.add(`${action.netns ?? ''}:${action.dev}`);
    if (action.peer !== undefined) fresh.add(`${action.peer.netns ?? ''}:${action.peer.dev}`);
  }
  return fresh;
}

function counted(things: readonly Thing[], words: LessonWords): string {
  return sorts
    .flatMap((sort) => {
      const own = things.filter((thing) => thing.sort === sort);
      if (own.length === 0) return [];
      const names = [...new Set(own.flatMap(({ name }) => (name === undefined ? [] : [name])))];
      const shown = names.length > mostNamed ? [] : names.map(markdownCode);
      return [words.things(sort, own.length, shown)];
    })
    .join(words.comma);
}

/** One line of Markdown; undefined for a step that changes nothing. `earlier` are the steps before. */
export function changesText(step: PlanStep, earlier: readonly PlanStep[], words: LessonWords): string | undefined {
  const made = earlier.flatMap(({ operations }) => operations).map(({ action }) => action);
  const bridges = new Set(
    made.flatMap((action) =>
      action.do === 'link-add' && action.type === 'bridge' ? [`${action.netns ?? ''}:${action.dev}`] : [],
    ),
  );
  const fresh = freshIn(step);
  const standing = standingAfter(made);
  const things = step.operations.flatMap(({ action }) => thingOf(action, bridges, fresh, standing) ?? []);
  const fates = (['made', 'changed', 'gone'] as const).flatMap((fate) => {
    const own = things.filter((thing) => thing.fate === fate);
    return own.length === 0 ? [] : [words.fates[fate](counted(own, words))];
  });
  return fates.length === 0 ? undefined : words.changes(fates.join(words.semicolon));
}
