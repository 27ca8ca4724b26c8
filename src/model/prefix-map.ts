// What prefixes stand for, found by an address that they hold.
import { type Address, type Cidr, networkOf } from '../address.ts';

/** Values by prefixes. Finding takes as long as there are lengths of prefixes, however many of each there are. */
export class PrefixMap<V> {
  /** By family and length, then by the first address; each value with its place in the order. */
  readonly #lengths = new Map<string, { readonly of: Cidr; readonly values: Map<bigint, [number, V][]> }>();
  #size = 0;

  constructor(entries: Iterable<readonly [Cidr, V]>) {
    for (const [prefix, value] of entries) {
      const key = `${prefix.family} ${prefix.length}`;
      const { values } = this.#lengths.get(key) ?? { values: new Map<bigint, [number, V][]>() };
      this.#lengths.set(key, { of: prefix, values });
      const first = networkOf(prefix).value;
      const some = values.get(first) ?? [];
      values.set(first, some);
      some.push([this.#size++, value]);
    }
  }

  /** The values of all prefixes that hold the address, in the order in which they were given. */
  holding({ family, value }: Address): V[] {
    const found = [...this.#lengths.values()].flatMap(({ of, values }) =>
      of.family === family ? (values.get(networkOf({ ...of, value }).value) ?? []) : [],
    );
    return found.sort(([one], [other]) => one - other).map(([, each]) => each);
  }
}
