// The way of a packet on a drawing: a line there and one back, a number where it gets to each node, and a cross where it dies.
import { bySentence, foretoldWay } from '../../checks/list.ts';
import type { Check, State } from '../../model/lab.ts';
import { outside } from '../../prediction/outside.ts';
import type { Prediction, Way } from '../../prediction/way.ts';
import type { Box } from './drawing.ts';
import type { Placed, Point } from './layout.ts';

/** A check whose packets can be followed; of a sentence, the first stands for all. */
export interface Walk {
  readonly check: Check;
  readonly way: Prediction;
}

/** The ways of packets that a step shows, in the order of its checks. */
export const walksOf = ({ checks, state }: { readonly checks: readonly Check[]; readonly state: State }): Walk[] =>
  bySentence(checks).flatMap(([check]) => {
    const way = check && foretoldWay(check, state);
    return check === undefined || way === undefined ? [] : [{ check, way }];
  });

/** One direction as it is drawn. */
interface Drawn {
  readonly of: 'request' | 'answer';
  readonly points: readonly Point[];
  /** Where it gets to each node; the first is where it begins. */
  readonly marks: readonly Mark[];
}

interface Mark extends Point {
  readonly number: number;
  /** The line goes to the right from here (1), to the left (-1), or up or down. */
  readonly leads: number;
}

export interface DrawnWalk {
  readonly ways: readonly Drawn[];
  readonly death?: Point;
}

/** So far from the middle of a cable a line runs, and so far from the border of a box a number stands. */
const [aside, before] = [3, 16];

/** The places that a packet passes between two nodes, as the drawing calls them: `NODE:INTERFACE`, the line to the outside, and that from a bridge into the machine. */
function passed({ hops }: Way, index: number): string[] {
  const [hop, next] = [hops[index], hops[index + 1]];
  if (next?.node === outside) return [`outlet ${hop?.out}`, `uplink outlet ${hop?.out}`];
  if (hop?.node === outside) return [`uplink outlet ${next?.in}`, `outlet ${next?.in}`];
  const frame = hop?.steps.find((step) => step.is === 'frame');
  if (frame?.is !== 'frame') return [`${hop?.node}:${hop?.out}`, `${next?.node}:${next?.in}`];
  // Behind the name of an interface stand the VLANs of the frame there.
  const path = frame.path.map((place) => place.replace(/ \(.*/, ''));
  const ofMachine = (place: string | undefined, node: string | undefined) =>
    node === 'host' && place !== undefined ? [`inside ${place.replace(/.*:/, '')}`] : [];
  const [first, last] = [ofMachine(path[0], hop?.node), ofMachine(path.at(-1), next?.node)];
  return [
    ...first.map((place) => `inside ${place}`),
    ...first,
    ...path,
    ...last,
    ...last.map((place) => `inside ${place}`),
  ];
}

const shifted = ({ x, y }: Point, by: number): Point => ({ x: x + by, y: y + by });

/** The point at this distance from the end of a line, or from its begin. */
function pointAt(points: readonly Point[], distance: number): Point | undefined {
  let left = distance;
  for (const [index, from] of points.entries()) {
    const to = points[index + 1];
    if (to === undefined) return from;
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    if (length >= left && length > 0) {
      const part = left / length;
      return { x: Math.round(from.x + (to.x - from.x) * part), y: Math.round(from.y + (to.y - from.y) * part) };
    }
    left -= length;
  }
  return undefined;
}

/** Draws what the boxes and cables of a placed drawing have of a way. */
class Tracing {
  readonly #placed: Placed;
  readonly #ports: ReadonlyMap<string, Point>;

  constructor(placed: Placed) {
    this.#placed = placed;
    this.#ports = new Map(placed.boxes.flatMap(({ ports }) => ports.map(({ port, at }) => [port.id, at] as const)));
  }

  #id(key: string): string | undefined {
    return this.#placed.drawing.places.get(key);
  }

  /** The points from one interface to the next: along the line that joins them, else straight through the box. */
  #between(from: string, to: string): readonly Point[] {
    for (const { edge, points } of this.#placed.edges) {
      if (edge.from === from && edge.to === to) return points;
      if (edge.from === to && edge.to === from) return points.toReversed();
    }
    return [this.#ports.get(from), this.#ports.get(to)].flatMap((point) => point ?? []);
  }

  /** `first` is the number of its first node. */
  way(of: Drawn['of'], way: Way, first: number): Drawn {
    const by = of === 'request' ? -aside : aside;
    const all: Point[] = [];
    const marks: Mark[] = [];
    let last: string | undefined;
    for (const index of way.hops.slice(1).keys()) {
      const ids = passed(way, index).flatMap((key) => this.#id(key) ?? []);
      const leg = ids.flatMap((id, at) => (at === 0 ? [] : this.#between(ids[at - 1] ?? id, id)));
      const inside = last !== undefined && ids[0] !== undefined ? this.#between(last, ids[0]) : [];
      all.push(...inside, ...leg);
      const [begin, end] = [pointAt(leg, before), pointAt(leg.toReversed(), before)];
      const leads = Math.sign((leg[1]?.x ?? 0) - (leg[0]?.x ?? 0));
      if (index === 0 && begin) marks.push({ x: begin.x + 3 * by, y: begin.y + 8 * by, number: first, leads });
      if (end) marks.push({ ...shifted(end, 3 * by), number: first + index + 1, leads: 0 });
      last = ids.at(-1) ?? last;
    }
    return { of, points: all.map((point) => shifted(point, by)), marks };
  }

  /** A corner of the box of a node, at the right: the upper one, where that is not full of its name. */
  corner(node: string): Point | undefined {
    const isMachine = ({ shape, inner }: Box) => shape === 'stack' || (shape === 'machine' && inner.length === 0);
    const isIt = (box: Box) => (node === outside ? box.shape === outside : box.title === node);
    const { at } = this.#placed.boxes.find(({ box }) => (node === 'host' ? isMachine(box) : isIt(box))) ?? {};
    return at && { x: at.x + at.width - 12, y: node === outside ? at.y + at.height - 12 : at.y + 12 };
  }
}

/** A way on a drawing: as much of it as can be seen there. */
export function drawWalk(placed: Placed, { request, answer, death }: Prediction): DrawnWalk {
  const tracing = new Tracing(placed);
  const ways = [
    tracing.way('request', request, 1),
    ...(answer === undefined ? [] : [tracing.way('answer', answer, request.hops.length + 1)]),
  ];
  const corner = death && tracing.corner(death.node);
  return { ways: ways.filter(({ points }) => points.length > 1), ...(corner && { death: corner }) };
}
