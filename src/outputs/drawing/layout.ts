// Where everything of a drawing goes: asked of ELK, the only layout that knows of ports, and rounded.
import type { ELK, ElkNode, ElkPort, LayoutOptions } from 'elkjs/lib/elk-api.js';
import { LruCache } from '../../lru-cache.ts';
import { type Box, boxesOf, type Drawing, type Edge, type Port } from './drawing.ts';
import { headSize, type Metrics, portSize, type Size } from './metrics.ts';
import { type Direction, type Orientation, orientationOf } from './orient.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** In pixels, from the top left corner of the picture. */
export interface Rectangle extends Point, Size {}

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
  readonly size: Size;
  readonly boxes: readonly PlacedBox[];
  readonly edges: readonly PlacedEdge[];
}

/** What both ways need: from a drawing to the graph of ELK, and from what ELK has laid out back to the drawing. */
interface Frame {
  readonly orientation: Orientation;
  readonly metrics: Metrics;
}

/** The sides where lines come in, and where they lead on. */
const sideNames = { RIGHT: { near: 'WEST', far: 'EAST' }, DOWN: { near: 'NORTH', far: 'SOUTH' } } as const;

function portOf(id: string, port: Port | undefined, side: string, direction: Direction, metrics: Metrics): ElkPort {
  const { width, height } = port === undefined ? { width: 0, height: 0 } : portSize(port, metrics);
  const bare: ElkPort = { id, width: 0, height: 0, layoutOptions: { 'elk.port.side': side } };
  if (height === 0) return bare;
  const across = direction === 'RIGHT' ? metrics.inset : 0;
  return { ...bare, labels: [{ text: id, width: width + across, height: height + metrics.inset - across }] };
}

/**
 * Where ELK is to put the head of a box, which is a label to it. Layers downward: in the middle, the interfaces above and below. Layers across:
 * above the interfaces at the sides, which means outside of what ELK takes for the box; `placedBox` takes both together again.
 */
function headOptions(box: Box, { width, height }: Size, { orientation, metrics }: Frame): LayoutOptions {
  if (orientation.direction === 'DOWN') {
    return {
      'elk.nodeLabels.placement': 'INSIDE V_CENTER H_CENTER',
      'elk.nodeLabels.padding': '[top=0,left=0,bottom=0,right=0]',
      'elk.nodeSize.constraints': 'NODE_LABELS PORTS PORT_LABELS MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${width}, ${height + metrics.padding})`,
    };
  }
  const { inset, padding } = metrics;
  const sides = orientation.sides.get(box.id);
  // ELK leaves nothing between what is said at one side and at the other.
  const widest = (side: 'near' | 'far') =>
    Math.max(0, ...box.ports.map((port) => (sides?.get(port.id) === side ? portSize(port, metrics).width + inset : 0)));
  const ports = widest('near') + widest('far') + padding;
  return {
    'elk.nodeLabels.placement': 'OUTSIDE V_TOP H_LEFT',
    'elk.spacing.labelNode': '0',
    'elk.nodeSize.constraints': 'PORTS PORT_LABELS MINIMUM_SIZE',
    'elk.nodeSize.minimum': `(${Math.max(width, ports)}, ${padding})`,
  };
}

function nodeOf(box: Box, frame: Frame): ElkNode {
  const { orientation, metrics } = frame;
  const { padding, gap } = metrics;
  const { width, height } = headSize(box, metrics);
  if (box.inner.length > 0) {
    return {
      id: box.id,
      children: box.inner.map((inner) => nodeOf(inner, frame)),
      layoutOptions: {
        'elk.padding': `[top=${height + 2 * padding},left=${gap.within},bottom=${gap.within},right=${gap.within}]`,
        'elk.spacing.portPort': String(gap.port),
        'elk.nodeSize.constraints': 'MINIMUM_SIZE',
        'elk.nodeSize.minimum': `(${width + 2 * padding}, 0)`,
      },
    };
  }
  const { direction, sides } = orientation;
  const size = { width: width + 2 * padding, height: height + padding };
  const ports = new Map(box.ports.map((port) => [port.id, port]));
  return {
    id: box.id,
    labels: [{ text: box.id, ...size }],
    ports: [...(sides.get(box.id) ?? [])].map(([id, side]) =>
      portOf(id, ports.get(id), sideNames[direction][side], direction, metrics),
    ),
    layoutOptions: {
      'elk.portConstraints': 'FIXED_SIDE',
      'elk.portLabels.placement': 'INSIDE',
      'elk.nodeSize.options': 'DEFAULT_MINIMUM_SIZE ASYMMETRICAL',
      ...headOptions(box, size, frame),
    },
  };
}

