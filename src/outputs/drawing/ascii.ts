// A drawing in plain characters, for a terminal: the same layout, in cells.
import { columnsOf } from '../../columns.ts';
import type { Box, Change, Drawing, Edge, Line } from './drawing.ts';
import { layout, type PlacedBox, type PlacedEdge, type PlacedPort, type Point } from './layout.ts';
import { cell, cells, linesAt, signRoom } from './metrics.ts';

const signs: Readonly<Record<Change, string>> = { same: '', new: '+', changed: '~', gone: '-' };

const column = (x: number): number => Math.round(x / cell.width);
const row = (y: number): number => Math.round(y / cell.height);

/** Rows of cells; a character that takes two has an empty one after it. */
class Canvas {
  readonly #rows: string[][] = [];

  put(x: number, y: number, character: string): void {
    while (this.#rows.length <= y) this.#rows.push([]);
    const cellsOfRow = this.#rows[y] ?? [];
    while (cellsOfRow.length <= x) cellsOfRow.push(' ');
    cellsOfRow[x] = character;
  }

  at(x: number, y: number): string {
    return this.#rows[y]?.[x] ?? ' ';
  }

  text(x: number, y: number, text: string): void {
    let at = x;
    for (const character of text) {
      const columns = columnsOf(character);
      if (columns === 0) continue;
      this.put(at, y, character);
      if (columns === 2) this.put(at + 1, y, '');
      at += columns;
    }
  }

  toString(): string {
    return this.#rows.map((cellsOfRow) => cellsOfRow.join('').trimEnd()).join('\n');
  }
}

function drawBox(canvas: Canvas, { box, at }: PlacedBox): void {
  const [left, right, top, bottom] = [column(at.x), column(at.x + at.width), row(at.y), row(at.y + at.height)];
  const [across, down] = box.change === 'gone' ? ['.', ':'] : box.shape === 'bridge' ? ['=', '|'] : ['-', '|'];
  for (let x = left + 1; x < right; x++) for (const y of [top, bottom]) canvas.put(x, y, across);
  for (let y = top + 1; y < bottom; y++) for (const x of [left, right]) canvas.put(x, y, down);
  for (const x of [left, right]) for (const y of [top, bottom]) canvas.put(x, y, '+');
}

/** Blank where a box is, so that no line shows through it. */
function clear(canvas: Canvas, { at }: PlacedBox): void {
  for (let y = row(at.y); y <= row(at.y + at.height); y++) {
    for (let x = column(at.x); x <= column(at.x + at.width); x++) canvas.put(x, y, ' ');
  }
}

function strokesOf({ is, up, change }: Edge): readonly [string, string] {
  if (change === 'gone' || !up || is === 'carried' || is === 'inside') return ['.', ':'];
  return ['-', '|'];
}

function drawEdge(canvas: Canvas, { edge, points }: PlacedEdge): void {
  const [across, down] = strokesOf(edge);
  const corners = points.map(({ x, y }): Point => ({ x: column(x), y: row(y) }));
  for (const [index, to] of corners.entries()) {
    const from = corners[index - 1] ?? to;
    for (let x = Math.min(from.x, to.x) + 1; x < Math.max(from.x, to.x); x++) {
      if (canvas.at(x, from.y) === ' ') canvas.put(x, from.y, across);
    }
    for (let y = Math.min(from.y, to.y) + 1; y < Math.max(from.y, to.y); y++) canvas.put(to.x, y, down);
  }
  for (const { x, y } of corners) canvas.put(x, y, '+');
}

function drawLines(canvas: Canvas, lines: readonly Pick<Line, 'text' | 'change'>[], from: Point, indent: number): void {
  for (const [index, { text, change }] of lines.entries()) {
    const [x, y] = [column(from.x), row(from.y) + index];
    canvas.text(x, y, signs[change]);
    canvas.text(x + column(indent), y, text);
  }
}

function drawPort(canvas: Canvas, { port, at, label }: PlacedPort): void {
  canvas.put(column(at.x), row(at.y), 'o');
  if (label === undefined) return;
  drawLines(canvas, linesAt(port), label, signRoom([port, ...port.lines], cells));
}

function drawHead(canvas: Canvas, box: Box, head: Point): void {
  const lines = [{ text: box.title, change: box.change }, ...box.lines];
  drawLines(canvas, lines, head, signRoom(lines, cells));
}

/** The drawing in characters; `+` before what is new, `~` before what has changed, `-` before what is gone. */
export async function renderAscii(drawing: Drawing, title: string): Promise<string> {
  const { boxes, edges } = await layout(drawing, cells);
  const canvas = new Canvas();
  for (const placed of boxes.filter(({ box }) => box.inner.length > 0)) drawBox(canvas, placed);
  for (const placed of edges) drawEdge(canvas, placed);
  for (const placed of boxes.filter(({ box }) => box.inner.length === 0)) {
    clear(canvas, placed);
    drawBox(canvas, placed);
  }
  for (const { box, head, ports } of boxes) {
    drawHead(canvas, box, head);
    for (const port of ports) drawPort(canvas, port);
  }
  return `${title}\n\n${canvas}`;
}
