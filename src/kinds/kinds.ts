// What the kinds of the list give, each phase its part.

import type { Address } from '../address.ts';
import type { NodeSettings } from '../language/statements.ts';
import type { Draft } from '../model/resolve/draft.ts';
import { host } from './host/node.ts';
import type { Kind } from './kind.ts';
import type { LinkKind, LinkOption } from './link-kind.ts';
import type { LinkType } from './link-type.ts';
import { kinds } from './list.ts';
import type { AnyNodeKey, Saying, Says } from './node-key.ts';
import type { NodeKind } from './node-kind.ts';
import type { Possession } from './possession.ts';

/** Kinds of nodes that an author may write; the first is the default. */
export const nodeKinds: readonly NodeKind[] = kinds.flatMap(({ nodes = [] }) => nodes);

/** The kind of the node `host`, which nobody writes. */
export const hostKind: NodeKind = host;

/** Kinds of cables; the first is the default. */
export const linkKinds: readonly LinkKind[] = kinds.flatMap(({ links = [] }) => links);

/** Options of any cable, by their names, that stand for something at its ends. */
export const cableOptions: Readonly<Record<string, LinkOption>> = Object.assign(
  {},
  ...kinds.map(({ cableOptions: options }) => options),
);

/** The keys that stand under a node, besides its kind. */
export const nodeKeys: readonly AnyNodeKey[] = kinds.flatMap(({ keys = [] }) => keys);

/** What checks may say that a node has. */
export const possessions: readonly Possession[] = kinds.flatMap(({ possessions: own = [] }) => own);

/** The folder that commands of the author's start in at a node; undefined where that does not matter. */
export function startFolder(lab: string, node: Parameters<NonNullable<Kind['startsIn']>>[1]): string | undefined {
  for (const kind of kinds) {
    const folder = kind.startsIn?.(lab, node);
    if (folder !== undefined) return folder;
  }
  return undefined;
}

const named =
  <Item extends { readonly name: string }>(items: readonly Item[]) =>
  (name: string): Item | undefined =>
    items.find((item) => item.name === name);

/** The kind of a node by its name, `host` too; undefined where there is none, as of the others. */
export const nodeKindNamed = named([...nodeKinds, hostKind]);
export const linkKindNamed = named(linkKinds);
export const linkTypeNamed = named(kinds.flatMap(({ linkTypes = [] }): readonly LinkType[] => linkTypes));
export const nodeKeyNamed = named(nodeKeys);
/** What a check may say that a node has, by its word. */
export const possessionNamed = named(possessions);

/** What may stand in the place of an address. */
export const places = kinds.flatMap(({ place }) => place ?? []);
export const placeNamed = named(places);

const saying = nodeKeys.filter(({ says }) => says !== undefined);

/** What the keys of a node say of such things, in the order of the list of keys. */
export function saysOf(settings: NodeSettings): Saying {
  const said = saying.filter((key) => key.said(settings) !== undefined);
  return (what) =>
    said.flatMap((key): readonly Says[typeof what][number][] => key.says?.(key.said(settings))[what] ?? []);
}

/** The address at which one node dials another that has this one. */
export function addressKnown(draft: Draft, from: string, to: string, address: Address): Address {
  for (const kind of kinds) {
    const known = kind.knownAs?.(draft, from, to, address);
    if (known !== undefined) return known;
  }
  return address;
}
