// Where everything of a drawing goes: asked of ELK, the only layout that knows of ports, and rounded.
import type { ELK, ElkNode, ElkPoint } from 'elkjs/lib/elk-api.js';
import { LruCache } from '../../lru-cache.ts';
import type { Box, Drawing, Edge, Port } from './drawing.ts';
import { boxesOf } from './drawing.ts';
import { graphOf } from './graph.ts';
import type { Metrics } from './metrics.ts';
import { type Orientation, orientationOf } from './orient.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** In pixels, from the top left corner of the picture. */
export interface Rectangle extends Point {
  readonly width: number;
  readonly height: number;
}

export interface PlacedBox {
  readonly box: Box;
  readonly at: Rectangle;
  /** Where its title begins, with the lines under it. */
  readonly head: Point;
  readonly ports: readonly PlacedPort[];
}

export interface PlacedPort {
  readonly port: Port;
  /** Where its lines end, on the border of the box. */
  readonly at: Point;
  /** Where what is said of it stands, within the box; missing if nothing is. */
  readonly label?: Rectangle;
}

export interface PlacedEdge {
  readonly edge: Edge;
  readonly points: readonly Point[];
}

/** A drawing with a place for each of its parts: boxes before those within them. */
export interface Placed {
  readonly drawing: Drawing;
  readonly size: { readonly width: number; readonly height: number };
  readonly boxes: readonly PlacedBox[];
  readonly edges: readonly PlacedEdge[];
}

/** Half pixels: exact enough, and the same on every machine. */
const rounded = (value: number | undefined): number => Math.round((value ?? 0) * 2) / 2;

const pointOf = ({ x, y }: { x?: number; y?: number }): Point => ({ x: rounded(x), y: rounded(y) });

function rectangleOf(shape: { x?: number; y?: number; width?: number; height?: number }): Rectangle {
  const { x, y } = pointOf(shape);
  return { x, y, width: rounded(shape.width), height: rounded(shape.height) };
}

/** How the parts of a drawing are found in what was laid out. */
interface Frame {
  readonly orientation: Orientation;
  readonly metrics: Metrics;
}

/** What is said of an interface, without the blank to the border of its box. */
function framed(label: Rectangle, { x, y }: Point, { orientation, metrics: { inset } }: Frame): Rectangle {
  if (orientation.direction === 'RIGHT') {
    return { ...label, x: label.x >= x ? label.x + inset : label.x, width: label.width - inset };
  }
  return { ...label, y: label.y >= y ? label.y + inset : label.y, height: label.height - inset };
}

function placedPorts(box: Box, node: ElkNode, frame: Frame): PlacedPort[] {
  const found = new Map(node.ports?.map((port) => [port.id, port]));
  return box.ports.map((port) => {
    const there = found.get(frame.orientation.places.get(port.id) ?? port.id);
    if (there === undefined) throw new Error('the layout has lost an interface');
    const at = pointOf(there);
    const [label] = there.labels ?? [];
    return { port, at, ...(label === undefined ? {} : { label: framed(rectangleOf(label), at, frame) }) };
  });
}

/** A box with its head: that is a label above the node where interfaces stand at its sides. */
function placedBox(box: Box, node: ElkNode, frame: Frame): PlacedBox {
  const { padding } = frame.metrics;
  const at = rectangleOf(node);
  const [label] = node.labels ?? [];
  const place = label === undefined ? at : rectangleOf(label);
  const above = label !== undefined && frame.orientation.direction === 'DOWN' ? padding / 2 : padding;
  const top = Math.min(at.y, place.y);
  return {
    box,
    at: { ...at, y: top, height: at.y + at.height - top },
    head: { x: place.x + padding, y: place.y + above },
    ports: placedPorts(box, node, frame),
  };
}

const nodesOf = (nodes: readonly ElkNode[]): ElkNode[] =>
  nodes.flatMap((node) => [node, ...nodesOf(node.children ?? [])]);

function pointsOf(sections: readonly { startPoint: ElkPoint; bendPoints?: ElkPoint[]; endPoint: ElkPoint }[]): Point[] {
  return sections.flatMap(({ startPoint, bendPoints = [], endPoint }) =>
    [startPoint, ...bendPoints, endPoint].map(pointOf),
  );
}

let engine: Promise<ELK> | undefined;

/** ELK, loaded when the first picture is drawn: it is larger than all of netgen. */
async function elk(): Promise<ELK> {
  const { default: Elk } = await import('elkjs/lib/elk.bundled.js');
  return new Elk({ algorithms: ['layered'] });
}

/** Graphs that were laid out before: lessons repeat their pictures, in other languages, and while their author works. */
const known = new LruCache<Promise<ElkNode>>(200);

async function askElk(graph: ElkNode): Promise<ElkNode> {
  engine ??= elk();
  return (await engine).layout(graph);
}

/** Lays a drawing out. */
export async function layout(drawing: Drawing, metrics: Metrics): Promise<Placed> {
  const orientation = orientationOf(drawing);
  const graph = graphOf(drawing, orientation, metrics);
  const laid = await known.get(JSON.stringify(graph), () => askElk(graph));
  const nodes = new Map(nodesOf(laid.children ?? []).map((node) => [node.id, node]));
  const boxes = boxesOf(drawing.boxes).map((box) => {
    const node = nodes.get(box.id);
    if (node === undefined) throw new Error('the layout has lost a box');
    return placedBox(box, node, { orientation, metrics });
  });
  const lines = new Map(laid.edges?.map((edge) => [edge.id, pointsOf(edge.sections ?? [])]));
  const edges = drawing.edges.map((edge) => ({ edge, points: lines.get(edge.id) ?? [] }));
  return { drawing, size: { width: rounded(laid.width), height: rounded(laid.height) }, boxes, edges };
}
