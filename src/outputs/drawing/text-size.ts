// How much room a text takes in fonts that nobody knows yet: an upper bound for what systems use for sans-serif and monospace.

/**
 * Advance widths of a bold DejaVu Sans in parts of the font size, rounded up: the widest face among the usual ones (Segoe UI, San
 * Francisco, Roboto, Noto Sans, Arial, Verdana's cousin DejaVu), by classes of characters.
 */
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

function sansWidth(character: string): number {
  return sansWidths.find(([characters]) => characters.test(character))?.[1] ?? widest;
}

/** The pixels that a text needs at most. `code` says that it is set in monospace. */
export function textWidth(text: string, size: number, code: boolean): number {
  let parts = 0;
  for (const character of text) {
    if (invisible.test(character)) continue;
    if (square.test(character)) parts += 1.02;
    else if (/^[ -~]$/.test(character)) parts += code ? monospaceWidth : sansWidth(character);
    else parts += widest;
  }
  return Math.ceil(parts * size);
}

/** The cells of a terminal that a character takes. */
export function columnsOf(character: string): 0 | 1 | 2 {
  if (invisible.test(character)) return 0;
  return square.test(character) ? 2 : 1;
}
