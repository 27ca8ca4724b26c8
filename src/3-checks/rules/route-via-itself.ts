// A route whose next hop is an address of the node itself: the kernel refuses it (Nexthop has invalid gateway).
import { formatAddress } from '../../2-model/address.ts';
import { stackOf } from '../../2-model/lab.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Rule } from '../rule.ts';

const report = defineDiagnostic('route-via-itself', 'next hop is the node itself');

/** Reports each such route. */
export const routeViaItself: Rule = ({ state }) =>
  [...state.nodes.values()].flatMap((node) => {
    const { name, routes } = node;
    if (routes.length === 0) return [];
    const own = new Set(
      stackOf(state, node).flatMap(({ addresses }) => addresses.map(({ cidr }) => formatAddress(cidr))),
    );
    return routes.flatMap(({ at, hops }) => {
      const hop = hops.find(({ via }) => via !== undefined && own.has(formatAddress(via)));
      if (hop?.via === undefined) return [];
      return report({
        at,
        label: `${formatAddress(hop.via)} is an address of ${name}`,
        help: `name the router at the other end of ${name}:${hop.dev}`,
      });
    });
  });
