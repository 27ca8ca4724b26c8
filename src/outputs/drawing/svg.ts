// A drawing as SVG: colours by classes, no script, nothing from elsewhere, ids that no other picture has.
import { template } from '../../../templates/diagram/picture.svg.hbs';
import { renderTemplate } from '../handlebars.ts';
import { Rendered } from '../quote.ts';
import type { Box, Change, Drawing, Line } from './drawing.ts';
import type { Placed, PlacedBox, PlacedEdge, PlacedPort, Point, Rectangle } from './layout.ts';
import { fontSize, isNamed, pixels, signRoom } from './metrics.ts';
import { segmentClass, style } from './style.ts';
import type { DiagramWords } from './words.ts';

const { height, frame } = pixels;

/** What the template prints: a rectangle, a path, or a text. */
type Part =
  | (Rectangle & { readonly rectangle: true; readonly class: string; readonly round: number })
  | { readonly path: string; readonly class: string }
  | (Point & { readonly text: string; readonly class: string });

const signs: Readonly<Record<Change, string>> = { same: '', new: '+', changed: '~', gone: '−' };

/** The names of classes that apply, the others left out. */
const classes = (...names: readonly (string | false)[]): string => names.filter((name) => name).join(' ');

const changeClass = (change: Change): string | false => change !== 'same' && change;

/** The line under a baseline: texts are placed by it, a third of the free height above the bottom. */
const baseline = (top: number, height: number, size: number): number =>
  Math.round((top + (height + size * 0.7) / 2) * 2) / 2;

/** The sign of a change, if there is one. */
function signPart(change: Change, at: Point): Part[] {
  return change === 'same' ? [] : [{ text: signs[change], ...at, class: classes('code', 'sign', change) }];
}

function textPart(
  text: string,
  at: Point,
  line: { readonly code: boolean; readonly change: Change },
  more: string,
): Part[] {
  const { change, code } = line;
  const struck = change === 'gone' && 'struck';
  return [{ text, ...at, class: classes(code ? 'code' : 'word', more, changeClass(change), struck) }];
}

/** Lines one under the other, each with its sign before it if one of them has any. */
function textLines(lines: readonly Line[], from: Point, indent: number): Part[] {
  return lines.flatMap((line, index) => {
    const y = baseline(from.y + index * height.text, height.text, fontSize.text);
    return [
      ...signPart(line.change, { x: from.x, y }),
      ...textPart(line.text, { x: from.x + indent, y }, line, line.is),
    ];
  });
}

function headParts(box: Box, from: Point): Part[] {
  const indent = signRoom([box, ...box.lines], pixels);
  const y = baseline(from.y, height.title, fontSize.title);
  return [
    ...signPart(box.change, { x: from.x, y }),
    ...textPart(box.title, { x: from.x + indent, y }, { code: isNamed(box), change: box.change }, 'title'),
    ...textLines(box.lines, { x: from.x, y: from.y + height.title }, indent),
  ];
}

function frameParts({ box, at }: PlacedBox): Part[] {
  const round = box.shape === 'bridge' || box.shape === 'outside' ? 14 : 6;
  return [
    {
      rectangle: true,
      ...at,
      round,
      class: classes('box', box.shape, changeClass(box.change), box.segment !== undefined && segmentClass(box.segment)),
    },
  ];
}

function portParts({ port, at, label }: PlacedPort): Part[] {
  const colour = segmentClass(port.segment);
  const plug: Part = {
    rectangle: true,
    x: at.x - 4,
    y: at.y - 4,
    width: 8,
    height: 8,
    round: 1,
    class: classes('plug', colour),
  };
  if (label === undefined) return [plug];
  const indent = signRoom([port, ...port.lines], pixels);
  const name: Line[] = port.name === '' ? [] : [{ text: port.name, change: port.change, code: true, is: 'option' }];
  const from = { x: label.x + frame / 2, y: label.y + frame / 4 };
  const texts = [...name, ...port.lines];
  const parts = textLines(texts, from, indent);
  return [
    { rectangle: true, ...label, round: 3, class: classes('chip', colour, changeClass(port.change)) },
    plug,
    ...parts,
  ];
}

function edgePart({ edge, points }: PlacedEdge): Part[] {
  const [first, ...others] = points;
  if (first === undefined) return [];
  const path = `M${first.x} ${first.y}${others.map(({ x, y }) => `L${x} ${y}`).join('')}`;
  return [
    { path, class: classes('edge', edge.is, segmentClass(edge.segment), !edge.up && 'down', changeClass(edge.change)) },
  ];
}

