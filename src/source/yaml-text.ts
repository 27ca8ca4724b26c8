// One YAML scalar, and where each of its characters stands.
import { Scalar } from 'yaml';
import type { Span } from '../diagnostics/span.ts';
import type { FenceText } from './fence-text.ts';
import { lastNotAfter } from './source-text.ts';
import type { YamlText } from './tutorial.ts';

interface Extent {
  readonly from: number;
  readonly to: number;
}

/** The range of the characters alone: without quotes, without the header of a block scalar. */
function contentOf(fence: string, type: string, { from, to }: Extent): Extent {
  if (type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE) return { from: from + 1, to: to - 1 };
  if (type === Scalar.PLAIN) return { from, to };
  const headerEnd = fence.indexOf('\n', from);
  return headerEnd === -1 || headerEnd >= to ? { from: to, to } : { from: headerEnd + 1, to };
}

/** Maps an offset in a scalar's text to one in the fence. */
type Place = (index: number) => number;

/** Folding changes blanks only: the words of a scalar stand in the fence in the same order. Undefined where an escape stands for one. */
function alignWords(text: string, fence: string, { from, to }: Extent): Place | undefined {
  const starts = [0];
  const shifts = [from];
  let at = from;
  for (const { 0: word, index } of text.matchAll(/\S+/g)) {
    while (at < to && /\s/.test(fence.charAt(at))) at += 1;
    if (!fence.startsWith(word, at)) return undefined;
    starts.push(index);
    shifts.push(at - index);
    at += word.length;
  }
  return (index) => Math.min(index + (shifts[lastNotAfter(starts, index)] ?? 0), to);
}

function placeOf(text: string, fence: string, extent: Extent): Place | undefined {
  const written = fence.slice(extent.from, extent.to);
  return written === text ? (index) => extent.from + index : alignWords(text, fence, extent);
}

/** The scalar at `from` to `to` of a fence. */
export class ScalarText implements YamlText {
  readonly is = 'text';
  readonly text: string;
  readonly at: Span;
  readonly #fence: FenceText;
  readonly #type: string;
  readonly #extent: Extent;
  /** Found when it is asked for first: few scalars need it. */
  #place: Place | 'unknown' | undefined;

  constructor(fence: FenceText, text: string, type: string, extent: Extent) {
    this.text = text;
    this.at = fence.span(extent.from, extent.to);
    this.#fence = fence;
    this.#type = type;
    this.#extent = extent;
  }

  part(from: number, to: number): Span {
    const { text } = this.#fence;
    this.#place ??= placeOf(this.text, text, contentOf(text, this.#type, this.#extent)) ?? 'unknown';
    if (this.#place === 'unknown') return this.at;
    const start = this.#place(from);
    return this.#fence.span(start, to > from ? this.#place(to - 1) + 1 : start);
  }
}
