// Names of tests in a Bats file: Bats rewrites the file line by line before bash sees it.
import { Rendered } from '../quote.ts';

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
