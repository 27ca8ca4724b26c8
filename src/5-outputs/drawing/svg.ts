// A drawing as SVG: colours by classes, no script, nothing from elsewhere, ids that no other picture has.
import { template } from '../../../templates/diagram/picture.svg.hbs';
import { renderTemplate } from '../handlebars.ts';
import { Rendered } from '../quote.ts';
import type { Box, Change, Line } from './drawing.ts';
import type { Placed, PlacedBox, PlacedEdge, PlacedPort, Point } from './layout.ts';
import { legend } from './legend.ts';
import { isNamed, signRoom } from './measure.ts';
import { fontSize, pixels } from './metrics.ts';
import { baseline, changeClass, classes, type Part, signPart } from './parts.ts';
import { segmentClass, style } from './style.ts';
import type { DiagramWords } from './words.ts';

const { height, frame } = pixels;

/** Blank around the drawing. */
const margin = 20;

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
