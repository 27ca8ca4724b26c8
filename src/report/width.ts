// How text looks in a terminal: columns, tabs, and characters that must not reach it as they are.

/** East Asian wide and fullwidth characters and emoji (UAX #11), as ranges of code points. */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23f3],
  [0x25fd, 0x25fe],
  [0x2614, 0x2615],
  [0x26a1, 0x26a1],
  [0x2705, 0x2705],
  [0x274c, 0x274c],
  [0x2753, 0x2757],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

/** Marks, joiners and variation selectors take no column of their own. */
const zeroWidth = /^(?:\p{Mn}|\p{Me}|\u200C|\u200D)$/u;

/** Columns of one character. */
function columns(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (zeroWidth.test(character)) return 0;
  return wide.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
}

/** The columns a text takes, once `visible` has been applied. */
export function width(text: string): number {
  let sum = 0;
  for (const character of text) sum += columns(character);
  return sum;
}

const tabStop = 4;

/**
 * A text as a terminal may show it: tabs as blanks, controls as their pictures (U+2400), and characters that turn the
 * reading direction, or cannot be seen, as U+FFFD. So an untrusted file cannot move the cursor or hide a word. `column` is where it begins.
 */
export function visible(text: string, column = 0): string {
  let shown = '';
  let at = column;
  for (const character of text) {
    const replaced = character === '\t' ? ' '.repeat(tabStop - (at % tabStop)) : visibleCharacter(character);
    shown += replaced;
    at += width(replaced);
  }
  return shown;
}

function visibleCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  if (code === 0xa0) return ' ';
  return /^[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}\p{Noncharacter_Code_Point}\u200B\u2060\uFEFF]$/u.test(character)
    ? '\uFFFD'
    : character;
}
