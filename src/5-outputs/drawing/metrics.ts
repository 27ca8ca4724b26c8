// In what a drawing is measured: in pixels for pictures, and in the cells of a terminal for text.
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
