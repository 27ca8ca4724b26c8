// How an author's text gets into a Bats file: Bats rewrites the file line by line before bash sees it.
import { Rendered, shellWord } from '../quote.ts';

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\\': '\\\\', "'": "\\'" };

/**
 * A bash word that stays on its line. Bats takes any line that begins with `@test` for a test, inside quotes too, and
 * drops carriage returns; so a word with control characters is written `$'…'`.
 */
export function bashWord(text: string): string {
  if (!/\p{Cc}/u.test(text)) return shellWord(text);
  const inner = text.replace(/[\p{Cc}\\']/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return escapes[character] ?? `\\u${code.toString(16).padStart(4, '0')}`;
  });
  return `$'${inner}'`;
}

/**
 * The name of a test, between double quotes. Releases of Bats differ in what they evaluate there, so that only characters
 * without a meaning to bash or Bats stay.
 */
export function testName(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[^A-Za-z0-9 .,:;/_+=@%()<>|&*?~^-]/g, '?');
}

/** Names that differ: Bats refuses a file that has one twice. */
export function distinctNames(texts: readonly string[]): Rendered[] {
  const taken = new Map<string, number>();
  return texts.map(testName).map((name) => {
    const before = taken.get(name) ?? 0;
    taken.set(name, before + 1);
    return new Rendered(before === 0 ? name : `${name} (${before + 1})`);
  });
}
