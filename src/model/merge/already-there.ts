// Items of a list that stand in each other's place: what is said twice.

import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { groupBy } from '../../group-by.ts';
import type { ListMerge } from '../../kinds/node-key.ts';

export const alreadyThere = defineDiagnostic('already-there', 'item that is there already');

/** Reports an item in the place of another one; `fresh` if the same block says both. */
export function reportAlreadyThere<Item>(merge: ListMerge<Item>, same: Item, item: Item, fresh: boolean): Diagnostic {
  const differs = merge.content(same) !== merge.content(item);
  const apart = fresh ? merge.beside?.help : 'to alter it, write it under "change:"';
  return alreadyThere({
    at: merge.place(item),
    label: differs ? 'another one stands in its place' : 'said twice',
    related: [{ at: merge.place(same), label: 'said here' }],
    help: (differs && apart) || 'take one of the two away',
  });
}

/** The items of a list by their identity, in their order. */
export const byIdentity = <Item>(
  { identity }: Pick<ListMerge<Item>, 'identity'>,
  items: readonly Item[],
): Map<string, readonly Item[]> => groupBy(items, identity);
