// A drawing as SVG: colours by classes, no script, nothing from elsewhere, ids that no other picture has.
import { template } from '../../../templates/diagram/picture.svg.hbs';
import { template as styleTemplate } from '../../../templates/diagram/style.css.hbs';
import { renderTemplate } from '../handlebars.ts';
import { Rendered } from '../quote.ts';
import type { DiagramTexts } from './diagram-texts.ts';
import type { Box, Change, Drawing, Line } from './drawing.ts';
import type { Placed, PlacedBox, PlacedEdge, PlacedPort, Point, Rectangle } from './layout.ts';
import { fontSize, isNamed, linesAt, pixels, signRoom } from './metrics.ts';
import { dark, light, type Theme } from './palette.ts';
import type { DrawnWalk } from './walk.ts';

const { height, frame, margin } = pixels;

/** The class of what is drawn: what a page draws again by `use` has no other ancestor in common with what it is a copy of. */
const drawn = 'netgen-drawn';

/** The names of colours that are one each. */
const names = Object.keys(light).filter((name): name is Exclude<keyof Theme, 'segments'> => name !== 'segments');

/** The colours of a theme, each by the name of its custom property. */
const coloursOf = (theme: Theme): [string, string][] => [
  ...names.map((name): [string, string] => [name, theme[name]]),
  ...theme.segments.map((colour, index): [string, string] => [`segment-${index}`, colour]),
];

const properties = (theme: Theme) =>
  coloursOf(theme).map(([name, colour]) => ({ name: new Rendered(name), value: new Rendered(colour) }));

/** A property in each light colour, for programs that know no custom properties, and by its name for those that do. */
const each = (property: string) =>
  Object.fromEntries(
    coloursOf(light).map(([name, colour]) => [
      name,
      new Rendered(`${property}:${colour};${property}:var(--netgen-${name});`),
    ]),
  );

const colour = each('color');

/** CSS for all diagrams, the same in each. `data-theme` on an element around a diagram decides; else the reader's system does. */
export const style: string = renderTemplate(styleTemplate, {
  light: properties(light),
  dark: properties(dark),
  fill: each('fill'),
  stroke: each('stroke'),
  color: colour,
  segments: light.segments.map((_, index) => ({
    name: new Rendered(String(index)),
    color: colour[`segment-${index}`],
  })),
}).trim();

type Part =
  | (Rectangle & { readonly rectangle: true; readonly class: string; readonly round: number })
  | { readonly path: string; readonly class: string }
  | (Point & { readonly text: string; readonly class: string });

const signs: Readonly<Record<Change, string>> = { same: '', new: '+', changed: '~', gone: '−' };

const classes = (...all: readonly (string | false)[]): string => all.filter((name) => name).join(' ');

const changeClass = (change: Change): string | false => change !== 'same' && change;

const segmentClass = (segment: number | undefined): string =>
  segment === undefined ? 'plain' : `segment-${segment % light.segments.length}`;

const pathOf = (points: readonly Point[]): string =>
  points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');

/** The line under a text: a third of the free height above the bottom. */
const baseline = (top: number, room: number, size: number): number =>
  Math.round((top + (room + size * 0.7) / 2) * 2) / 2;

const signPart = (change: Change, at: Point): Part[] =>
  change === 'same' ? [] : [{ text: signs[change], ...at, class: classes('code', 'sign', change) }];

function textPart({ text, code, change }: Line, at: Point, more: 'title' | false = false): Part {
  const struck = change === 'gone' && 'struck';
  return { text, ...at, class: classes(code ? 'code' : 'word', more, changeClass(change), struck) };
}

/** Lines one under the other, each with its sign before it if one of them has any. */
function textLines(lines: readonly Line[], from: Point, indent: number): Part[] {
  return lines.flatMap((line, index) => {
    const y = baseline(from.y + index * height.text, height.text, fontSize.text);
    return [...signPart(line.change, { x: from.x, y }), textPart(line, { x: from.x + indent, y })];
  });
}

function headParts(box: Box, from: Point): Part[] {
  const indent = signRoom([box, ...box.lines], pixels);
  const y = baseline(from.y, height.title, fontSize.title);
  const title = { text: box.title, code: isNamed(box), change: box.change };
  return [
    ...signPart(box.change, { x: from.x, y }),
    textPart(title, { x: from.x + indent, y }, 'title'),
    ...textLines(box.lines, { x: from.x, y: from.y + height.title }, indent),
  ];
}

function frameOf({ box: { shape, change, segment }, at }: PlacedBox): Part {
  const round = shape === 'bridge' || shape === 'outside' ? 14 : 6;
  const own = classes('box', shape, changeClass(change), segment !== undefined && segmentClass(segment));
  return { rectangle: true, ...at, round, class: own };
}

function portParts({ port, at, label }: PlacedPort): Part[] {
  const own = segmentClass(port.segment);
  const plug = {
    rectangle: true,
    x: at.x - 4,
    y: at.y - 4,
    width: 8,
    height: 8,
    round: 1,
    class: `plug ${own}`,
  } as const;
  if (label === undefined) return [plug];
  const from = { x: label.x + frame / 2, y: label.y + frame / 4 };
  return [
    { rectangle: true, ...label, round: 3, class: classes('chip', own, changeClass(port.change)) },
    plug,
    ...textLines(linesAt(port), from, signRoom([port, ...port.lines], pixels)),
  ];
}

const edgePart = ({ edge: { is, segment, up, change }, points }: PlacedEdge): Part => ({
  path: pathOf(points),
  class: classes('edge', is, segmentClass(segment), !up && 'down', changeClass(change)),
});

/** A line of the legend: the subnet of a colour, or the sign of what a step has changed. */
interface Entry {
  readonly text: string;
  readonly code: boolean;
  readonly segment?: number;
  readonly change: Change;
}

