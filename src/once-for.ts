// What is worked out once for an object, and forgotten with it.

/** The same function, asked once for each object: `onceFor((state: State) => …)` keeps what it gave as long as the state is there. */
export function onceFor<K extends object, V>(make: (of: K) => V): (of: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (of) => {
    const found = known.get(of);
    if (found !== undefined) return found.value;
    const value = make(of);
    known.set(of, { value });
    return value;
  };
}
