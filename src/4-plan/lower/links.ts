// Namespaces, bridges and cables to pieces: each interface made in its place, under its last name.
import type { Interface, Link, Node, State } from '../../2-model/lab.ts';
import { linkKindNamed, nodeKindNamed } from '../../kinds/index.ts';
import type { LinkEnd, LinkKind } from '../../kinds/link-kind.ts';
import type { NodeKind } from '../../kinds/node-kind.ts';
import { linkKey, netnsKey, type Piece, withinNetns } from '../piece.ts';
import type { Action, LinkAdd, LinkSet } from '../plan.ts';
import { reasons } from '../reasons.ts';

/** The kind of a resolved node. */
export function kindOf({ kind: name }: Node): NodeKind {
  const kind = nodeKindNamed(name);
  if (kind === undefined) throw new Error(`a resolved node has no kind: ${name}`);
  return kind;
}

/** A namespace each. */
export function lowerNamespaces({ nodes }: State): Piece[] {
  return [...nodes.values()].flatMap((node): Piece[] => {
    const { netns } = node;
    if (netns === null) return [];
    const remove: Action = { do: 'netns-delete', netns };
    const probe = { list: 'namespaces', netns: null, find: netns } as const;
    const make: Action = { do: 'netns-add', netns };
    return [
      { key: netnsKey(netns), within: [], make, remove, undo: remove, probe, reason: kindOf(node).reason, at: node.at },
    ];
  });
}

/** The loopback interface of each namespace: up, and marked. */
export function lowerLoopbacks({ nodes }: State, alias: string): Piece[] {
  return [...nodes.values()].flatMap(({ netns, at }): Piece[] => {
    if (netns === null) return [];
    return [
      {
        key: linkKey(netns, 'lo'),
        within: [netnsKey(netns)],
        make: { do: 'link-set', netns, dev: 'lo', up: true, alias },
        remove: { do: 'link-set', netns, dev: 'lo', up: false },
        undo: { with: netnsKey(netns) },
        probe: { list: 'links', netns, find: 'lo' },
        reason: reasons.loopback,
        at,
      },
    ];
  });
}

/** What a reader is told of a piece. */
type Told = Pick<Piece, 'reason' | 'at' | 'places'>;

const settable = ['mtu', 'mac', 'master', 'up'] as const;

/** What has to be set to turn the one link into the other; undefined where they are not the same link. */
function linkChange(before: LinkAdd, now: LinkAdd): LinkSet[] | undefined {
  const core = (link: LinkAdd) =>
    JSON.stringify([link.type, link.words, link.parent, link.peer?.netns, link.peer?.dev, link.alias]);
  if (core(before) !== core(now)) return undefined;
  const lost = (old: LinkAdd | LinkAdd['peer'], next: LinkAdd | LinkAdd['peer']) =>
    (old?.mtu !== undefined && next?.mtu === undefined) || (old?.mac !== undefined && next?.mac === undefined);
  if (lost(before, now) || lost(before.peer, now.peer) || (before.master !== undefined && now.master === undefined))
    return undefined;
  const changed = settable.filter((key) => before[key] !== now[key]);
  const own = Object.fromEntries(changed.map((key) => [key, now[key]]));
  const sets: LinkSet[] = changed.length === 0 ? [] : [{ do: 'link-set', netns: now.netns, dev: now.dev, ...own }];
  const { peer } = now;
  const far = (['mtu', 'mac'] as const).filter((key) => before.peer?.[key] !== peer?.[key]);
  if (peer === undefined || far.length === 0) return sets;
  return [
    ...sets,
    { do: 'link-set', netns: peer.netns, dev: peer.dev, ...Object.fromEntries(far.map((key) => [key, peer[key]])) },
  ];
}

function linkPiece(make: LinkAdd, piece: Told, carrier: readonly string[] = []): Piece {
  const { netns, dev, peer } = make;
  const remove: Action = { do: 'link-delete', netns, dev };
  const homes = [...withinNetns(netns), ...(peer === undefined ? [] : withinNetns(peer.netns))];
  return {
    key: linkKey(netns, dev),
    within: [...homes, ...carrier],
    make,
    remove,
    undo: homes[0] === undefined || netns === null ? remove : { with: homes[0] },
    change: (before) => (before.do === 'link-add' ? linkChange(before, make) : undefined),
    probe: { list: 'links', netns, find: dev },
    ...piece,
  };
}

/** The bridges: those on the machine, and those in switches. */
function lowerBridges({ nodes }: State): Piece[] {
  return [...nodes.values()].flatMap((node) => {
    const { bridge } = kindOf(node);
    if (bridge === undefined) return [];
    const { type, words, reason } = bridge;
    const make: LinkAdd = { do: 'link-add', netns: node.netns, dev: bridge.name(node.name), type, words, up: true };
    return [linkPiece(make, { reason, at: node.at })];
  });
}

