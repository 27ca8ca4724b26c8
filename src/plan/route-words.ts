// A route in the words of ip-route(8).
import { formatAddress, formatCidr } from '../address.ts';
import type { Route } from '../model/lab.ts';

/** How a route names its table: that of a VRF by the name of this. */
export function tableWords({ table, vrf }: Route): string[] {
  if (vrf !== undefined) return ['vrf', vrf];
  return table === undefined ? [] : ['table', String(table)];
}

/** Where a route leads, as `ip` takes it. */
export const destinationText = ({ to }: Pick<Route, 'to'>): string => (to.length === 0 ? 'default' : formatCidr(to));

/** A route as `ip route add` takes it. */
export function routeWords(route: Route): string[] {
  const { family, type, hops, src, metric } = route;
  // Without a hop's address `default` does not say which family is meant.
  const isBare = route.to.length === 0 && family === 6 && !hops.some(({ via }) => via !== undefined);
  const extras = [
    ...(src === undefined ? [] : ['src', formatAddress(src)]),
    ...(metric === undefined ? [] : ['metric', String(metric)]),
    ...tableWords(route),
  ];
  const ways = hops.map(({ via, dev, weight }) => [
    ...(via === undefined ? [] : ['via', formatAddress(via)]),
    ...['dev', dev],
    ...(weight === undefined || hops.length < 2 ? [] : ['weight', String(weight)]),
  ]);
  // After the first `nexthop` ip takes nothing but hops.
  const rest =
    hops.length > 1 ? [...extras, ...ways.flatMap((way) => ['nexthop', ...way])] : [...ways.flat(), ...extras];
  return [...(type === 'unicast' ? [] : [type]), isBare ? '::/0' : destinationText(route), ...rest];
}
