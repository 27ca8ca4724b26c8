// Where routes lead: prefixes and names to prefixes, and what an interface leads to without a router.

import { type Address, type Cidr, type Family, networkOf } from '../../address.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { PrefixMap } from '../../model/prefix-map.ts';
import type { Draft, DraftNode } from '../../model/resolve/draft.ts';
import { familiesOf, interfaceMeant, prefixesMeant } from '../../model/resolve/lookup.ts';
import { onceFor } from '../../once-for.ts';
import { tableOf } from '../interfaces/vrf.ts';
import { routes } from './key.ts';
import type { RouteStatement } from './sentences.ts';

export const everything: Readonly<Record<Family, Cidr>> = {
  4: { family: 4, value: 0n, length: 0 },
  6: { family: 6, value: 0n, length: 0 },
};

/** `default` without a next hop to tell the family: every family that the node has, or IPv4 for a node without addresses. */
function defaults(draft: Draft, node: string, { hops, dev }: RouteStatement): Cidr[] {
  if (hops.length > 0) return [everything[4], everything[6]];
  const own = familiesOf(draft, node, dev?.text);
  return own.has(6) ? [...(own.has(4) ? [everything[4]] : []), everything[6]] : [everything[4]];
}

/** The destinations of a route, by family. */
export function destinations(draft: Draft, node: string, route: RouteStatement, diagnostics: Diagnostic[]): Cidr[] {
  const { to } = route;
  if (to.is === 'auto') return [];
  if (to.is === 'default') return defaults(draft, node, route);
  if (to.is === 'cidr') return [networkOf(to.cidr)];
  return prefixesMeant(draft, to.name, diagnostics);
}

/** The table of a route; undefined for the main one. */
export const tableOfRoute = (draft: Draft, node: string, { table, vrf }: RouteStatement): number | undefined =>
  table?.value ?? tableOf([...(draft.nodes.get(node)?.interfaces.values() ?? [])], vrf?.text);

interface Direct {
  readonly dev: string;
  /** Undefined for the main one. */
  readonly table: number | undefined;
}

export const isDirect = ({ type, hops, dev }: RouteStatement): boolean =>
  type === 'unicast' && hops.length === 0 && dev !== undefined;

/** What each node's own routes lead to by an interface alone: next hops may lie there too. */
const directRoutes = onceFor((draft: Draft) =>
  onceFor(({ name, declared }: DraftNode): PrefixMap<Direct> => {
    const direct = (routes.said(declared.settings) ?? []).filter(isDirect).flatMap((route) => {
      const device = route.dev && interfaceMeant(draft, name, route.dev, []);
      if (device === undefined) return [];
      const table = tableOfRoute(draft, name, route);
      return destinations(draft, name, route, []).map((to) => [to, { dev: device.name, table }] as const);
    });
    return new PrefixMap(direct);
  }),
);

/** Where such routes lead to the address. */
export function directTowards(draft: Draft, name: string, address: Address): readonly Direct[] {
  const node = draft.nodes.get(name);
  return node === undefined ? [] : directRoutes(draft)(node).holding(address);
}
