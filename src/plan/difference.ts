// From one state of a lab to the next: which resources go, change and come, and by which commands.
import { isWithin, type Span } from '../diagnostics/span.ts';
import { asRun, type Command } from './command.ts';
import type { Change } from './plan.ts';
import { reasons } from './reasons.ts';
import type { Resource } from './resource.ts';

type Fate = 'stays' | 'changes' | 'ends';

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** True if the same is run. What older tools would do may depend on how the interface is now. */
const sameCommands = (some: readonly Command[], others: readonly Command[]): boolean =>
  same(some.map(asRun), others.map(asRun));

/** The commands that turn the one into the other while it stands; undefined where it has to be made anew. */
function settingCommands(before: Resource, now: Resource): Command[] | undefined {
  const [old, next] = [before.set, now.set];
  if (old === undefined || next === undefined || old.fixed !== next.fixed) return undefined;
  if (Object.keys(old.commands).some((name) => next.commands[name] === undefined)) return undefined;
  return Object.entries(next.commands).flatMap(([name, command]) =>
    same(old.commands[name], command) ? [] : [command],
  );
}

function keysOf({ key, alsoKeys = [] }: Resource): readonly string[] {
  return [key, ...alsoKeys];
}

/** The fates of what stood before, by all keys. What it lives in and comes after stands before it in the list. */
function fatesOf(before: readonly Resource[], now: ReadonlyMap<string, Resource>): Map<string, Fate> {
  const fates = new Map<string, Fate>();
  for (const resource of before) {
    const next = now.get(resource.key);
    const fate = (): Fate => {
      if (next === undefined || resource.within.some((key) => fates.get(key) === 'ends')) return 'ends';
      if (!same(resource.after, next.after) || next.after.some((key) => fates.get(key) !== 'stays')) return 'ends';
      if (sameCommands(resource.make, next.make) && sameCommands(resource.undo, next.undo)) return 'stays';
      return settingCommands(resource, next) === undefined ? 'ends' : 'changes';
    };
    const own = fate();
    for (const key of keysOf(resource)) fates.set(key, own);
  }
  return fates;
}

/** The place that a reader of the step has before him: in its block if the thing is spoken of there. */
function placeIn(block: Span, { at, places = [] }: Resource): Span {
  return [at, ...places].find((place) => isWithin(place, block)) ?? at;
}

/** True for a cable of which an end is in a place that stays: the kernel takes a namespace apart in its own time, and until then that end is there. */
const reachesOut = ({ alsoKeys, netns, within }: Resource, ends: (key: string) => boolean): boolean =>
  alsoKeys !== undefined && (netns === null || !within.every(ends));

/** The changes that lead from one state to the other. `block` is what the step is written in. */
export function difference(before: readonly Resource[], now: readonly Resource[], block: Span): Change[] {
  const old = new Map(before.map((resource) => [resource.key, resource]));
  const next = new Map(now.map((resource) => [resource.key, resource]));
  const fates = fatesOf(before, next);
  const ends = (key: string): boolean => fates.get(key) === 'ends';
  // What lives in something that ends needs no command of its own.
  const removed = before.filter(
    (resource) => ends(resource.key) && (reachesOut(resource, ends) || !resource.within.some(ends)),
  );
  const undone = removed.toReversed().map((resource): Change => {
    const at = placeIn(block, next.get(resource.key) ?? resource);
    return { resource, does: 'undo', commands: resource.undo, reason: reasons.removed, at };
  });
  const made = now.flatMap((resource): Change[] => {
    const stood = old.get(resource.key);
    const at = placeIn(block, resource);
    if (stood === undefined || ends(resource.key))
      return [{ resource, does: 'make', commands: resource.make, reason: resource.reason, at }];
    if (fates.get(resource.key) === 'stays') return [];
    const commands = settingCommands(stood, resource) ?? [];
    return [{ resource, does: 'set', commands, reason: resource.set?.reason ?? resource.reason, at }];
  });
  return [...undone, ...made].filter(({ commands }) => commands.length > 0);
}
