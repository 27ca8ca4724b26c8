// Layer 2: who hears whose frames, VLAN by VLAN, through cables, bridges, and what carries other interfaces.
import { DisjointSets } from '../../disjoint-sets.ts';
import type { InterfaceRef } from '../lab.ts';

/** A frame as it passes an interface: with the number of a VLAN in its tag, or without a tag. */
export type Tag = number | 'untagged';

/**
 * Two interfaces of which one hands on what the other has. Without tags, every frame as it is: the ends of a cable, a bridge and its
 * port. With tags, only frames of the one of a pair, which become such of the other: an access port of VLAN 10 and its bridge,
 * `[['untagged', 10]]`; with no pair, none.
 */
export interface Join {
  readonly between: readonly [InterfaceRef, InterfaceRef];
  readonly tags?: readonly (readonly [Tag, Tag])[];
}

const placeOf = ({ node, interface: name }: InterfaceRef, tag: Tag): string => `${node} ${name} ${tag}`;

/** The domains of layer 2 that joins come to. */
export class Layer2 {
  readonly #sets = new DisjointSets();

  constructor(joins: readonly Join[]) {
    const tags = new Set<Tag>(['untagged', ...joins.flatMap((join) => join.tags ?? []).flat()]);
    for (const { between, tags: only } of joins) {
      const [one, other] = between;
      for (const [tag, its] of only ?? Array.from(tags, (tag) => [tag, tag] as const))
        this.#sets.join(placeOf(one, tag), placeOf(other, its));
    }
  }

  /** The same text for all interfaces that hear each other's frames; `tag` as they pass the interface. */
  domainOf(end: InterfaceRef, tag: Tag = 'untagged'): string {
    return this.#sets.rootOf(placeOf(end, tag));
  }
}
