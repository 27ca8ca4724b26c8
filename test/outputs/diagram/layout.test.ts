// Nothing in a picture covers what is to be read: on labs of chance, and on large ones of the usual shapes.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderAscii } from '../../../src/outputs/drawing/ascii.ts';
import { boxesOf, type Drawing } from '../../../src/outputs/drawing/drawing.ts';
import {
  layout,
  type Placed,
  type PlacedBox,
  type Point,
  type Rectangle,
} from '../../../src/outputs/drawing/layout.ts';
import { cells, headSize, type Metrics, pixels } from '../../../src/outputs/drawing/metrics.ts';
import { randomTutorial } from '../../fixtures/random-lab.ts';
import { drawingsOf, labOf } from './drawings.ts';

interface Named extends Rectangle {
  readonly name: string;
}

const overlap = (a: Rectangle, b: Rectangle): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Half a pixel may be lost to rounding. */
const within = (inner: Rectangle, outer: Rectangle): boolean =>
  inner.x >= outer.x - 0.5 &&
  inner.y >= outer.y - 0.5 &&
  inner.x + inner.width <= outer.x + outer.width + 0.5 &&
  inner.y + inner.height <= outer.y + outer.height + 0.5;

function pairs<T>(items: readonly T[]): (readonly [T, T])[] {
  return items.flatMap((first, index) => items.slice(index + 1).map((second) => [first, second] as const));
}

/** The room of each text: titles with the lines under them, and what is said at interfaces. */
function labelsOf({ box, head, ports }: PlacedBox, metrics: Metrics): Named[] {
  const at = { ...head, ...headSize(box, metrics) };
  return [
    { name: box.title, ...at },
    ...ports.flatMap(({ port, label }) => (label ? [{ name: port.name, ...label }] : [])),
  ];
}

const legs = (points: readonly Point[]): Rectangle[] =>
  points.slice(1).map((to, index) => {
    const from = points[index] ?? to;
    return {
      x: Math.min(from.x, to.x),
      y: Math.min(from.y, to.y),
      width: Math.abs(from.x - to.x),
      height: Math.abs(from.y - to.y),
    };
  });

const shrunk = ({ x, y, width, height }: Rectangle): Rectangle => ({
  x: x + 1,
  y: y + 1,
  width: width - 2,
  height: height - 2,
});

function faultsOf({ boxes, edges, size }: Placed, metrics: Metrics): unknown[] {
  const leaves = boxes.filter(({ box }) => box.inner.length === 0);
  const labels = boxes.flatMap((box) => labelsOf(box, metrics));
  const picture = { x: 0, y: 0, ...size };
  const parents = boxes.flatMap((frame) =>
    boxes.filter(({ box }) => frame.box.inner.includes(box)).map((inner) => ({ frame, inner })),
  );
  return [
    ...pairs(labels)
      .filter(([a, b]) => overlap(a, b))
      .map((pair) => ['labels overlap', pair]),
    ...pairs(leaves)
      .filter(([a, b]) => overlap(a.at, b.at))
      .map((pair) => ['boxes overlap', pair]),
    ...boxes.flatMap((box) =>
      labelsOf(box, metrics)
        .filter((label) => !within(label, box.at))
        .map((label) => ['label leaves its box', label, box.at]),
    ),
    ...boxes.filter(({ at }) => !within(at, picture)).map((box) => ['box leaves the picture', box]),
    ...parents.filter(({ frame, inner }) => !within(inner.at, frame.at)).map((pair) => ['box leaves its frame', pair]),
    ...edges.filter(({ points }) => points.length < 2).map((edge) => ['line without a way', edge]),
    ...edges
      .filter(({ points }) => points.some((point) => !within({ ...point, width: 0, height: 0 }, picture)))
      .map((edge) => ['line leaves the picture', edge]),
    ...edges.flatMap(({ edge, points }) =>
      legs(points).flatMap((leg) =>
        labels
          .filter((label) => overlap(shrunk(label), { ...leg, width: leg.width + 0.1, height: leg.height + 0.1 }))
          .map((label) => ['line through text', edge, leg, label]),
      ),
    ),
  ];
}

