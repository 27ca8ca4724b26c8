// A node has two routes to one destination, of which the kernel takes only the first.
import { formatCidr } from '../../2-model/address.ts';
import type { Route } from '../../2-model/lab.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Rule } from '../rule.ts';

const report = defineDiagnostic('route-twice', 'two routes to one destination');

/** By what the kernel tells routes apart (ip-route(8)): `ip route add` of a second one fails with "File exists". */
const keyOf = ({ family, to, table, metric }: Route): string =>
  [family, formatCidr(to), table ?? 'main', metric ?? 0].join(' ');

const nameOf = ({ to }: Route): string => (to.length === 0 ? 'default' : formatCidr(to));

export const routeTwice: Rule = function* ({ state }) {
  for (const { name, routes } of state.nodes.values()) {
    const known = new Map<string, Route>();
    for (const route of routes) {
      const first = known.get(keyOf(route));
      if (first === undefined) known.set(keyOf(route), route);
      else
        yield report({
          at: route.at,
          label: `${name} has a route to ${nameOf(route)} already`,
          related: [{ at: first.at, label: 'the first one' }],
          help: 'take one of the two away, or give this one `metric 100`',
        });
    }
  }
};
