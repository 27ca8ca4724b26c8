// The key `routes`: when two routes are the same, and when two to one destination stand beside each other.

import { type Family, families, formatAddress, formatCidr, networkOf } from '../../address.ts';
import { mapped, oneOrMany } from '../../language/shape.ts';
import { formatTarget } from '../../language/targets.ts';
import { type ListMerge, nodeKey } from '../node-key.ts';
import { type RouteStatement, routeOrAuto, textOfDestination } from './sentences.ts';

function identity(route: RouteStatement): string {
  const to = route.to.is === 'cidr' ? formatCidr(networkOf(route.to.cidr)) : textOfDestination(route.to);
  return `${to} table ${route.vrf?.text ?? route.table?.value ?? 'main'} metric ${route.metric?.value ?? 0}`;
}

function content(route: RouteStatement): string {
  const hops = route.hops.map(({ to, weight }) => `${formatTarget(to)} weight ${weight?.value ?? 1}`);
  const src = route.src === undefined ? undefined : formatAddress(route.src.value);
  return JSON.stringify([route.type, hops, route.dev?.text, src]);
}

/** The families that a route may be of, as far as it says so itself: a name may have either. */
function possibleFamilies({ to, hops, src }: RouteStatement): readonly Family[] {
  if (to.is === 'cidr') return [to.cidr.family];
  if (src !== undefined) return [src.value.family];
  const told = hops.flatMap((hop) => (hop.to.is === 'address' ? [hop.to.address.family] : families));
  return told.length === 0 ? families : families.filter((family) => told.includes(family));
}

/** True of a route that says itself of which families it is. */
const saysFamilies = ({ to, hops, src }: RouteStatement): boolean =>
  to.is === 'cidr' || src !== undefined || (hops.length > 0 && hops.every((hop) => hop.to.is === 'address'));

const meet = (one: RouteStatement, other: RouteStatement): boolean =>
  possibleFamilies(one).some((family) => possibleFamilies(other).includes(family));

/** How routes come together over steps. */
export const routeMerge: ListMerge<RouteStatement> = {
  is: 'list',
  identity,
  content,
  place: ({ at }) => at,
  changes: 'an item',
  beside: {
    /** Each in a family of its own. Where a name is to tell the family, that is known once the lab is there. */
    mayStand: (standing, item) =>
      content(standing) !== content(item) && (!meet(standing, item) || !(saysFamilies(standing) && saysFamilies(item))),
    meet,
    help: 'take one of the two away, or give this one `metric 100`',
  },
};

export const routes = nodeKey<readonly RouteStatement[]>({
  name: 'routes',
  summary: 'Routes. `auto`: to every subnet of the lab, by ways that are worked out.',
  example: 'routes: [10.2.0.0/24 via r2]',
  stands: ({ bridge }) => bridge === undefined,
  shape: mapped(oneOrMany(routeOrAuto), (lists) => lists.flat()),
  merge: routeMerge,
});
