// Groups: words for several nodes, made of nodes, ranges and other groups.
import type { Text } from '../../diagnostics/span.ts';
import { checkName, readNames } from './names.ts';
import { oneWord } from './phrase.ts';
import type { Piece } from './piece.ts';
import { groupCycle } from './problems.ts';
import type { Groups, Reading } from './reading.ts';
import type { GroupStatement } from './statements.ts';
import { always } from './targets.ts';

/** Groups as they are written. */
export type Definitions = readonly (readonly [Piece, readonly Piece[]])[];

interface Definition {
  readonly name: Text;
  readonly members: readonly Piece[];
}

/** Expands the groups of a block one by one, each after those that it is made of. */
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

  #member(item: Piece): readonly Text[] {
    const word = oneWord(item, this.#reading);
    if (word === undefined) return [];
    const { text, at } = word;
    const inner = this.#definitions.get(text);
    if (inner === undefined) return readNames(word, always, this.#reading) ?? [];
    if (this.#open.has(text)) {
      const help = `take ${text} out of this list`;
      this.#reading.report(groupCycle({ at, label: `${text} would hold itself`, help }));
      return [];
    }
    const { members } = this.#expand(inner);
    return this.#reading.affordWords(members.length, at) ? members.map((member) => ({ text: member.text, at })) : [];
  }
}

/** Expands groups that are defined together. */
export function expandGroups(definitions: Definitions, reading: Reading): readonly GroupStatement[] {
  return new Expansion(definitions, reading).all();
}

/** The groups after a block has taken some away, changed some and added some. */
export function groupsAfter(
  earlier: Groups,
  removed: readonly Text[],
  ...defined: readonly (readonly GroupStatement[])[]
): Groups {
  const groups = new Map(earlier);
  for (const { text } of removed) groups.delete(text);
  for (const { name, members } of defined.flat()) groups.set(name.text, members);
  return groups;
}
