// Routes of a node.
import type { Kind } from '../kind.ts';
import { hasRoute } from './has.ts';
import { routes } from './key.ts';
import { lowerRoutes } from './lower.ts';
import { resolveRoutes } from './resolve.ts';
import { nextHopWithoutOwner } from './rules/next-hop-without-owner.ts';
import { routeOutsideVrf } from './rules/route-outside-vrf.ts';
import { routeSourceNotOwn } from './rules/route-source-not-own.ts';
import { routeTwice } from './rules/route-twice.ts';
import { routeViaItself } from './rules/route-via-itself.ts';

export const routesKind: Kind = {
  keys: [routes],
  possessions: [hasRoute],
  resolve: resolveRoutes,
  rules: [nextHopWithoutOwner, routeOutsideVrf, routeSourceNotOwn, routeTwice, routeViaItself],
  lowerOnNetwork: ({ state }) => lowerRoutes(state),
};