/** A line of the legend: the subnet of a colour, or the sign of what a step has changed. */
interface Entry {
  readonly text: string;
  readonly code: boolean;
  readonly segment?: number;
  readonly change?: Exclude<Change, 'same'>;
}

/** The measures of the legend, which may be as wide as `least` also where the drawing is not. */
const legendSize = { swatch: 24, gap: 8, between: 24, row: 22, above: 24, least: 480 } as const;

function entriesOf({ segments, changes }: Drawing, words: DiagramWords): Entry[] {
  const told = [
    { change: 'new', text: words.added },
    { change: 'changed', text: words.altered },
    { change: 'gone', text: words.removed },
  ] as const;
  return [
    ...segments.map(({ subnets }, segment) => ({ text: subnets.join(', '), code: true, segment })),
    ...told.filter(({ change }) => changes.has(change)).map((entry) => ({ ...entry, code: false })),
  ];
}

const signOf = ({ change }: Entry): number => (change === undefined ? 0 : pixels.sign);
const widthOf = (entry: Entry): number =>
  signOf(entry) + legendSize.swatch + legendSize.gap + pixels.width(entry.text, 'text', entry.code);

function entryParts(entry: Entry, x: number, y: number): Part[] {
  const { change = 'same' } = entry;
  const [from, middle] = [x + signOf(entry), y + legendSize.row / 2];
  const line: Part = {
    path: `M${from} ${middle}L${from + legendSize.swatch} ${middle}`,
    class: classes('edge', segmentClass(entry.segment), changeClass(change)),
  };
  const below = baseline(y, legendSize.row, fontSize.text);
  const words = {
    text: entry.text,
    x: from + legendSize.swatch + legendSize.gap,
    y: below,
    class: entry.code ? 'code' : 'word',
  };
  return [...signPart(change, { x, y: below }), line, words];
}

/** The legend, in rows that are no wider than the drawing if that can be; nothing where there is nothing to explain. */
function legend(drawing: Drawing, room: number, words: DiagramWords) {
  const entries = entriesOf(drawing, words);
  const places: { readonly entry: Entry; readonly x: number; readonly row: number }[] = [];
  const wide = Math.max(room, legendSize.least);
  let [x, row] = [0, 0];
  for (const entry of entries) {
    if (x > 0 && x + widthOf(entry) > wide) [x, row] = [0, row + 1];
    places.push({ entry, x, row });
    x += widthOf(entry) + legendSize.between;
  }
  const width = Math.max(0, ...places.map((place) => place.x + widthOf(place.entry)));
  const height = places.length === 0 ? 0 : legendSize.above + (row + 1) * legendSize.row;
  const parts = (top: number): Part[] =>
    places.flatMap((place) => entryParts(place.entry, place.x, top + legendSize.above + place.row * legendSize.row));
  return { width, height, parts };
}

/** Blank around the drawing. */
const margin = 20;

function moved(part: Part, by: number): Part {
  if ('path' in part) {
    const path = part.path.replace(
      /([ML])([\d.-]+) ([\d.-]+)/g,
      (_, letter, x, y) => `${letter}${Number(x) + by} ${Number(y) + by}`,
    );
    return { ...part, path };
  }
  return { ...part, x: part.x + by, y: part.y + by };
}

/** A picture: its text and its size in pixels. */
export interface Svg {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

/** `id` begins every id of the picture. */
export function renderSvg(
  placed: Placed,
  head: { readonly id: string; readonly title: string; readonly description: string },
  words: DiagramWords,
): Svg {
  const { boxes, edges, size, drawing } = placed;
  const frames = boxes.filter(({ box }) => box.inner.length > 0);
  const leaves = boxes.filter(({ box }) => box.inner.length === 0);
  const drawn = [
    ...frames.flatMap(frameParts),
    ...edges.flatMap(edgePart),
    ...leaves.flatMap(frameParts),
    ...boxes.flatMap(({ box, head: at, ports }) => [...headParts(box, at), ...ports.flatMap(portParts)]),
  ];
  const below = legend(drawing, size.width, words);
  const width = Math.ceil(Math.max(size.width, below.width) + 2 * margin);
  const height = Math.ceil(size.height + below.height + 2 * margin);
  const parts = [...drawn, ...below.parts(size.height)].map((part) => moved(part, margin));
  const text = renderTemplate(template, { ...head, width, height, style: new Rendered(style), parts });
  return { text, width, height };
}
