// How many columns of a terminal a character takes.
import { eastAsianWidth } from 'get-east-asian-width';

/** None for marks, joiners and variation selectors, two for wide characters of East Asia and emoji (UAX #11). */
export function columnsOf(character: string): 0 | 1 | 2 {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  return /^[\p{Mn}\p{Me}\u200C\u200D]$/u.test(character) ? 0 : eastAsianWidth(code);
}
