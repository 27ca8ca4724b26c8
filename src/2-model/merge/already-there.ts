// Items of a list that stand in each other's place: what is said twice, and routes to one destination.
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { type Family, families } from '../address.ts';
import type { RouteStatement } from '../language/statements.ts';
import { contentOf, type Item, type ListKey, placeOf } from './identity.ts';

export const alreadyThere = defineDiagnostic('already-there', 'item that is there already');

/** The families that a route may be of, as far as it says so itself: a name may have either. */
export function possibleFamilies({ to, hops, src }: RouteStatement): readonly Family[] {
  if (to.is === 'cidr') return [to.cidr.family];
  if (src !== undefined) return [src.value.family];
  const told = hops.flatMap((hop) => (hop.to.is === 'address' ? [hop.to.address.family] : families));
  return told.length === 0 ? families : families.filter((family) => told.includes(family));
}

/** True of a route that says itself of which families it is. */
const saysFamilies = ({ to, hops, src }: RouteStatement): boolean =>
  to.is === 'cidr' || src !== undefined || (hops.length > 0 && hops.every((hop) => hop.to.is === 'address'));

/**
 * True if an item may stand beside another one of its identity: two routes to one destination, each in a family of its own. Where a
 * name is to tell the family, that is known once the lab is there.
 */
export function mayStandBeside<K extends ListKey>(key: K, standing: Item<K>, item: Item<K>): boolean {
  if (key !== 'routes' || contentOf(key, standing) === contentOf(key, item)) return false;
  // The compiler cannot see that these are items of `routes`.
  const [first, second] = [standing as RouteStatement, item as RouteStatement];
  const meet = possibleFamilies(second).some((family) => possibleFamilies(first).includes(family));
  return !meet || !(saysFamilies(first) && saysFamilies(second));
}

/** Two routes to one destination as one of several hops, where nothing else is said of either. */
function asOneRoute(first: RouteStatement, second: RouteStatement): string | undefined {
  const [, to, hops] = /^(\S+) via (.*)$/.exec(first.text) ?? [];
  const [, , more] = /^(\S+) via (.*)$/.exec(second.text) ?? [];
  const plain = [first, second].every(({ dev, src, metric, table }) => (dev ?? src ?? metric ?? table) === undefined);
  return plain && hops !== undefined && more !== undefined ? `${to} via ${hops}, ${more}` : undefined;
}

/** What to do about an item that is there already and says something else; `fresh` if the same block says both. */
function helpFor<K extends ListKey>(key: K, same: Item<K>, item: Item<K>, fresh: boolean): string {
  if (!fresh) return 'to alter it, write it under "change:"';
  if (key !== 'routes') return 'take one of the two away';
  // The compiler cannot see that these are items of `routes`.
  const one = asOneRoute(same as RouteStatement, item as RouteStatement);
  const joined = one === undefined ? '' : `, or write one route: "${one}"`;
  return `take one of the two away, or give this one \`metric 100\`${joined}`;
}

/** Reports an item in the place of another one; `fresh` if the same block says both. */
export function reportAlreadyThere<K extends ListKey>(
  key: K,
  same: Item<K>,
  item: Item<K>,
  fresh: boolean,
): Diagnostic {
  const differs = contentOf(key, same) !== contentOf(key, item);
  return alreadyThere({
    at: placeOf(key, item),
    label: differs ? 'another one stands in its place' : 'said twice',
    related: [{ at: placeOf(key, same), label: 'said here' }],
    help: differs ? helpFor(key, same, item, fresh) : 'take one of the two away',
  });
}
