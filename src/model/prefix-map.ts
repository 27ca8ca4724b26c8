// What prefixes stand for, found by an address that they hold.
import { type Address, type Cidr, type Family, lastOf } from '../address.ts';

/** A value with its place in the order in which they were given. */
interface Placed<V> {
  readonly place: number;
  readonly value: V;
}

/** The values of prefixes of one length, by the last address of each. */
interface SameLength<V> {
  readonly family: Family;
  readonly length: number;
  /** The bits of an address that are not of the prefix, all one. */
  readonly rest: bigint;
  readonly values: Map<bigint, Placed<V>[]>;
}

/** Values by prefixes. Finding takes as long as there are lengths of prefixes, however many of each there are. */
export class PrefixMap<V> {
  /** The longest first. */
  readonly #lengths: readonly SameLength<V>[];

  constructor(entries: Iterable<readonly [Cidr, V]>) {
    const lengths = new Map<string, SameLength<V>>();
    let place = 0;
    for (const [{ family, length, value: first }, value] of entries) {
      const known = lengths.get(`${family} ${length}`);
      const same = known ?? { family, length, rest: lastOf({ family, length, value: 0n }).value, values: new Map() };
      if (known === undefined) lengths.set(`${family} ${length}`, same);
      const some = same.values.get(first | same.rest) ?? [];
      same.values.set(first | same.rest, some);
      some.push({ place: place++, value });
    }
    this.#lengths = [...lengths.values()].sort((one, other) => other.length - one.length);
  }

  /** The values of all prefixes that hold the address, in the order in which they were given. */
  holding({ family, value }: Address): V[] {
    const found = this.#lengths.flatMap((same) =>
      same.family === family ? (same.values.get(value | same.rest) ?? []) : [],
    );
    return found.sort((one, other) => one.place - other.place).map((each) => each.value);
  }

  /** What `choose` makes of the values of the longest prefix that holds the address; where that is nothing, of the next one. */
  longest<R>({ family, value }: Address, choose: (values: readonly V[]) => R | undefined): R | undefined {
    for (const same of this.#lengths) {
      const found = same.family === family ? same.values.get(value | same.rest) : undefined;
      const chosen = found && choose(found.map((each) => each.value));
      if (chosen !== undefined) return chosen;
    }
    return undefined;
  }
}
