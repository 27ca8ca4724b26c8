// The parts that a picture is made of: rectangles, lines, texts, each with the classes that give it its looks.
import type { Change } from './drawing.ts';
import type { Point, Rectangle } from './layout.ts';

/** What the template prints: a rectangle, a path, or a text. */
export type Part =
  | (Rectangle & { readonly rectangle: true; readonly class: string; readonly round: number })
  | { readonly path: string; readonly class: string }
  | (Point & { readonly text: string; readonly class: string });

const signs: Readonly<Record<Change, string>> = { same: '', new: '+', changed: '~', gone: '−' };

/** The names of classes that apply, the others left out. */
export const classes = (...names: readonly (string | false)[]): string => names.filter((name) => name).join(' ');

export const changeClass = (change: Change): string | false => change !== 'same' && change;

/** The line under a baseline: texts are placed by it, a third of the free height above the bottom. */
export const baseline = (top: number, height: number, size: number): number =>
  Math.round((top + (height + size * 0.7) / 2) * 2) / 2;

/** The sign of a change, if there is one. */
export function signPart(change: Change, at: Point): Part[] {
  return change === 'same' ? [] : [{ text: signs[change], ...at, class: classes('code', 'sign', change) }];
}
