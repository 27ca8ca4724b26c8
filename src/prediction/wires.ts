// Layer 2 as it is now: who hears whom by cables, bridges and tunnels that are up, and by which interfaces a frame goes from one to another.
import { groupBy } from '../group-by.ts';
import { kinds } from '../kinds/list.ts';
import { isUplink, linkAt, uplinkOf } from '../model/interfaces.ts';
import type { Interface, InterfaceRef, Netns, State } from '../model/lab.ts';
import type { Join, Tags } from '../model/resolve/layer2.ts';
import { joinsOf } from '../model/resolve/segments.ts';
import type { Wire } from './carry.ts';

const wires: readonly Wire[] = kinds.flatMap(({ wire }) => wire ?? []);

/** What the first kind says that has something to say. */
export function ofWires<T>(ask: (wire: Wire) => T | undefined): T | undefined {
  for (const wire of wires) {
    const said = ask(wire);
    if (said !== undefined) return said;
  }
  return undefined;
}

/** A frame at an interface, with these tags; places of a domain are a tree, whose root is where the domain was entered first. */
export interface Place {
  readonly interface: Interface;
  readonly tags: Tags;
  readonly via?: Place;
  readonly depth: number;
  readonly domain: Domain;
}

/** All who hear a frame that one of them sends. */
export interface Domain {
  /** The interfaces that speak IP there without a tag, by the network stack that they are of. */
  readonly speakers: Map<Netns, Interface[]>;
  /** Bridges are joined in a ring, and none of them breaks it: frames run in it for ever (man bridge(8), STP is off unless told). */
  isRing: boolean;
  /** Where STP breaks a ring, nobody can tell at which port, for the root bridge follows from MAC addresses: its places, and the least of their MTUs. */
  broken?: { readonly places: ReadonlySet<Place>; readonly narrowest: number };
  /** A network card of the machine is in it, and beyond that is the world. */
  isOpen: boolean;
  readonly places: Place[];
}

/** The MTU of an interface. */
export const mtuOf = (state: State, of: Interface): number => ofWires((wire) => wire.mtu?.(state, of)) ?? 1500;

interface Edge extends Pick<Join, 'pass'> {
  readonly far: Interface;
  /** It leads from the second of the two that are joined to the first. */
  readonly back: boolean;
}

/** Beyond so many tags nobody hears a frame. */
const mostTags = 3;

const ownsIp = ({ role, master }: Interface): boolean => master === undefined && role !== 'loopback' && role !== 'vrf';

/** What is up of a state's layer 2. */
export class Wires {
  readonly state: State;
  readonly #edges = new Map<Interface, Edge[]>();
  readonly #places = new Map<Interface, Map<Tags, Place>>();

  constructor(state: State) {
    this.state = state;
    const nodes = new Map(
      [...state.nodes].map(([name, { interfaces }]) => [
        name,
        { name, interfaces: new Map(interfaces.map((each) => [each.name, each])) },
      ]),
    );
    const find = ({ node, interface: name }: InterfaceRef) =>
      nodes.get(node)?.interfaces.get(name) ?? (isUplink({ node, interface: name }) ? uplinkOf(state) : undefined);
    for (const { between, pass } of joinsOf({ nodes, links: state.links })) {
      const [one, other] = [find(between[0]), find(between[1])];
      if (one === undefined || other === undefined || !this.#isLive(one, other)) continue;
      this.#join(one, { far: other, back: false, ...(pass && { pass }) });
      this.#join(other, { far: one, back: true, ...(pass && { pass }) });
    }
  }

  /** A cable has a signal if both of its ends are up (veth_open() of drivers/net/veth.c); a port hands on what it may, if its master is up. */
  #isLive(one: Interface, other: Interface): boolean {
    if (!one.up || !other.up) return false;
    const isPort = (port: Interface, of: Interface) => port.node === of.node && port.master === of.name;
    const [port, master] = isPort(one, other) ? [one, other] : [other, one];
    return !isPort(port, master) || ofWires((wire) => wire.idles?.(this.state, port, master) || undefined) !== true;
  }

