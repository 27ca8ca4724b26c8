// The graph that the layout is asked for: boxes with their interfaces, as large as their texts need.
import type { ElkNode, ElkPort, LayoutOptions } from 'elkjs/lib/elk-api.js';
import type { Box, Drawing, Port } from './drawing.ts';
import type { Metrics } from './metrics.ts';
import { headSize, portSize } from './metrics.ts';
import type { Direction, Orientation } from './orient.ts';

/** The sides where lines come in, and where they lead on. */
const sideNames = { RIGHT: { near: 'WEST', far: 'EAST' }, DOWN: { near: 'NORTH', far: 'SOUTH' } } as const;

function placeOf(id: string, port: Port | undefined, side: string, direction: Direction, metrics: Metrics): ElkPort {
  const { inset } = metrics;
  const { width, height } = port === undefined ? { width: 0, height: 0 } : portSize(port, metrics);
  const bare: ElkPort = { id, width: 0, height: 0, layoutOptions: { 'elk.port.side': side } };
  if (height === 0) return bare;
  const label = direction === 'RIGHT' ? { width: width + inset, height } : { width, height: height + inset };
  return { ...bare, labels: [{ text: id, ...label }] };
}

const boxOptions: LayoutOptions = {
  'elk.portConstraints': 'FIXED_SIDE',
  'elk.portLabels.placement': 'INSIDE',
  'elk.nodeSize.options': 'DEFAULT_MINIMUM_SIZE ASYMMETRICAL',
};

/** Interfaces above and below the head, or a head above the interfaces at the sides: for ELK a label outside, so that they keep clear of it. */
function headOptions(box: Box, direction: Direction, metrics: Metrics): Pick<ElkNode, 'labels' | 'layoutOptions'> {
  const { padding, inset } = metrics;
  const { width, height } = headSize(box, metrics);
  const size = { width: width + 2 * padding, height: height + padding };
  const ports = Math.max(0, ...box.ports.map((port) => portSize(port, metrics).width)) + inset + padding;
  if (direction === 'DOWN') {
    return {
      labels: [{ text: box.id, ...size }],
      layoutOptions: {
        'elk.nodeLabels.placement': 'INSIDE V_CENTER H_CENTER',
        'elk.nodeLabels.padding': '[top=0,left=0,bottom=0,right=0]',
        'elk.nodeSize.constraints': 'NODE_LABELS PORTS PORT_LABELS MINIMUM_SIZE',
        'elk.nodeSize.minimum': `(${size.width}, ${size.height + padding})`,
      },
    };
  }
  return {
    labels: [{ text: box.id, ...size }],
    layoutOptions: {
      'elk.nodeLabels.placement': 'OUTSIDE V_TOP H_LEFT',
      'elk.spacing.labelNode': '0',
      'elk.nodeSize.constraints': 'PORTS PORT_LABELS MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${Math.max(size.width, ports)}, ${padding})`,
    },
  };
}

function nodeOf(box: Box, orientation: Orientation, metrics: Metrics): ElkNode {
  if (box.inner.length > 0) return frameOf(box, orientation, metrics);
  const { direction, sides } = orientation;
  const { labels, layoutOptions } = headOptions(box, direction, metrics);
  const ports = new Map(box.ports.map((port) => [port.id, port]));
  return {
    id: box.id,
    ...(labels === undefined ? {} : { labels }),
    ports: [...(sides.get(box.id) ?? [])].map(([id, side]) =>
      placeOf(id, ports.get(id), sideNames[direction][side], direction, metrics),
    ),
    layoutOptions: { ...boxOptions, ...layoutOptions },
  };
}

function frameOf(box: Box, orientation: Orientation, metrics: Metrics): ElkNode {
  const { padding, gap } = metrics;
  const { width, height } = headSize(box, metrics);
  return {
    id: box.id,
    children: box.inner.map((inner) => nodeOf(inner, orientation, metrics)),
    layoutOptions: {
      'elk.padding': `[top=${height + 2 * padding},left=${gap.within},bottom=${gap.within},right=${gap.within}]`,
      'elk.spacing.portPort': String(gap.port),
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${width + 2 * padding}, 0)`,
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

/** The graph of a drawing: what `elk.layout` takes. */
export function graphOf({ boxes, edges }: Drawing, orientation: Orientation, metrics: Metrics): ElkNode {
  const nested = boxes.some(({ inner }) => inner.length > 0);
  return {
    id: 'root',
    layoutOptions: {
      ...layered(metrics),
      'elk.direction': orientation.direction,
      'elk.hierarchyHandling': nested ? 'INCLUDE_CHILDREN' : 'SEPARATE_CHILDREN',
    },
    children: boxes.map((box) => nodeOf(box, orientation, metrics)),
    edges: edges.map(({ id }) => {
      const { start = '', end = '' } = orientation.ends.get(id) ?? {};
      return { id, sources: [start], targets: [end] };
    }),
  };
}
