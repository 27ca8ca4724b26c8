// Whether what a command did is what its fence shows.
import { isGap, lineMatcher } from './pattern.ts';

export interface Expected {
  /** Lines of output; none and not `silent`: whatever comes. */
  readonly output: readonly string[];
  readonly silent: boolean;
  readonly status: number;
}

/** What a command did: the lines of the screen, and its exit status. */
export interface Answer {
  readonly lines: readonly string[];
  readonly status: number;
}

/** True if the fence says anything of the output. */
export function asksForOutput({ output, silent }: Expected): boolean {
  return silent || output.length > 0;
}

/** True if the output is as expected. */
export function outputFits(expected: Expected, { lines }: Answer): boolean {
  return !asksForOutput(expected) || fitsAll(wantedLines(expected.output), lines);
}

/** True if output and exit status are as expected. */
export function answerFits(expected: Expected, answer: Answer): boolean {
  return answer.status === expected.status && outputFits(expected, answer);
}

// ---- expected and real output side by side: what fits, what was left out, what differs

/** One thing that is expected: it fits some texts; a gap fits any number of them. */
export interface Wanted {
  readonly text: string;
  readonly gap: boolean;
  fits(text: string): boolean;
}

/** What became of an expected thing, of a real one, or of both. `wanted` and `given` are indexes. */
export type Pairing =
  | { readonly is: 'fits' | 'differs'; readonly wanted: number; readonly given: number }
  | { readonly is: 'gap'; readonly wanted: number; readonly from: number; readonly to: number }
  | { readonly is: 'gone'; readonly wanted: number }
  | { readonly is: 'new'; readonly given: number };

/** Expected lines, ready to be compared. */
export function wantedLines(lines: readonly string[]): Wanted[] {
  return lines.map((text) => ({ text, gap: isGap(text), fits: lineMatcher(text) }));
}

/** True if what is expected fits what is given, from the first to the last. */
export function fitsAll(wanted: readonly Wanted[], given: readonly string[]): boolean {
  // Between two gaps stands a run of fixed length, so its first place is as good as any; the last run must end at the end.
  const runs: Wanted[][] = [[]];
  for (const each of wanted) {
    if (each.gap) runs.push([]);
    else runs.at(-1)?.push(each);
  }
  const fitsAt = (run: readonly Wanted[], at: number): boolean =>
    run.every((each, index) => at + index < given.length && each.fits(given[at + index] ?? ''));
  const [first = [], ...others] = runs;
  const last = others.pop();
  if (last === undefined) return first.length === given.length && fitsAt(first, 0);
  let at = first.length;
  if (!fitsAt(first, 0)) return false;
  for (const run of others) {
    while (at + run.length <= given.length && !fitsAt(run, at)) at += 1;
    at += run.length;
  }
  const end = given.length - last.length;
  return end >= at && fitsAt(last, end);
}

/** How alike two texts are, from 0 to 1: how many words of the shorter one the other has too. */
function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const common = [...one].filter((word) => other.has(word)).length;
  return common / Math.max(1, Math.min(one.size, other.size));
}

const wordsOf = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));
const noWords: ReadonlySet<string> = new Set();

const costs = { gone: 5, new: 2, unlike: 4.9, alike: 0.9 } as const;

/** More comparisons than this are not worth the time: then all is different. */
const maxComparisons = 250_000;

/** The cheapest cost from each place on: `cost[wanted * width + given]`. */
function costTable(wanted: readonly Wanted[], given: readonly string[]): Float64Array {
  const width = given.length + 1;
  const cost = new Float64Array((wanted.length + 1) * width);
  const givenWords = given.map(wordsOf);
  for (let j = given.length - 1; j >= 0; j -= 1) cost[wanted.length * width + j] = (given.length - j) * costs.new;
  for (let i = wanted.length - 1; i >= 0; i -= 1) {
    const each = wanted[i];
    if (each === undefined) continue;
    const words = wordsOf(each.text);
    for (let j = given.length; j >= 0; j -= 1) {
      const at = (row: number, column: number): number =>
        column > given.length ? Number.POSITIVE_INFINITY : (cost[row * width + column] ?? 0);
      const here = given[j];
      const inserted = at(i, j + 1) + (each.gap ? 0 : costs.new);
      const passed = at(i + 1, j) + (each.gap ? 0 : costs.gone);
      let least = Math.min(inserted, passed);
      if (!each.gap && here !== undefined) {
        const pair = each.fits(here)
          ? 0
          : costs.unlike - (costs.unlike - costs.alike) * likeness(words, givenWords[j] ?? noWords);
        least = Math.min(least, at(i + 1, j + 1) + pair);
      }
      cost[i * width + j] = least;
    }
  }
  return cost;
}

function allDifferent(wanted: readonly Wanted[], given: readonly string[]): Pairing[] {
  return [
    ...wanted.map((_, index): Pairing => ({ is: 'gone', wanted: index })),
    ...given.map((_, index): Pairing => ({ is: 'new', given: index })),
  ];
}

/** Pairs what is expected with what is given so that as little as possible differs. A gap is never given up. */
export function align(wanted: readonly Wanted[], given: readonly string[]): Pairing[] {
  if (wanted.length * given.length > maxComparisons) return allDifferent(wanted, given);
  const width = given.length + 1;
  const cost = costTable(wanted, given);
  const at = (i: number, j: number): number =>
    j > given.length ? Number.POSITIVE_INFINITY : (cost[i * width + j] ?? 0);
  const pairs: Pairing[] = [];
  let [i, j] = [0, 0];
  while (i < wanted.length || j < given.length) {
    const each = wanted[i];
    const text = given[j];
    if (each?.gap) {
      const from = j;
      while (j < given.length && at(i + 1, j) > at(i, j + 1)) j += 1;
      pairs.push({ is: 'gap', wanted: i, from, to: j });
      i += 1;
      continue;
    }
    const fits = each !== undefined && text !== undefined && each.fits(text);
    const paired = each !== undefined && text !== undefined && at(i + 1, j + 1) < Number.POSITIVE_INFINITY;
    const gone = each === undefined ? Number.POSITIVE_INFINITY : at(i + 1, j) + costs.gone;
    const inserted = text === undefined ? Number.POSITIVE_INFINITY : at(i, j + 1) + costs.new;
    if (paired && at(i, j) < Math.min(gone, inserted)) {
      pairs.push({ is: fits ? 'fits' : 'differs', wanted: i, given: j });
      [i, j] = [i + 1, j + 1];
    } else if (inserted <= gone) {
      pairs.push({ is: 'new', given: j });
      j += 1;
    } else {
      pairs.push({ is: 'gone', wanted: i });
      i += 1;
    }
  }
  return pairs;
}