const layered = ({ gap }: Metrics): LayoutOptions => ({
  'elk.algorithm': 'layered',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.spacing.nodeNodeBetweenLayers': String(gap.layer),
  'elk.layered.spacing.edgeNodeBetweenLayers': String(gap.within),
  'elk.layered.crossingMinimization.forceNodeModelOrder': 'true',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
  'elk.spacing.nodeNode': String(gap.node),
  'elk.spacing.edgeNode': String(gap.edge),
  'elk.layered.spacing.edgeEdgeBetweenLayers': String(gap.edge),
  'elk.spacing.edgeEdge': String(gap.edge),
  'elk.spacing.portPort': String(gap.port),
  'elk.spacing.componentComponent': String(gap.component),
  'elk.padding': '[top=0,left=0,bottom=0,right=0]',
});

/** What ELK takes: boxes with their interfaces, as large as their texts need. */
function graphOf({ boxes, edges }: Drawing, frame: Frame): ElkNode {
  const { direction, ends } = frame.orientation;
  return {
    id: 'root',
    layoutOptions: {
      ...layered(frame.metrics),
      'elk.direction': direction,
      'elk.hierarchyHandling': boxes.some(({ inner }) => inner.length > 0) ? 'INCLUDE_CHILDREN' : 'SEPARATE_CHILDREN',
    },
    children: boxes.map((box) => nodeOf(box, frame)),
    edges: edges.map(({ id }) => {
      const { start = '', end = '' } = ends.get(id) ?? {};
      return { id, sources: [start], targets: [end] };
    }),
  };
}

/** Half pixels: exact enough, and the same on every machine. */
const rounded = (value = 0): number => Math.round(value * 2) / 2;

const pointOf = ({ x, y }: { x?: number; y?: number }, { margin }: Metrics): Point => ({
  x: rounded(x) + margin,
  y: rounded(y) + margin,
});

const rectangleOf = (
  shape: { x?: number; y?: number; width?: number; height?: number },
  metrics: Metrics,
): Rectangle => ({
  ...pointOf(shape, metrics),
  width: rounded(shape.width),
  height: rounded(shape.height),
});

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
    const at = pointOf(there, frame.metrics);
    const [label] = there.labels ?? [];
    return { port, at, ...(label && { label: framed(rectangleOf(label, frame.metrics), at, frame) }) };
  });
}

/** A box with its head: that is a label above the node where interfaces stand at its sides. */
function placedBox(box: Box, node: ElkNode | undefined, frame: Frame): PlacedBox {
  if (node === undefined) throw new Error('the layout has lost a box');
  const { padding } = frame.metrics;
  const at = rectangleOf(node, frame.metrics);
  const [label] = node.labels ?? [];
  const place = label === undefined ? at : rectangleOf(label, frame.metrics);
  const above = label !== undefined && frame.orientation.direction === 'DOWN' ? padding / 2 : padding;
  const top = Math.min(at.y, place.y);
  return {
    box,
    at: { ...at, y: top, height: at.y + at.height - top },
    head: { x: place.x + padding, y: place.y + above },
    ports: placedPorts(box, node, frame),
  };
}

const nodesOf = ({ children = [] }: ElkNode): ElkNode[] => children.flatMap((node) => [node, ...nodesOf(node)]);

let engine: Promise<ELK> | undefined;

/** Whoever is going to draw loads ELK early, for it is larger than all of netgen: the program in a thread of its own. */
export function layOutBy(elk: ELK): void {
  engine = Promise.resolve(elk);
}

async function loadElk(): Promise<ELK> {
  const { default: Elk } = await import('elkjs/lib/elk.bundled.js');
  return new Elk({ algorithms: ['layered'] });
}

/** Graphs that were laid out before, as JSON: lessons repeat their pictures, in other languages, and while their author works. */
const known = new LruCache<Promise<ElkNode>>(200);

async function askElk(graph: ElkNode): Promise<ElkNode> {
  engine ??= loadElk();
  return (await engine).layout(graph);
}

/** Lays a drawing out. */
export async function layout(drawing: Drawing, metrics: Metrics): Promise<Placed> {
  const frame = { orientation: orientationOf(drawing), metrics };
  const graph = graphOf(drawing, frame);
  const laid = await known.get(JSON.stringify(graph), () => askElk(graph));
  const nodes = new Map(nodesOf(laid).map((node) => [node.id, node]));
  const sections = new Map(laid.edges?.map((edge) => [edge.id, edge.sections ?? []]));
  const pointsOf = ({ id }: Edge): Point[] =>
    (sections.get(id) ?? []).flatMap(({ startPoint, bendPoints = [], endPoint }) =>
      [startPoint, ...bendPoints, endPoint].map((point) => pointOf(point, metrics)),
    );
  return {
    drawing,
    size: { width: rounded(laid.width) + 2 * metrics.margin, height: rounded(laid.height) + 2 * metrics.margin },
    boxes: boxesOf(drawing.boxes).map((box) => placedBox(box, nodes.get(box.id), frame)),
    edges: drawing.edges.map((edge) => ({ edge, points: pointsOf(edge) })),
  };
}