/** The measures of the legend, which may be as wide as `least` also where the drawing is not. */
const legendSize = { swatch: 24, gap: 8, between: 24, row: 22, above: 24, least: 480 } as const;

const entriesOf = ({ segments, changes }: Drawing, texts: DiagramTexts): Entry[] => [
  ...segments.map(({ subnets }, segment) => ({
    text: subnets.join(', '),
    code: true,
    segment,
    change: 'same' as const,
  })),
  ...(['new', 'changed', 'gone'] as const)
    .filter((change) => changes.has(change))
    .map((change) => ({ text: texts.legend[change], code: false, change })),
];

const signOf = ({ change }: Entry): number => signRoom([{ change }], pixels);
const widthOf = (entry: Entry): number =>
  signOf(entry) + legendSize.swatch + legendSize.gap + pixels.width(entry.text, 'text', entry.code);

function entryParts(entry: Entry, x: number, y: number): Part[] {
  const { change, segment, text, code } = entry;
  const [from, middle] = [x + signOf(entry), y + legendSize.row / 2];
  const below = baseline(y, legendSize.row, fontSize.text);
  const line = pathOf([
    { x: from, y: middle },
    { x: from + legendSize.swatch, y: middle },
  ]);
  return [
    ...signPart(change, { x, y: below }),
    { path: line, class: classes('edge', segmentClass(segment), changeClass(change)) },
    { text, x: from + legendSize.swatch + legendSize.gap, y: below, class: code ? 'code' : 'word' },
  ];
}

/** The legend below `top`, in rows that are no wider than `room` if that can be; nothing where there is nothing to explain. */
function legend(entries: readonly Entry[], room: number, top: number) {
  const wide = Math.max(room, legendSize.least);
  const parts: Part[] = [];
  let [x, y, width] = [0, top + legendSize.above, 0];
  for (const entry of entries) {
    if (x > 0 && x + widthOf(entry) > wide) [x, y] = [0, y + legendSize.row];
    parts.push(...entryParts(entry, margin + x, y));
    x += widthOf(entry);
    width = Math.max(width, x);
    x += legendSize.between;
  }
  return { parts, width, bottom: entries.length === 0 ? top : y + legendSize.row };
}

/** The point of a line that leads somewhere. */
function headPath(points: readonly Point[]): string {
  const [from, to] = points.slice(-2);
  if (from === undefined || to === undefined) return '';
  const [x, y] = [Math.sign(to.x - from.x) * 8, Math.sign(to.y - from.y) * 8];
  const back = { x: to.x - x, y: to.y - y };
  const side = { x: y / 2, y: x / 2 };
  return pathOf([{ x: back.x + side.x, y: back.y - side.y }, to, { x: back.x - side.x, y: back.y + side.y }]);
}

/** A way: its lines, its numbers, where it begins in words, and a cross where it dies. */
function walkParts({ ways, death }: DrawnWalk, texts: DiagramTexts): Part[] {
  const parts = ways.flatMap(({ of, points, marks }): Part[] => [
    { path: pathOf(points), class: classes('leg', of) },
    { path: headPath(points), class: classes('leg', of) },
    ...marks.flatMap(({ x, y, number, leads }, index): Part[] => {
      const text = index === 0 ? `${number} ${texts[of]}` : String(number);
      const width = index === 0 ? pixels.width(text, 'text', false) + 10 : 16;
      // A word stands on its side of the border that the line leaves by.
      const at = { x: x - (leads > 0 ? 8 : leads < 0 ? width - 8 : width / 2), y: y - 8, width, height: 16 };
      return [
        { rectangle: true, ...at, round: 8, class: classes('mark', of) },
        { text, x: at.x + width / 2, y: y + 4, class: classes('number') },
      ];
    }),
  ]);
  if (death === undefined) return parts;
  const { x, y } = death;
  return [
    ...parts,
    { path: `M${x - 7} ${y - 7}L${x + 7} ${y + 7}M${x - 7} ${y + 7}L${x + 7} ${y - 7}`, class: 'death' },
  ];
}

/** The ways of packets of a picture, each under the end of its id; a picture of one way shows it. */
export interface Walked {
  readonly name: string;
  readonly walk: DrawnWalk;
  readonly isShown: boolean;
}

/** A picture: its text and its size in pixels. */
export interface Svg {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

/** `id` begins every id of the picture. */
export function renderSvg(
  { boxes, edges, size, drawing }: Placed,
  head: { readonly id: string; readonly title: string; readonly description: string },
  texts: DiagramTexts,
  walked: readonly Walked[] = [],
): Svg {
  const below = legend(entriesOf(drawing, texts), size.width - 2 * margin, size.height - margin);
  const own = {
    width: Math.ceil(Math.max(size.width, below.width + 2 * margin)),
    height: Math.ceil(below.bottom + margin),
  };
  const parts: Part[] = [
    { rectangle: true, x: 0, y: 0, ...own, round: 8, class: 'paper' },
    ...boxes.filter(({ box }) => box.inner.length > 0).map(frameOf),
    ...edges.map(edgePart),
    ...boxes.filter(({ box }) => box.inner.length === 0).map(frameOf),
    ...boxes.flatMap(({ box, head: at, ports }) => [...headParts(box, at), ...ports.flatMap(portParts)]),
    ...below.parts,
  ];
  const groups = [
    { name: 'base', class: drawn, parts },
    ...walked.map(({ name, walk, isShown }) => ({
      ...{ name, class: classes(drawn, 'walk', isShown && 'shown'), parts: walkParts(walk, texts) },
    })),
  ];
  const text = renderTemplate(template, { ...head, ...own, style: new Rendered(style), groups });
  return { text, ...own };
}
