// How text looks in a terminal: columns, tabs, and characters that must not reach it as they are.
import { columnsOf } from '../columns.ts';

/** The columns a text takes, once `visible` has been applied. */
export function width(text: string): number {
  let sum = 0;
  for (const character of text) sum += columnsOf(character);
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
