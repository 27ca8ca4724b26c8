// From one state to the next: what a step removes, changes and adds.
import { isWithin, type Span } from '../diagnostics/span.ts';
import { linkKey, type Piece } from './piece.ts';
import type { Action, Operation } from './plan.ts';
import { reasons } from './reasons.ts';

/** Numbers the ids that a plan would otherwise have twice: a thing removed and made again, or changed twice. */
export class OperationIds {
  readonly #count = new Map<string, number>();

  give(id: string): string {
    const count = (this.#count.get(id) ?? 0) + 1;
    this.#count.set(id, count);
    return count === 1 ? id : `${id} #${count}`;
  }
}

const same = (a: Action, b: Action): boolean => JSON.stringify(a) === JSON.stringify(b);

function operation(id: string, action: Action, { undo, probe, reason, at }: Piece): Operation {
  return { id, action, undo, probe, reason, at };
}

/** The place that a reader of the step has before him: in its block if the thing is spoken of there. */
function placeIn(block: Span, { at, places = [] }: Piece): Span {
  return [at, ...places].find((place) => isWithin(place, block)) ?? at;
}

interface Change {
  readonly piece: Piece;
  readonly actions: readonly Action[];
}

/** Pieces by what happens to them between two states. */
interface Sorted {
  readonly removed: readonly Piece[];
  readonly changed: readonly Change[];
  readonly made: readonly Piece[];
}

/** Keys of the pieces that do not live on: gone, remade, or gone with what they live in or stand on. */
function endedKeys(before: readonly Piece[], now: ReadonlyMap<string, Piece>): Set<string> {
  const ended = new Set<string>();
  for (const piece of before) {
    const next = now.get(piece.key);
    const remade = next !== undefined && !same(piece.make, next.make) && next.change?.(piece.make) === undefined;
    const overtaken = next !== undefined && next.behind !== piece.behind;
    const homes = [...piece.within, ...(piece.on ?? []), ...(piece.behind === undefined ? [] : [piece.behind])];
    if (next === undefined || remade || overtaken || homes.some((key) => ended.has(key))) ended.add(piece.key);
  }
  return ended;
}

/** The interfaces that a piece makes: two if it is a cable. */
function devicesOf({ make }: Piece): string[] {
  if (make.do !== 'link-add') return [];
  return [make, ...(make.peer === undefined ? [] : [make.peer])].map(({ netns, dev }) => linkKey(netns, dev));
}

/** True for a cable of which an end has a name that is given anew. */
function holdsName(piece: Piece, given: ReadonlySet<string>): boolean {
  const devices = devicesOf(piece);
  return devices.length > 1 && devices.some((device) => given.has(device));
}

function sort(before: readonly Piece[], now: readonly Piece[]): Sorted {
  const old = new Map(before.map((piece) => [piece.key, piece]));
  const ended = endedKeys(before, new Map(now.map((piece) => [piece.key, piece])));
  const changed: Change[] = [];
  const made: Piece[] = [];
  for (const piece of now) {
    const stood = old.get(piece.key);
    if (stood === undefined || ended.has(piece.key)) made.push(piece);
    else if (!same(stood.make, piece.make)) changed.push({ piece, actions: piece.change?.(stood.make) ?? [] });
  }
  // What lives in a thing that goes needs no command of its own. But the kernel clears a namespace in its own time: until
  // then the far end of a cable into it holds its name.
  const given = new Set(made.flatMap(devicesOf));
  const removed = before.filter(
    (piece) => ended.has(piece.key) && (holdsName(piece, given) || !piece.within.some((home) => ended.has(home))),
  );
  return { removed: removed.toReversed(), changed, made };
}

/** The operations of a step: removals in reverse order, then changes and additions in the order of the script. `block` is what the step is written in. */
export function difference(
  before: readonly Piece[],
  now: readonly Piece[],
  block: Span,
  ids: OperationIds,
): Operation[] {
  const { removed, changed, made } = sort(before, now);
  const next = new Map(now.map((piece) => [piece.key, piece]));
  const changes = new Map(changed.map((change) => [change.piece, change.actions]));
  const fresh = new Set(made);
  const overwriting = new Set([...made, ...changed.map(({ piece }) => piece)].map(({ key }) => key));
  return [
    ...removed.map((piece) =>
      operation(ids.give(`remove ${piece.key}`), piece.remove, {
        ...piece,
        reason: reasons.removed,
        at: placeIn(block, next.get(piece.key) ?? piece),
      }),
    ),
    ...now.flatMap((piece) => {
      const at = placeIn(block, piece);
      if (fresh.has(piece)) return [operation(ids.give(piece.key), piece.make, { ...piece, at })];
      const actions = changes.get(piece) ?? (piece.after?.some((key) => overwriting.has(key)) ? [piece.make] : []);
      return actions.map((action) => {
        const reason = action.do === 'link-set' && !same(action, piece.make) ? reasons.linkChange : piece.reason;
        return operation(ids.give(`change ${piece.key}`), action, { ...piece, reason, at });
      });
    }),
  ];
}
