// What the kinds of the list give, each phase its part.
import { host } from './host/node.ts';
import type { LinkKind } from './link-kind.ts';
import { kinds } from './list.ts';
import type { AnyNodeKey } from './node-key.ts';
import type { NodeKind } from './node-kind.ts';
import type { Possession } from './possession.ts';

/** Kinds of nodes that an author may write; the first is the default. */
export const nodeKinds: readonly NodeKind[] = kinds.flatMap(({ nodes = [] }) => nodes);

/** The kind of the node `host`, which nobody writes. */
export const hostKind: NodeKind = host;

/** Kinds of cables; the first is the default. */
export const linkKinds: readonly LinkKind[] = kinds.flatMap(({ links = [] }) => links);

/** The keys that stand under a node, besides its kind. */
export const nodeKeys: readonly AnyNodeKey[] = kinds.flatMap(({ keys = [] }) => keys);

/** The kind of a node by its name, `host` too; undefined where there is none. */
export function nodeKindNamed(name: string): NodeKind | undefined {
  return name === hostKind.name ? hostKind : nodeKinds.find((kind) => kind.name === name);
}

/** The kind of a link by its name; undefined where there is none. */
export function linkKindNamed(name: string): LinkKind | undefined {
  return linkKinds.find((kind) => kind.name === name);
}

/** The key of this name; undefined where there is none. */
export function nodeKeyNamed(name: string): AnyNodeKey | undefined {
  return nodeKeys.find((key) => key.name === name);
}

/** What a check may say that a node has. */
export const possessions: readonly Possession[] = kinds.flatMap(({ possessions: own = [] }) => own);

/** The possession of this name; undefined where there is none. */
export function possessionNamed(name: string): Possession | undefined {
  return possessions.find((one) => one.name === name);
}
