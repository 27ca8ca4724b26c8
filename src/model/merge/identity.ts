// Which item of a list, and which cable, is meant when a later step speaks of it again.
import type { Span } from '../../diagnostics/span.ts';
import { nodeKeys } from '../../kinds/kinds.ts';
import type { ListKey, ScalarKey } from '../../kinds/node-key.ts';
import type { CableEnd, CableStatement, NodeSettings } from '../../language/statements.ts';
import type { DeclaredCable } from './declaration.ts';

/** The keys that say lists, in the order in which nodes are merged. */
export const listKeys: readonly ListKey[] = nodeKeys.flatMap((key) =>
  key.merge.is === 'list' ? [{ ...key, merge: key.merge }] : [],
);
/** The keys that say one value. */
export const scalarKeys: readonly ScalarKey[] = nodeKeys.flatMap((key) =>
  key.merge.is === 'scalar' ? [{ ...key, merge: key.merge }] : [],
);

/** The items of a list key; none if it is not written. */
export function itemsOf(key: ListKey, settings: NodeSettings): readonly unknown[] {
  const said = key.said(settings);
  return Array.isArray(said) ? said : [];
}

const unique = new WeakMap<readonly unknown[], boolean>();

/** True if no two of the items have the same identity. A list that many nodes share is looked through once. */
export function areUnique(key: ListKey, settings: NodeSettings): boolean {
  const items = itemsOf(key, settings);
  const known = unique.get(items) ?? new Set(items.map((item) => key.merge.identity(item))).size === items.length;
  unique.set(items, known);
  return known;
}

/** The value of a scalar as one line of text, for comparing and for telling the author, and where it stands; undefined where it is not written. */
export function scalarIn(
  key: ScalarKey,
  settings: NodeSettings,
): { readonly text: string; readonly at: Span } | undefined {
  const said = key.said(settings);
  return said === undefined ? undefined : { text: key.merge.text(said), at: key.merge.place(said) };
}

const plugFits = (plug: CableEnd, node: string, name: string) =>
  plug.node.text === node && (plug.interface === undefined || plug.interface.text === name);

/** True if the statement speaks of this cable: both ends fit, in either order; interfaces may be left out. */
export function isSameCable(statement: CableStatement, cable: DeclaredCable): boolean {
  const [a, b] = statement.ends;
  const [first, second] = cable.statement.ends;
  const [firstName, secondName] = cable.interfaces;
  const fits = (one: CableEnd, other: CableEnd) =>
    plugFits(one, first.node.text, firstName.name) && plugFits(other, second.node.text, secondName.name);
  return fits(a, b) || fits(b, a);
}
