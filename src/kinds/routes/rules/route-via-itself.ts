// A route whose next hop is an address of the node itself: the kernel refuses it (Nexthop has invalid gateway).

import { formatAddress } from '../../../address.ts';
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { interfaceWith, segmentOf } from '../../../model/interfaces.ts';
import { type Hop, stackOf } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';

const report = defineDiagnostic('route-via-itself', 'next hop is the node itself');

/** Reports each such route, but where a neighbour has the address too: then it is one address too many, which another rule says. */
export const routeViaItself: Rule = ({ state }) =>
  [...state.nodes.values()].flatMap((node) => {
    const { name, routes } = node;
    if (routes.length === 0) return [];
    const own = new Set(
      stackOf(state, node).flatMap(({ addresses }) => addresses.map(({ cidr }) => formatAddress(cidr))),
    );
    const isItself = ({ via, dev }: Hop): boolean => {
      if (via === undefined || !own.has(formatAddress(via))) return false;
      const others = segmentOf(state, node, dev).filter((each) => each.node !== name);
      return interfaceWith(others, via) === undefined;
    };
    return routes.flatMap(({ at, hops }) => {
      const hop = hops.find(isItself);
      if (hop?.via === undefined) return [];
      return report({
        at,
        label: `${formatAddress(hop.via)} is an address of ${name}`,
        help: `name the router at the other end of ${name}:${hop.dev}`,
      });
    });
  });