  #join(from: Interface, edge: Edge): void {
    const known = this.#edges.get(from) ?? [];
    this.#edges.set(from, known);
    // Ends of a tunnel that name each other say so twice.
    if (from.remotes === undefined || known.every(({ far }) => far !== edge.far)) known.push(edge);
  }

  #walk(start: Interface): void {
    const found: Place[] = [];
    const domain: Domain = { speakers: new Map(), isRing: false, isOpen: false, places: found };
    const rings: Place[][] = [];
    const enter = (place: Place) => {
      const known = this.#places.get(place.interface) ?? new Map<Tags, Place>();
      this.#places.set(place.interface, known.set(place.tags, place));
      found.push(place);
    };
    enter({ interface: start, tags: '', depth: 0, domain });
    for (const place of found) {
      const { interface: at, tags, via, depth } = place;
      domain.isOpen ||= at.device?.isMoved === true || at === uplinkOf(this.state);
      for (const { far, pass, back } of this.#edges.get(at) ?? []) {
        const next = pass === undefined ? tags : pass(tags, back);
        if (next === undefined || (next !== '' && next.split('/').length > mostTags + 1)) continue;
        const known = this.#places.get(far)?.get(next);
        if (known === undefined) enter({ interface: far, tags: next, via: place, depth: depth + 1, domain });
        else if (known !== via && known.via !== place) rings.push(between(place, known));
      }
    }
    this.#judgeRings(domain, rings.filter(goesRound), found);
    const own = found.flatMap(({ interface: each, tags }) => (tags === '' && ownsIp(each) ? [each] : []));
    for (const [netns, some] of groupBy(own, ({ node }) => this.state.nodes.get(node)?.netns ?? null))
      domain.speakers.set(netns, some);
  }

  /** One bridge that speaks STP blocks a port where its own frames come back to it (br_stp.c). */
  #judgeRings(domain: Domain, rings: readonly Place[][], found: readonly Place[]): void {
    const isBroken = () =>
      found.some(({ interface: each }) => ofWires((wire) => wire.breaksRings?.(each) || undefined));
    if (rings.length === 0) return;
    domain.isRing = !isBroken();
    if (domain.isRing) return;
    const places = new Set(rings.flat());
    const mtus = Array.from(places, ({ interface: each }) => mtuOf(this.state, each));
    domain.broken = { places, narrowest: mtus.reduce((least, mtu) => Math.min(least, mtu)) };
  }

  #placeOf(own: Interface): Place | undefined {
    if (!own.up) return undefined;
    if (this.#places.get(own)?.get('') === undefined) this.#walk(own);
    return this.#places.get(own)?.get('');
  }

  /** The domain that what an interface sends is heard in; undefined if it is down. */
  domainOf(own: Interface): Domain | undefined {
    return this.#placeOf(own)?.domain;
  }

  /** The end of a tunnel of frames hears what an interface sends to all, which goes through that as well. */
  isTunnelled(own: Interface): boolean {
    const isEnd = (at: Interface) => {
      const far = linkAt(this.state, at)?.far;
      const outer = far && ofWires((wire) => wire.wraps?.(this.state, at, far));
      return at.remotes !== undefined || (outer !== undefined && outer.carries === undefined);
    };
    return this.domainOf(own)?.places.some((place) => isEnd(place.interface)) === true;
  }

  /** The interfaces that a frame passes between two of one domain, both among them. */
  path(from: Interface, to: Interface): readonly Place[] {
    const all = between(this.#placeOf(from), this.#placeOf(to));
    // Of several ends that all name each other, each sends to the one that is meant.
    return all.filter(({ interface: at }, index) => {
      const [before, after] = [all[index - 1]?.interface, all[index + 1]?.interface];
      const isPassed = at.remotes !== undefined && before?.remotes !== undefined && after?.remotes !== undefined;
      return !isPassed || !(this.#edges.get(before) ?? []).some(({ far }) => far === after);
    });
  }
}

/** The way from one place of a tree to another. */
function between(one: Place | undefined, other: Place | undefined): Place[] {
  const [there, back]: [Place[], Place[]] = [[], []];
  let [a, b] = [one, other];
  while (a !== undefined && b !== undefined && a !== b) {
    const isDeeper = a.depth >= b.depth;
    (isDeeper ? there : back).push(isDeeper ? a : b);
    if (isDeeper) a = a.via;
    else b = b.via;
  }
  return [...there, ...(a === undefined ? [] : [a]), ...back.toReversed()];
}

/** Bridges hand on what comes in, and so frames run round; a bond with two legs at one bridge hands nothing on from leg to leg. */
function goesRound(places: readonly Place[]): boolean {
  const count = (role: Interface['role']) => places.filter((place) => place.interface.role === role).length;
  return count('bridge') > 0 && !(count('bond') > 0 && count('bridge') === 1);
}
