// What every part of reading one block shares: the problems found, the groups, and what ranges may still stand for.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import { tooManyThings } from './problems.ts';
import type { Member } from './statements.ts';

/** The blocks of a tutorial make at most so many nodes, interfaces, cables, routes and checks. */
const mostThings = 100_000;
/** Names and addresses that ranges stand for; several of them go into one thing. */
const mostWords = 1_000_000;

/** What the blocks of a tutorial have made so far. `isSpent`: one wanted more than is left. */
export class Budget {
  things = 0;
  words = 0;
  isSpent = false;
}

/** Labels and helps may hold words of the author's, and those may be of any length. */
const longestLabel = 100;
const longestHelp = 250;

const shortened = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}…` : text);

export type Groups = ReadonlyMap<string, readonly Member[]>;

/** One reading of one block. Problems are noted and never thrown. */
export class Reading {
  readonly diagnostics: Diagnostic[] = [];
  /** The groups as they stand for what is being read. */
  groups: Groups;
  /** Those before this block, which `remove:` speaks of. */
  readonly #earlier: Groups;
  readonly #budget: Budget;
  readonly #told = new Set<string>();
  readonly #findBridges: () => ReadonlySet<string>;
  #bridges: ReadonlySet<string> | undefined;

  constructor(
    earlier: Groups,
    findBridges: () => ReadonlySet<string> = () => new Set(),
    budget: Budget = new Budget(),
  ) {
    this.#budget = budget;
    this.#earlier = earlier;
    this.groups = earlier;
    this.#findBridges = findBridges;
  }

  /** The names of bridges and switches, of this block and of those before it. Few blocks need them. */
  get bridges(): ReadonlySet<string> {
    this.#bridges ??= this.#findBridges();
    return this.#bridges;
  }

  withEarlierGroups<T>(read: () => T): T {
    const { groups } = this;
    this.groups = this.#earlier;
    const result = read();
    this.groups = groups;
    return result;
  }

  /** Notes a problem; gives undefined, which stands for "could not be read, and the author knows why". */
  report(diagnostic: Diagnostic): undefined {
    const { label, help, expected } = diagnostic;
    this.diagnostics.push({
      ...diagnostic,
      label: shortened(label, longestLabel),
      help: shortened(help, longestHelp),
      expected: expected.filter((text) => text.length <= longestHelp),
    });
    return undefined;
  }

  /** The same for a word that may stand in many places: what is wrong with it is told once a block. */
  reportOnce(word: string, diagnostic: Diagnostic): undefined {
    if (this.#told.has(word)) return undefined;
    this.#told.add(word);
    return this.report(diagnostic);
  }

  /** True if the block may make `count` more things. To be asked before they are made. */
  affordThings(count: number, at: Span): boolean {
    if (this.#budget.things + count > mostThings) return this.#refuse(count, at);
    this.#budget.things += count;
    return true;
  }

  /** True if the ranges of the block may stand for `count` more words. */
  affordWords(count: number, at: Span): boolean {
    if (count > mostThings || this.#budget.words + count > mostWords) return this.#refuse(count, at);
    this.#budget.words += count;
    return true;
  }

  #refuse(count: number, at: Span): boolean {
    this.#budget.isSpent = true;
    const alone = count > mostThings;
    const label = alone ? `${count} things, at most ${mostThings}` : 'too many with those before it';
    const problem = tooManyThings({ at, label, help: 'make the ranges shorter, for example h1..100' });
    // A name has no blank, so none is taken for this.
    this.reportOnce(alone ? `range of ${count}` : 'all ranges', problem);
    return false;
  }
}
