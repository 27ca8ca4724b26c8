// A node has two routes to one destination, of which the kernel takes only the first.

import { type Cidr, formatCidr, fullLength, networkOf } from '../../../address.ts';
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Span } from '../../../diagnostics/span.ts';
import { type Node, type Route, type State, stackOf } from '../../../model/lab.ts';
import { usualMetric6 } from '../../../plan/net-tools.ts';
import { destinationText } from '../../../plan/route-words.ts';
import type { Rule } from '../../../rules/rule.ts';
import { tableOf } from '../../interfaces/vrf.ts';

const report = defineDiagnostic('route-twice', 'two routes to one destination');

/** The metric of a route that the kernel makes of an address: IP6_RT_PRIO_ADDRCONF of net/ip6_route.h. */
const connectedMetric = { 4: 0, 6: 256 } as const;

/** What the kernel tells routes apart by (ip-route(8)): `ip route add` of a second one fails with "File exists". */
const keyOf = ({ family, to, table, metric }: Pick<Route, 'family' | 'to' | 'table' | 'metric'>): string =>
  [family, formatCidr(to), table ?? 'main', metric || (family === 6 ? usualMetric6 : 0)].join(' ');

/** The table of the kernel's own routes to addresses of the node: RT_TABLE_LOCAL of linux/rtnetlink.h. */
const localTable = 255;

/**
 * The destinations that the kernel gives a route of its own in that table: an address, and the broadcast address of its subnet
 * (fib_add_ifaddr() of net/ipv4/fib_frontend.c). Those of IPv6 have the metric 0, which no other route has.
 */
function localTo(cidr: Cidr): Cidr[] {
  const { family, value, length } = cidr;
  if (family === 6) return [];
  const broadcast = networkOf(cidr).value + 2n ** BigInt(32 - length) - 1n;
  return (length < 31 ? [value, broadcast] : [value]).map((one) => ({ family, value: one, length: 32 }));
}

/** The routes that the kernel makes of an address, in the table of a VRF if there is one. */
function connectedBy(cidr: Cidr, vrf: number | undefined): Pick<Route, 'family' | 'to' | 'table' | 'metric'>[] {
  const { family, length } = cidr;
  const local = localTo(cidr).map((to) => ({ family, to, table: vrf ?? localTable }));
  if (length === fullLength(family)) return local;
  return [
    { family, to: networkOf(cidr), metric: connectedMetric[family], ...(vrf === undefined ? {} : { table: vrf }) },
    ...local,
  ];
}

/** Those of all addresses of the node. */
function connected(state: State, node: Node): Map<string, Span> {
  const stack = stackOf(state, node);
  const routes = stack.flatMap(({ up, addresses, vrf }) =>
    (up ? addresses : []).flatMap(({ cidr, at }) =>
      connectedBy(cidr, tableOf(stack, vrf)).map((route) => [keyOf(route), at] as const),
    ),
  );
  return new Map(routes);
}

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
          label: `${node.name} has a route to ${destinationText(route)} already`,
          related: [{ at: first, label: 'by this' }],
          help: 'take one of the two away, or give this one `metric 100`',
        });
    }
  }
};
