// One YAML scalar, and where each of its characters stands.
import { Scalar } from 'yaml';
import type { FenceText } from './fence-text.ts';
import { lastNotAfter } from './source-text.ts';
import type { YamlText } from './tutorial.ts';

/** A range of the fence's text. */
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

/**
 * Folding changes blanks only: the words of a scalar stand in the fence in the same order with nothing but blanks between
 * them. Undefined where that does not hold, since an escape or a doubled quote stands for a character.
 */
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

/** Makes the text of a scalar that stands at `from` to `to` of a fence. */
export function yamlText(fence: FenceText, text: string, type: string, from: number, to: number): YamlText {
  const at = fence.span(from, to);
  let place: Place | undefined;
  return {
    is: 'text',
    text,
    at,
    part(start, end) {
      place ??= placeOf(text, fence.text, contentOf(fence.text, type, { from, to })) ?? (() => -1);
      if (place(start) < 0) return at;
      const last = end > start ? place(end - 1) + 1 : place(start);
      return fence.span(place(start), last);
    },
  };
}
