// Layer 2: who hears whose frames, VLAN by VLAN, through cables, bridges, and what carries other interfaces.
import type { Interface, InterfaceRef, Link } from '../lab.ts';

/** The tags of a frame, the outermost first and a slash after each: none, `10/`, or `ad100/7/` with one of 802.1ad around one of 802.1Q. */
export type Tags = string;

/** Beyond so many tags nobody hears a frame: where each round of a ring adds one, there is no end to them. */
const mostTags = 3;

/** What is joined: a lab, be it finished or still being resolved. */
export interface Wired {
  readonly nodes: ReadonlyMap<string, WiredNode>;
  readonly links: readonly Pick<Link, 'ends' | 'isApart'>[];
}

interface WiredNode {
  readonly name: string;
  readonly interfaces: ReadonlyMap<
    string,
    Pick<Interface, 'node' | 'name' | 'master' | 'parent' | 'device' | 'options' | 'role'>
  >;
}

/** Two interfaces of which one hands on what the other has: the ends of a cable, a bridge and its port. */
export interface Join {
  readonly between: readonly [InterfaceRef, InterfaceRef];
  /** The tags that a frame has at the second one, of those at the first, or `back`; undefined: it does not pass. Without it, each passes as it is. */
  readonly pass?: (tags: Tags, back: boolean) => Tags | undefined;
}

/** The first interface has frames without a tag that the second one has with it. */
export const tagged =
  (tag: string) =>
  (tags: Tags, back: boolean): Tags | undefined => {
    if (!back) return `${tag}/${tags}`;
    return tags.startsWith(`${tag}/`) ? tags.slice(tag.length + 1) : undefined;
  };

const placeOf = ({ node, interface: name }: InterfaceRef): string => `${node} ${name}`;

/** The domains of layer 2 that joins come to. */
export class Layer2 {
  readonly #joins = new Map<string, { readonly far: string; pass(tags: Tags): Tags | undefined }[]>();
  /** By interface and tags, where the walk began that came there. */
  readonly #domains = new Map<string, string>();

  constructor(joins: readonly Join[]) {
    for (const { between, pass = (tags: Tags) => tags } of joins) {
      const [one, other] = between.map(placeOf) as [string, string];
      this.#at(one).push({ far: other, pass: (tags) => pass(tags, false) });
      this.#at(other).push({ far: one, pass: (tags) => pass(tags, true) });
    }
  }

  #at(place: string) {
    const known = this.#joins.get(place) ?? [];
    this.#joins.set(place, known);
    return known;
  }

  /** The same text for all interfaces that hear each other's frames. */
  domainOf(end: InterfaceRef): string {
    const start = placeOf(end);
    const known = this.#domains.get(`${start} `);
    if (known !== undefined) return known;
    const reached: (readonly [string, Tags])[] = [];
    const reach = (place: string, tags: Tags | undefined) => {
      const key = `${place} ${tags}`;
      if (tags === undefined || tags.split('/').length > mostTags + 1 || this.#domains.has(key)) return;
      this.#domains.set(key, start);
      reached.push([place, tags]);
    };
    reach(start, '');
    for (const [place, tags] of reached)
      for (const { far, pass } of this.#joins.get(place) ?? []) reach(far, pass(tags));
    return start;
  }
}
