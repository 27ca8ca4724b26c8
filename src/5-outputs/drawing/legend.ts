// What stands under a diagram: the subnet of each colour, and the signs of what a step has changed.
import type { Change, Drawing } from './drawing.ts';
import { fontSize, pixels } from './metrics.ts';
import { baseline, changeClass, classes, type Part, signPart } from './parts.ts';
import { segmentClass } from './style.ts';
import type { DiagramWords } from './words.ts';

interface Entry {
  readonly text: string;
  readonly code: boolean;
  readonly segment?: number;
  readonly change?: Exclude<Change, 'same'>;
}

const swatch = 24;
const gap = 8;
const between = 24;
const rowHeight = 22;
const above = 24;

/** A legend may be so wide also where the drawing is not. */
const least = 480;

function entriesOf({ segments, changes }: Drawing, words: DiagramWords): Entry[] {
  const signs = [
    { change: 'new', text: words.added },
    { change: 'changed', text: words.altered },
    { change: 'gone', text: words.removed },
  ] as const;
  return [
    ...segments.map(({ subnets }, segment) => ({ text: subnets.join(', '), code: true, segment })),
    ...signs.filter(({ change }) => changes.has(change)).map((entry) => ({ ...entry, code: false })),
  ];
}

const before = ({ change }: Entry): number => (change === undefined ? 0 : pixels.sign);
const widthOf = (entry: Entry): number => before(entry) + swatch + gap + pixels.width(entry.text, 'text', entry.code);

function entryParts(entry: Entry, x: number, y: number): Part[] {
  const { change = 'same' } = entry;
  const [from, middle] = [x + before(entry), y + rowHeight / 2];
  const line: Part = {
    path: `M${from} ${middle}L${from + swatch} ${middle}`,
    class: classes('edge', segmentClass(entry.segment), changeClass(change)),
  };
  const below = baseline(y, rowHeight, fontSize.text);
  const words = { text: entry.text, x: from + swatch + gap, y: below, class: entry.code ? 'code' : 'word' };
  return [...signPart(change, { x, y: below }), line, words];
}

/** The legend, in rows that are no wider than the drawing if that can be; nothing where there is nothing to explain. */
export function legend(drawing: Drawing, room: number, words: DiagramWords) {
  const entries = entriesOf(drawing, words);
  const places: { readonly entry: Entry; readonly x: number; readonly row: number }[] = [];
  const wide = Math.max(room, least);
  let [x, row] = [0, 0];
  for (const entry of entries) {
    if (x > 0 && x + widthOf(entry) > wide) [x, row] = [0, row + 1];
    places.push({ entry, x, row });
    x += widthOf(entry) + between;
  }
  const width = Math.max(0, ...places.map((place) => place.x + widthOf(place.entry)));
  const height = places.length === 0 ? 0 : above + (row + 1) * rowHeight;
  const parts = (top: number): Part[] =>
    places.flatMap((place) => entryParts(place.entry, place.x, top + above + place.row * rowHeight));
  return { width, height, parts };
}
