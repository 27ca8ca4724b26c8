// The lists of kinds: one line each.
import type { LinkKind } from './link-kind.ts';
import { macvlan } from './links/macvlan.ts';
import { veth } from './links/veth.ts';
import type { NodeKind } from './node-kind.ts';
import { bridge } from './nodes/bridge.ts';
import { host } from './nodes/host.ts';
import { netns } from './nodes/netns.ts';
import { router } from './nodes/router.ts';
import { switchKind } from './nodes/switch.ts';

/** Kinds that an author may write; the first is the default. */
export const nodeKinds: readonly NodeKind[] = [netns, router, switchKind, bridge];

/** The kind of the node `host`. */
export const hostKind: NodeKind = host;

/** Kinds of cables; the first is the default. */
export const linkKinds: readonly LinkKind[] = [veth, macvlan];

/** The kind of a node by its name, `host` too; undefined where there is none. */
export function nodeKindNamed(name: string): NodeKind | undefined {
  return [...nodeKinds, hostKind].find((kind) => kind.name === name);
}

/** The kind of a link by its name; undefined where there is none. */
export function linkKindNamed(name: string): LinkKind | undefined {
  return linkKinds.find((kind) => kind.name === name);
}
