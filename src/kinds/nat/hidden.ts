// What a node hides by translating it: beyond its way out nobody knows these prefixes, and none needs a route to them.

import { type Cidr, contains, networkOf } from '../../address.ts';
import type { Draft, DraftNode } from '../../model/resolve/draft.ts';
import { sourcesOf, waysOut } from './egress.ts';
import { nat } from './sentences.ts';

export interface Hidden {
  /** True of a prefix that is not known beyond this interface of the node. */
  hides(prefix: Cidr, dev: string): boolean;
  isOf(prefix: Cidr): boolean;
  /** What is known there instead, and nowhere else. */
  readonly shows?: Cidr;
}

/** What each masquerade of a node hides, and each map. */
export const hiddenBy = (draft: Draft, node: DraftNode): Hidden[] =>
  (nat.said(node.declared.settings) ?? []).flatMap((said): Hidden[] => {
    if (said.is === 'publish') return [];
    const sources = sourcesOf(draft, said, []);
    const ways = waysOut(draft, node, said, sources, []);
    const out = new Set(ways.flatMap((egress) => (egress.is === 'interface' ? [egress.name] : [])));
    const isSource = (prefix: Cidr): boolean => out.size > 0 && sources.some((source) => contains(source, prefix));
    if (said.is === 'masquerade') return [{ isOf: isSource, hides: (prefix, dev) => out.has(dev) && isSource(prefix) }];
    const shows = networkOf(said.as.value);
    const isShown = (prefix: Cidr): boolean => contains(shows, prefix);
    return [
      {
        shows,
        isOf: (prefix) => isSource(prefix) || isShown(prefix),
        hides: (prefix, dev) => (out.has(dev) ? isSource(prefix) : isShown(prefix)),
      },
    ];
  });
