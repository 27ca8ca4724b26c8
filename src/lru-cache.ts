// What was made last, so that it need not be made again at once.

/** Values by their names; of more than `most`, those are forgotten that were not asked for for longest. */
export class LruCache<V> {
  readonly #most: number;
  /** The one asked for last is at the end. */
  readonly #values = new Map<string, V>();

  constructor(most: number) {
    this.#most = most;
  }

  /** The value of a name, made if there is none. */
  get(name: string, make: () => V): V {
    const value = this.#values.get(name) ?? make();
    this.#values.delete(name);
    this.#values.set(name, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > this.#most && oldest !== undefined) this.#values.delete(oldest);
    return value;
  }
}
