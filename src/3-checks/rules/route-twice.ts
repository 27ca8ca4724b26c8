// A node has two routes to one destination, of which the kernel takes only the first.
import { formatCidr, fullLength, networkOf } from '../../2-model/address.ts';
import { type Node, type Route, type State, stackOf, usualMetric } from '../../2-model/lab.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import type { Rule } from '../rule.ts';

const report = defineDiagnostic('route-twice', 'two routes to one destination');

/** The metric of a route that the kernel makes of an address: IP6_RT_PRIO_ADDRCONF of net/ip6_route.h. */
const connectedMetric = { 4: 0, 6: 256 } as const;

/** What the kernel tells routes apart by (ip-route(8)): `ip route add` of a second one fails with "File exists". */
const keyOf = ({ family, to, table, metric }: Pick<Route, 'family' | 'to' | 'table' | 'metric'>): string =>
  [family, formatCidr(to), table ?? 'main', metric || usualMetric[family]].join(' ');

const nameOf = ({ to }: Route): string => (to.length === 0 ? 'default' : formatCidr(to));

/** The routes that the kernel makes of addresses. */
function connected(state: State, node: Node): Map<string, Span> {
  const addresses = stackOf(state, node).flatMap((device) => (device.up ? device.addresses : []));
  const prefixes = addresses.filter(({ cidr: { family, length } }) => length < fullLength(family));
  return new Map(
    prefixes.map(({ cidr, at }) => {
      const { family } = cidr;
      return [keyOf({ family, to: networkOf(cidr), metric: connectedMetric[family] }), at];
    }),
  );
}

/** Reports the later of two such routes. */
export const routeTwice: Rule = function* ({ state }) {
  for (const node of state.nodes.values()) {
    if (node.routes.length === 0) continue;
    const known = connected(state, node);
    for (const route of node.routes) {
      const first = known.get(keyOf(route));
      if (first === undefined) known.set(keyOf(route), route.at);
      else
        yield report({
          at: route.at,
          label: `${node.name} has a route to ${nameOf(route)} already`,
          related: [{ at: first, label: 'by this' }],
          help: 'take one of the two away, or give this one `metric 100`',
        });
    }
  }
};
