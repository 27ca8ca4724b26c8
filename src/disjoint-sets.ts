// Which of many names belong together, told pair by pair.

/** Names in sets that have none in common: each is alone until it is joined. */
export class DisjointSets {
  readonly #parent = new Map<string, string>();

  /** The name that stands for the whole set. */
  rootOf(name: string): string {
    let root = name;
    for (let parent = this.#parent.get(root); parent !== undefined; parent = this.#parent.get(root)) root = parent;
    for (let at = name; at !== root; ) {
      const above = this.#parent.get(at) ?? root;
      this.#parent.set(at, root);
      at = above;
    }
    return root;
  }

  /** Makes one set of two; false if they were one already. */
  join(a: string, b: string): boolean {
    const [first, second] = [this.rootOf(a), this.rootOf(b)];
    if (first !== second) this.#parent.set(second, first);
    return first !== second;
  }
}
