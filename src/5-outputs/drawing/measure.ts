// How large the boxes and interfaces of a drawing must be for their texts.
import type { Box, Line, Port } from './drawing.ts';
import type { Metrics } from './metrics.ts';

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
