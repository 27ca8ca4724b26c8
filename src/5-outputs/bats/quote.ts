// How an author's text gets into a Bats file: Bats rewrites the file line by line before bash sees it.
import { parseLine } from '../../transcripts/pattern.ts';
import { elision } from '../../transcripts/volatile.ts';
import { Rendered, shellWord } from '../quote.ts';
import { extendedExpression } from './ere.ts';

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\\': '\\\\', "'": "\\'" };

/**
 * A bash word that stays on its line. Bats takes any line that begins with `@test` for a test, inside quotes too, and
 * drops carriage returns; so a word with control characters is written `$'…'`.
 */
export function bashWord(text: string): Rendered {
  if (!/\p{Cc}/u.test(text)) return new Rendered(shellWord(text));
  const inner = text.replace(/[\p{Cc}\\']/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return escapes[character] ?? `\\u${code.toString(16).padStart(4, '0')}`;
  });
  return new Rendered(`$'${inner}'`);
}

/**
 * The name of a test, between double quotes. Releases of Bats differ in what they evaluate there, so that only characters
 * without a meaning to bash or Bats stay; the sentence itself stands in the test, quoted.
 */
export function testName(text: string): Rendered {
  return new Rendered(text.replace(/\s+/g, ' ').replace(/[^A-Za-z0-9 .,:;/_+=@%()<>|&*?~^-]/g, '?'));
}

/** Expressions for the lines of expected output, each for a whole line; a line `...` stands for any lines. */
export function outputPatterns(prints: string): string[] {
  const lines = prints.replace(/\n+$/, '').split('\n');
  return lines.map((line) => {
    const pattern = parseLine(line);
    return pattern.is === 'lines' ? elision : `^${extendedExpression(pattern.expression)}$`;
  });
}
