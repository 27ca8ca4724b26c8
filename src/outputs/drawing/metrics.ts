// How large the parts of a drawing are for their texts: in pixels for pictures, and in the cells of a terminal for text.
import type { Box, Line, Port } from './drawing.ts';
import { textWidth } from './text-size.ts';

/** Lengths that a layout is made with. */
export interface Metrics {
  /** The room that a text needs at most. */
  readonly width: (text: string, size: 'title' | 'text', code: boolean) => number;
  /** The height of one line of text. */
  readonly height: Readonly<Record<'title' | 'text', number>>;
  /** Blank between the border of a box and its head. */
  readonly padding: number;
  /** Blank between the border of a box and what is said of an interface there. */
  readonly inset: number;
  /** What the frame around what is said of an interface adds to its width; half of it to its height. */
  readonly frame: number;
  /** Room before a line for the sign of its change. */
  readonly sign: number;
  /** Blank that is kept between things. */
  readonly gap: Readonly<Record<'layer' | 'node' | 'edge' | 'port' | 'component' | 'within', number>>;
}

/** Sizes of text in pixels. */
export const fontSize = { title: 14, text: 12 } as const;

/** For pictures. */
export const pixels: Metrics = {
  width: (text, size, code) => textWidth(text, fontSize[size], code),
  height: { title: 20, text: 16 },
  padding: 8,
  inset: 6,
  frame: 8,
  sign: 14,
  gap: { layer: 40, node: 16, edge: 10, port: 10, component: 32, within: 16 },
};

/** One cell of a terminal, in the units of the layout: as large that what the layout leaves between things is at least one. */
export const cell = { width: 10, height: 20 } as const;

/** For text in a terminal. `columns` says how many cells a text takes. */
export function cells(columns: (text: string) => number): Metrics {
  return {
    width: (text) => columns(text) * cell.width,
    height: { title: cell.height, text: cell.height },
    padding: cell.height,
    inset: 2 * cell.width,
    frame: 0,
    sign: 2 * cell.width,
    gap: {
      layer: 4 * cell.width,
      node: cell.height,
      edge: cell.height,
      port: cell.height,
      component: 2 * cell.height,
      within: cell.height,
    },
  };
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The room for signs before these items: none if nothing of them has changed. */
export function signRoom(items: readonly Pick<Line, 'change'>[], { sign }: Metrics): number {
  return items.some(({ change }) => change !== 'same') ? sign : 0;
}

/** The size of lines of text one under the other. */
function linesSize(lines: readonly Pick<Line, 'text' | 'code'>[], metrics: Metrics): Size {
  const widths = lines.map(({ text, code }) => metrics.width(text, 'text', code));
  return { width: Math.max(0, ...widths), height: lines.length * metrics.height.text };
}

/** The size of the frame around what is said at an interface; of nothing, if there is nothing to say. */
export function portSize(port: Port, metrics: Metrics): Size {
  const name = port.name === '' ? [] : [{ text: port.name, code: true }];
  const { width, height } = linesSize([...name, ...port.lines], metrics);
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
