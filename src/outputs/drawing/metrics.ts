// How large the parts of a drawing are for their texts: in pixels for pictures, and in the cells of a terminal for text.
import { columnsOf } from '../../columns.ts';
import type { Box, Line, Port } from './drawing.ts';

/** Lengths that a layout is made with. */
export interface Metrics {
  /** The room that a text needs at most. */
  readonly width: (text: string, size: 'title' | 'text', code: boolean) => number;
  readonly height: Readonly<Record<'title' | 'text', number>>;
  readonly margin: number;
  /** Blank between the border of a box and its head. */
  readonly padding: number;
  /** Blank between the border of a box and what is said of an interface there. */
  readonly inset: number;
  /** What the frame around what is said of an interface adds to its width; half of it to its height. */
  readonly frame: number;
  readonly sign: number;
  /** Blank that is kept between things. */
  readonly gap: Readonly<Record<'layer' | 'node' | 'edge' | 'port' | 'component' | 'within', number>>;
}

/** Advance widths of a bold DejaVu Sans, the widest among the usual faces, in parts of the font size, by classes of characters. */
const sansWidths: readonly (readonly [RegExp, number])[] = [
  [/[ijlI.,:;'|!()[\]ft r/`\\-]/, 0.5],
  [/[mMWw@%]/, 1.11],
  [/[a-z0-9"*_?$^{}]/, 0.73],
  [/[A-Z+=<>~#&]/, 0.88],
];

/** All monospace fonts in use keep to this or less (DejaVu Sans Mono: 0.602). */
const monospaceWidth = 0.61;

/** A character that the font may not have: wide ones of East Asia fill a square, and no fallback of a letter is wider. */
const widest = 1.11;
const square = /[\u2E80-\u9FFF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/;
const invisible = /^[\p{Mn}\p{Me}\u200C\u200D]$/u;

function widthOf(character: string, code: boolean): number {
  if (invisible.test(character)) return 0;
  if (square.test(character)) return 1.02;
  if (!/^[ -~]$/.test(character)) return widest;
  return code ? monospaceWidth : (sansWidths.find(([characters]) => characters.test(character))?.[1] ?? widest);
}

/** The pixels that a text needs at most, in fonts that nobody knows yet. `code` says that it is set in monospace. */
export function textWidth(text: string, size: number, code: boolean): number {
  let parts = 0;
  for (const character of text) parts += widthOf(character, code);
  return Math.ceil(parts * size);
}

export const fontSize = { title: 14, text: 12 } as const;

export const pixels: Metrics = {
  width: (text, size, code) => textWidth(text, fontSize[size], code),
  height: { title: 20, text: 16 },
  margin: 20,
  padding: 8,
  inset: 6,
  frame: 8,
  sign: 14,
  gap: { layer: 40, node: 16, edge: 10, port: 10, component: 32, within: 16 },
};

/** One cell of a terminal, in the units of the layout: as large that what the layout leaves between things is at least one. */
export const cell = { width: 10, height: 20 } as const;

export const cells: Metrics = {
  width: (text) => [...text].reduce((sum, character) => sum + columnsOf(character), 0) * cell.width,
  height: { title: cell.height, text: cell.height },
  margin: 0,
  padding: cell.height,
  inset: 2 * cell.width,
  frame: 0,
  sign: 2 * cell.width,
  gap: { layer: 40, node: 20, edge: 20, port: 20, component: 40, within: 20 },
};

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The lines beside an interface: its name, if that says something, and what is said of it. */
export const linesAt = ({ name, change, lines }: Port): readonly Line[] =>
  name === '' ? lines : [{ text: name, change, code: true }, ...lines];

/** The room for signs before these items: none if nothing of them has changed. */
export function signRoom(items: readonly Pick<Line, 'change'>[], { sign }: Metrics): number {
  return items.some(({ change }) => change !== 'same') ? sign : 0;
}

function linesSize(lines: readonly Line[], metrics: Metrics): Size {
  const widths = lines.map(({ text, code }) => metrics.width(text, 'text', code));
  return { width: Math.max(0, ...widths), height: lines.length * metrics.height.text };
}

/** The size of the frame around what is said at an interface; of nothing, if there is nothing to say. */
export function portSize(port: Port, metrics: Metrics): Size {
  const { width, height } = linesSize(linesAt(port), metrics);
  if (height === 0) return { width: 0, height: 0 };
  const room = signRoom([port, ...port.lines], metrics);
  return { width: width + room + metrics.frame, height: height + metrics.frame / 2 };
}

/** True if the title of a box is a name, to be set like code. */
export const isNamed = ({ shape }: Box): boolean => shape === 'namespace' || shape === 'bridge';

/** The size of the title of a box and of the lines under it. */
export function headSize(box: Box, metrics: Metrics): Size {
  const title = metrics.width(box.title, 'title', isNamed(box));
  const { width, height } = linesSize(box.lines, metrics);
  const room = signRoom([box, ...box.lines], metrics);
  return { width: Math.max(title, width) + room, height: metrics.height.title + height };
}
