// Decides which end of each line comes first in the layout, and with that in which layer each box stands: the left end as the author wrote
// it (`h1 -- lan` puts `h1` before `lan`), unless turning the line makes a better picture.
import { groupBy } from '../../group-by.ts';
import { boxesOf, type Drawing, type Edge, isSaid } from './drawing.ts';

/** Which way the layers of a drawing follow each other: across where there are few, else downward, so that a page scrolls one way. */
export type Direction = 'RIGHT' | 'DOWN';

/** More layers than this follow each other downward. */
const mostAcross = 5;

/** More boxes than this that hang on one other alone, as hosts on a switch, stand on both sides of it. */
const mostOnOneSide = 8;

/** A line the way it leads: from an interface of a box to one of another. */
interface Way {
  readonly edge: Edge;
  readonly start: string;
  readonly end: string;
  readonly from: string;
  readonly to: string;
}

const turn = ({ edge, start, end, from, to }: Way): Way => ({ edge, start: end, end: start, from: to, to: from });

/** The lines as written, but a line from a macvlan is turned where both its ends come to one side of the box. */
function written({ boxes, edges }: Drawing): Way[] {
  const owner = new Map(boxesOf(boxes).flatMap((box) => box.ports.map(({ id }) => [id, box.id] as const)));
  const starts = new Set(edges.filter(({ is }) => is !== 'carried').map(({ from }) => from));
  return edges.map((edge) => {
    const [start, end] = [edge.from, edge.to];
    const way = { edge, start, end, from: owner.get(start) ?? '', to: owner.get(end) ?? '' };
    return edge.is === 'carried' && starts.has(end) ? turn(way) : way;
  });
}

/** Of the many boxes that hang on one other alone, those that go to its far side: every second. */
function farSide(ways: readonly Way[]): Set<string> {
  const between = ways.flatMap((way) => [way, turn(way)]).filter(({ from, to }) => from !== to);
  const neighbours = new Map(
    [...groupBy(between, ({ from }) => from)].map(([box, own]) => [box, new Set(own.map(({ to }) => to))]),
  );
  return new Set(
    [...neighbours.values()].flatMap((others) => {
      const leaves = [...others].filter((box) => neighbours.get(box)?.size === 1);
      return leaves.length > mostOnOneSide ? leaves.filter((_, index) => index % 2 === 1) : [];
    }),
  );
}

/** The boxes by their place in an order in which few lines lead back: each comes after all that lead to it; of a ring, the one drawn first comes first. */
function inOrder(boxes: readonly string[], ways: readonly Way[]): Map<string, number> {
  const rest = new Set(boxes);
  const order = new Map<string, number>();
  while (rest.size > 0) {
    const led = new Set(
      ways.filter(({ from, to }) => from !== to && rest.has(from) && rest.has(to)).map(({ to }) => to),
    );
    const free = [...rest].filter((box) => !led.has(box));
    for (const box of free.length > 0 ? free : [...rest].slice(0, 1)) {
      order.set(box, order.size);
      rest.delete(box);
    }
  }
  return order;
}

/** How many layers the lines make, if they lead from each box to later ones only. */
function layersOf(order: ReadonlyMap<string, number>, ways: readonly Way[]): number {
  const depth = new Map<string, number>();
  const sorted = ways.toSorted((a, b) => (order.get(a.from) ?? 0) - (order.get(b.from) ?? 0));
  for (const { from, to } of sorted) {
    if (from !== to) depth.set(to, Math.max(depth.get(to) ?? 1, (depth.get(from) ?? 1) + 1));
  }
  return Math.max(1, ...depth.values());
}

export interface Orientation {
  readonly direction: Direction;
  /** By the id of a line: where it starts and ends for the layout. */
  readonly ends: ReadonlyMap<string, { readonly start: string; readonly end: string }>;
  /** By the id of an interface: the place where its lines end, which may be that of others too. */
  readonly places: ReadonlyMap<string, string>;
  /** The places of each box: those where lines start are on the far side, the others on the near one. */
  readonly sides: ReadonlyMap<string, ReadonlyMap<string, 'near' | 'far'>>;
}

/** Many lines that end at a box without a word beside their ends, as at a large switch, share two places: one where they come in, one where they lead out. */
function placesOf({ boxes }: Drawing, starts: ReadonlySet<string>): Map<string, string> {
  return new Map(
    boxesOf(boxes).flatMap((box) => {
      const silent = box.ports.filter((port) => !isSaid(port));
      const together = new Set(silent.length > mostOnOneSide ? silent : []);
      return box.ports.map((port) => {
        const side = starts.has(port.id) ? 'out' : 'in';
        return [port.id, together.has(port) ? `${box.id}-${side}` : port.id] as const;
      });
    }),
  );
}

/** How a drawing is to be laid out. */
export function orientationOf(drawing: Drawing): Orientation {
  const boxes = boxesOf(drawing.boxes);
  const plain = written(drawing);
  const far = farSide(plain);
  const wished = plain.map((way) => (far.has(way.from) ? turn(way) : way));
  const order = inOrder(
    boxes.map(({ id }) => id),
    wished,
  );
  const ways = wished.map((way) => ((order.get(way.from) ?? 0) > (order.get(way.to) ?? 0) ? turn(way) : way));
  const starts = new Set(ways.flatMap(({ start, end, from, to }) => (from === to ? [start, end] : [start])));
  const places = placesOf(drawing, starts);
  const placeOf = (port: string): string => places.get(port) ?? port;
  const sideOf = (port: string) => (starts.has(port) ? 'far' : 'near');
  const sides = new Map(
    boxes.map(({ id: box, ports }) => [box, new Map(ports.map(({ id }) => [placeOf(id), sideOf(id)] as const))]),
  );
  // An interface whose lines lead both ways has a second place for those that come in.
  const ends = new Map(
    ways.map(({ edge, start, end, from, to }) => {
      const crossed = starts.has(end) && from !== to;
      if (crossed) sides.get(to)?.set(`${end}-in`, 'near');
      return [edge.id, { start: placeOf(start), end: crossed ? `${end}-in` : placeOf(end) }] as const;
    }),
  );
  return { direction: layersOf(order, ways) > mostAcross ? 'DOWN' : 'RIGHT', ends, places, sides };
}