function endOf({ nodes }: State, ref: Link['ends'][number]): LinkEnd {
  const node = nodes.get(ref.node);
  const device = node?.interfaces.find(({ name }) => name === ref.interface);
  if (node === undefined || device === undefined)
    throw new Error(`a resolved link has no end ${ref.node}:${ref.interface}`);
  return { netns: node.netns, interface: device };
}

/** From where a link is made: from the machine if an end is there, so that its mark comes with it; else from a bridge. */
function makingOrder(ends: readonly [LinkEnd, LinkEnd]): readonly [LinkEnd, LinkEnd] {
  const [first, second] = ends;
  const rank = (end: LinkEnd) => (end.netns === null ? 0 : end.interface.bridge !== undefined ? 1 : 2);
  return rank(second) < rank(first) ? [second, first] : ends;
}

/** What differs from what was set before: brctl refuses to plug in what is plugged in already. */
function setChange(before: Action, now: LinkSet): LinkSet {
  if (before.do !== 'link-set') return now;
  const { netns, dev } = now;
  const changed = settable.filter((key) => before[key] !== now[key]);
  return { do: 'link-set', netns, dev, ...Object.fromEntries(changed.map((key) => [key, now[key]])) };
}

/** Something that is set on an interface which stands, by `ip link set`; it goes with the link. */
function setPiece(what: string, make: LinkSet, link: string, piece: Told): Piece {
  const { netns, dev } = make;
  return {
    key: `${what} ${linkKey(netns, dev)}`,
    within: [link, ...withinNetns(netns)],
    make,
    remove: { do: 'link-set', netns, dev, up: false },
    undo: { with: link },
    change: (before) => [setChange(before, make)],
    probe: { list: 'links', netns, find: dev },
    ...piece,
  };
}

/** A second end that is a port as well has to be plugged in afterwards. */
function portPiece({ netns, interface: device }: LinkEnd, link: string): Piece[] {
  const { name: dev, bridge: master, up, at, optionsAt: places } = device;
  if (master === undefined) return [];
  return [setPiece('port', { do: 'link-set', netns, dev, master, up }, link, { reason: reasons.port, at, places })];
}

function lowerLink(state: State, link: Link, kind: LinkKind, made: ReadonlyMap<string, string>): Piece[] {
  const ends = [endOf(state, link.ends[0]), endOf(state, link.ends[1])] as const;
  const places = [...link.optionsAt, ...ends.flatMap((end) => end.interface.optionsAt)];
  const about = { reason: kind.reason, at: link.at, places };
  if (kind.secondEnd === 'parent') {
    const [, parent] = ends;
    const own = linkKey(parent.netns, parent.interface.name);
    return [linkPiece(kind.lower(link, ends), about, [made.get(own) ?? own])];
  }
  const ordered = makingOrder(ends);
  const piece = linkPiece(kind.lower(link, ordered), about);
  return [piece, ...portPiece(ordered[1], piece.key)];
}

/** Pieces of links, and the key of the link that each interface is an end of, its own or the far one's. */
export interface Links {
  readonly pieces: readonly Piece[];
  readonly keys: ReadonlyMap<string, string>;
}

function noteEnds({ key, make }: Piece, keys: Map<string, string>): void {
  if (make.do !== 'link-add') return;
  keys.set(linkKey(make.netns, make.dev), key);
  if (make.peer !== undefined) keys.set(linkKey(make.peer.netns, make.peer.dev), key);
}

/** The bridges, then the cables, in the order in which they can be made. */
export function lowerLinks(state: State): Links {
  const pieces = lowerBridges(state);
  const keys = new Map<string, string>();
  for (const piece of pieces) noteEnds(piece, keys);
  for (const link of state.links) {
    const kind = linkKindNamed(link.kind);
    if (kind === undefined) throw new Error(`a resolved link has no kind: ${link.kind}`);
    for (const piece of lowerLink(state, link, kind, keys)) {
      pieces.push(piece);
      noteEnds(piece, keys);
    }
  }
  return { pieces, keys };
}

/** The state of the ends that did not come up with their link. */
export function lowerStates({ nodes }: State, keys: ReadonlyMap<string, string>): Piece[] {
  return [...nodes.values()].flatMap((node) =>
    node.interfaces.filter(({ role }) => role === 'end').map((device) => statePiece(node, device, keys)),
  );
}

function statePiece({ netns }: Node, device: Interface, keys: ReadonlyMap<string, string>): Piece {
  const { name: dev, up, at, optionsAt: places } = device;
  const own = linkKey(netns, dev);
  const reason = up ? reasons.up : reasons.down;
  return setPiece('state', { do: 'link-set', netns, dev, up }, keys.get(own) ?? own, { reason, at, places });
}
