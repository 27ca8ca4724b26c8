// Items of a list that stand in each other's place: what is said twice.

import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { groupBy } from '../../group-by.ts';
import type { ListMerge } from '../../kinds/node-key.ts';

export const alreadyThere = defineDiagnostic('already-there', 'item that is there already');

/** What to do about an item that is there already and says something else; `fresh` if the same block says both. */
function helpFor<Item>({ beside }: ListMerge<Item>, same: Item, item: Item, fresh: boolean): string {
  if (!fresh) return 'to alter it, write it under "change:"';
  return beside === undefined ? 'take one of the two away' : beside.help(same, item);
}

/** Reports an item in the place of another one; `fresh` if the same block says both. */
export function reportAlreadyThere<Item>(merge: ListMerge<Item>, same: Item, item: Item, fresh: boolean): Diagnostic {
  const differs = merge.content(same) !== merge.content(item);
  return alreadyThere({
    at: merge.place(item),
    label: differs ? 'another one stands in its place' : 'said twice',
    related: [{ at: merge.place(same), label: 'said here' }],
    help: differs ? helpFor(merge, same, item, fresh) : 'take one of the two away',
  });
}

/** The items of a list by their identity, in their order. */
export const byIdentity = <Item>(
  { identity }: Pick<ListMerge<Item>, 'identity'>,
  items: readonly Item[],
): Map<string, readonly Item[]> => groupBy(items, identity);
