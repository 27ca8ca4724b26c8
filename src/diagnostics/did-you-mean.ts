// What a misspelt name was probably meant to be.

/** A name longer than this is no typing mistake of a known one; it also bounds the work for hostile names. */
const maxLength = 100;

/** The restricted Damerau-Levenshtein distance; more than `limit` counts as `Infinity`. */
export function distance(left: string, right: string, limit = Number.POSITIVE_INFINITY): number {
  const a = Array.from(left);
  const b = Array.from(right);
  if (Math.abs(a.length - b.length) > limit) return Number.POSITIVE_INFINITY;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = at(last, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      let least = Math.min(at(last, column) + 1, at(current, column - 1) + 1, replaced);
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) least = Math.min(least, at(beforeLast, column - 2) + 1);
      current.push(least);
    }
    if (Math.min(...current) > limit) return Number.POSITIVE_INFINITY;
    beforeLast = last;
    last = current;
  }
  const result = at(last, b.length);
  return result <= limit ? result : Number.POSITIVE_INFINITY;
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}

/** The known names that are near `name`, best first: at most a third of its characters differ. Equal ones keep the order of `known`. */
export function nearestAll(name: string, known: Iterable<string>, count = 3): string[] {
  const length = Array.from(name).length;
  if (length > maxLength) return [];
  const limit = Math.floor(length / 3);
  const found: { readonly candidate: string; readonly distance: number }[] = [];
  for (const candidate of known) {
    if (candidate === name) continue;
    const sameLetters = candidate.toLowerCase() === name.toLowerCase();
    const far = sameLetters ? 0.5 : distance(name.toLowerCase(), candidate.toLowerCase(), limit);
    if (sameLetters || far <= limit) found.push({ candidate, distance: far });
  }
  return found
    .sort((one, other) => one.distance - other.distance)
    .slice(0, count)
    .map(({ candidate }) => candidate);
}

/** The nearest known name, if one is near enough to suggest. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  return nearestAll(name, known, 1)[0];
}