/** Lines end at the interfaces that they are plugged into. */
function unplugged({ boxes, edges }: Placed): unknown[] {
  const places = new Map(boxes.flatMap(({ ports }) => ports.map(({ port, at }) => [port.id, at] as const)));
  const apart = (a: Point | undefined, b: Point | undefined): boolean =>
    a === undefined || b === undefined || Math.abs(a.x - b.x) > 0.5 || Math.abs(a.y - b.y) > 0.5;
  return edges.filter(({ edge, points }) => {
    const [from, to] = [places.get(edge.from), places.get(edge.to)];
    const [first, last] = [points[0], points.at(-1)];
    return (apart(from, first) || apart(to, last)) && (apart(to, first) || apart(from, last));
  });
}

async function expectReadable(drawing: Drawing): Promise<void> {
  for (const metrics of [pixels, cells]) {
    const placed = await layout(drawing, metrics);
    expect(faultsOf(placed, metrics)).toEqual([]);
    expect(unplugged(placed)).toEqual([]);
  }
}

describe('labs of chance', () => {
  test('no text covers another, leaves its box, or is crossed by a line', async () => {
    await fc.assert(
      fc.asyncProperty(randomTutorial, async (text) => {
        for (const drawing of drawingsOf(text)) await expectReadable(drawing);
      }),
      { numRuns: 40 },
    );
  });

  test('the layout of one does not depend on what was laid out before', async () => {
    const drawings = fc.sample(randomTutorial, { numRuns: 12, seed: 7 }).flatMap(drawingsOf);
    const first: Placed[] = [];
    for (const drawing of drawings) first.push(await layout(drawing, pixels));
    const again = await Promise.all(drawings.toReversed().map((drawing) => layout(drawing, pixels)));
    expect(again.toReversed()).toEqual(first);
  });

  test('every name, address and line is there in plain characters', async () => {
    await fc.assert(
      fc.asyncProperty(randomTutorial, async (text) => {
        for (const drawing of drawingsOf(text)) {
          const shown = await renderAscii(drawing, 'title');
          const boxes = boxesOf(drawing.boxes);
          const texts = boxes.flatMap(({ title, lines, ports }) => [
            title,
            ...lines.map((line) => line.text),
            ...ports.flatMap((port) => [port.name, ...port.lines.map((line) => line.text)]),
          ]);
          expect(texts.filter((line) => !shown.includes(line))).toEqual([]);
        }
      }),
      { numRuns: 20 },
    );
  });
});

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe.each([
  ['a switch of 60', 'nodes: [hub: { kind: switch, subnet: 10.0.0.0/16 }, h1..60]\nlinks:\n  - h1..60 -- hub', 61],
  [
    'a bridge of 59 and a way out',
    'nodes:\n  hub: { kind: bridge, address: 10.0.0.1/16 }\n  h1..59: { gateway: hub }\n  host: { nat: [masquerade hub out uplink] }\nlinks:\n  - h1..59 -- hub',
    63,
  ],
  [
    'a chain of 60 routers',
    `nodes: { r1..60: router }\nlinks:\n${numbers(59)
      .map((n) => `  - r${n} -- r${n + 1}: 10.0.${n}.0/30`)
      .join('\n')}`,
    60,
  ],
  [
    'leaves and spines',
    `nodes: { spine1..4: router, leaf1..8: router, h1..48: }\nlinks:\n  - spine1..4 -- each leaf1..8: 10.0.0.0/16 by /30\n${numbers(
      8,
    )
      .map((n) => `  - leaf${n} -- each h${6 * n - 5}..${6 * n}: 10.${n}.0.0/16 by /30`)
      .join('\n')}`,
    60,
  ],
  [
    'cables that go round',
    'nodes: { r1..3: router }\nlinks:\n  - r1 -- r2: 10.0.1.0/30\n  - r2 -- r3: 10.0.2.0/30\n  - r3 -- r1: 10.0.3.0/30\n  - r1 -- r3: 10.0.4.0/30\n  - r2:x 10.0.5.1/24 -- r2:y 10.0.5.2/24',
    3,
  ],
  [
    'long addresses',
    'nodes: [a, b]\nlinks:\n  - a:eth0 fd00:1234:5678:9abc:def0:1234:5678:9abc/64 203.0.113.254/24 -- b:a-long-name-15c fd00:1234:5678:9abc:def0:1234:5678:9abd/64',
    2,
  ],
])('%s', (_, content, boxes) => {
  test('can be read', async () => {
    const [drawing] = drawingsOf(labOf(`lab: large\n${content}`));
    if (drawing === undefined) throw new Error('it is not drawn');
    expect(boxesOf(drawing.boxes)).toHaveLength(boxes);
    await expectReadable(drawing);
  });
});
