// What a node hides by translating it: beyond its way out nobody knows these prefixes, and none needs a route to them.

import { type Cidr, contains } from '../../address.ts';
import type { Draft, DraftNode } from '../../model/resolve/draft.ts';
import { prefixesMeant } from '../../model/resolve/lookup.ts';
import { resolveEgress } from './egress.ts';
import { nat } from './sentences.ts';

export interface Hidden {
  /** True of a prefix that is hidden from whatever is beyond this interface of the node. */
  hides(prefix: Cidr, dev: string): boolean;
  isOf(prefix: Cidr): boolean;
}

/** What each masquerade of a node hides. */
export const hiddenBy = (draft: Draft, node: DraftNode): Hidden[] =>
  (nat.said(node.declared.settings) ?? []).flatMap((said) => {
    if (said.is !== 'masquerade') return [];
    const sources = said.sources.flatMap((name) => prefixesMeant(draft, name, []));
    const out = new Set(
      said.out.flatMap((egress) => {
        const found = resolveEgress(draft, node, egress, []);
        return found?.is === 'interface' ? [found.name] : [];
      }),
    );
    const isOf = (prefix: Cidr): boolean => out.size > 0 && sources.some((source) => contains(source, prefix));
    return [{ isOf, hides: (prefix, dev) => out.has(dev) && isOf(prefix) }];
  });
