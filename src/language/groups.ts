// Groups: words for several nodes, made of nodes, ranges and other groups.

import type { Span, Text } from '../diagnostics/span.ts';
import { maxDepth, nestedTooDeeply } from '../source/limits.ts';
import { checkName, readNames } from './names.ts';
import { oneWord } from './phrase.ts';
import type { Piece } from './piece.ts';
import { groupCycle } from './problems.ts';
import type { Groups, Reading } from './reading.ts';
import type { GroupRemoval, GroupStatement, Member } from './statements.ts';
import { always } from './targets.ts';

export type Definitions = readonly (readonly [Piece, readonly Piece[]])[];

interface Definition {
  readonly name: Text;
  readonly members: readonly Piece[];
}

/** A member of a group as one of another, in which the group is named at `at`. */
const within = ({ text, at: written, member = written }: Member, at: Span): Member => ({ text, at, member });

/** Reports groups in groups in groups: each is read after those that it is made of. */
function refuseDepth({ text, at }: Text, reading: Reading): undefined {
  const help = 'write the names of the nodes themselves';
  return reading.reportOnce(text, nestedTooDeeply({ at, label: `more than ${maxDepth} groups in each other`, help }));
}

class Expansion {
  readonly #definitions = new Map<string, Definition>();
  readonly #done = new Map<string, GroupStatement>();
  readonly #open = new Set<string>();
  readonly #reading: Reading;

  constructor(definitions: Definitions, reading: Reading) {
    this.#reading = reading;
    for (const [name, members] of definitions) {
      if (checkName(name.text, name, [], reading)) this.#definitions.set(name.text, { name: name.said, members });
    }
  }

  all(): readonly GroupStatement[] {
    return [...this.#definitions.values()].map((definition) => this.#expand(definition));
  }

  #expand({ name, members }: Definition): GroupStatement {
    const done = this.#done.get(name.text);
    if (done !== undefined) return done;
    this.#open.add(name.text);
    const statement = { name, members: members.flatMap((member) => this.#member(member)) };
    this.#open.delete(name.text);
    this.#done.set(name.text, statement);
    return statement;
  }

  /** True of a group of an earlier block that is made of one whose members are being read. */
  #leadsBack(group: string, seen = new Set<string>()): boolean {
    const inner = new Set(this.#reading.groups.get(group)?.flatMap(({ of }) => of ?? []));
    return [...inner].some((name) => {
      if (this.#open.has(name)) return true;
      if (seen.has(name)) return false;
      seen.add(name);
      const definition = this.#definitions.get(name);
      if (definition === undefined) return this.#leadsBack(name, seen);
      this.#expand(definition);
      return false;
    });
  }

  #member(item: Piece): readonly Member[] {
    const word = oneWord(item, this.#reading, [], true);
    if (word === undefined) return [];
    const { text, at } = word;
    const inner = this.#definitions.get(text);
    if (inner === undefined && !this.#leadsBack(text)) return readMembers(word, this.#reading);
    if (this.#open.size >= maxDepth) return refuseDepth(word, this.#reading) ?? [];
    if (inner === undefined || this.#open.has(text)) {
      const help = `take ${text} out of this list`;
      this.#reading.report(groupCycle({ at, label: `${text} would hold itself`, help }));
      return [];
    }
    const { members } = this.#expand(inner);
    return this.#reading.affordWords(members.length, at)
      ? members.map((inside) => ({ ...within(inside, at), of: text }))
      : [];
  }
}

function readMembers(word: Piece, reading: Reading): readonly Member[] {
  const names = readNames(word, always, reading) ?? [];
  return reading.groups.has(word.text) ? names.map((name) => ({ ...name, of: word.text })) : names;
}

/** The members that a group is said to have where it is taken away. */
export function readRemoval(name: Piece, members: readonly Piece[] | undefined, reading: Reading): GroupRemoval {
  if (members === undefined) return { name: name.said };
  const words = members.flatMap((item) => oneWord(item, reading, [], true) ?? []);
  return { name: name.said, members: words.flatMap((word) => readNames(word, always, reading) ?? []) };
}

/** Expands groups that are defined together. */
export function expandGroups(definitions: Definitions, reading: Reading): readonly GroupStatement[] {
  return new Expansion(definitions, reading).all();
}

/** The groups after a block has taken some away, changed some and added some: also those that are made of them. */
export function groupsAfter(
  earlier: Groups,
  removed: readonly GroupRemoval[],
  defined: readonly GroupStatement[],
  reading: Reading,
): Groups {
  const groups = new Map(earlier);
  for (const { name } of removed) groups.delete(name.text);
  for (const { name, members } of defined) groups.set(name.text, members);
  return earlier.size > 0 && defined.length > 0 ? renewed(groups, reading) : groups;
}

function renewed(groups: Groups, reading: Reading): Groups {
  const done = new Map<string, readonly Member[]>();
  const renew = (name: string, depth = 0): readonly Member[] => {
    const known = done.get(name);
    const members = known ?? groups.get(name) ?? [];
    if (known !== undefined) return known;
    // Where groups hold each other, which has been told, each has what it had.
    done.set(name, members);
    const seen = new Set<string>();
    const now = members.flatMap((member): readonly Member[] => {
      const { at, of } = member;
      if (of === undefined || !groups.has(of)) return [member];
      if (seen.has(of)) return [];
      seen.add(of);
      if (depth >= maxDepth) return refuseDepth({ text: of, at }, reading) ?? [];
      const inner = renew(of, depth + 1);
      return reading.affordWords(inner.length, at) ? inner.map((inside) => ({ ...within(inside, at), of })) : [];
    });
    done.set(name, now);
    return now;
  };
  return new Map(Array.from(groups.keys(), (name) => [name, renew(name)]));
}
