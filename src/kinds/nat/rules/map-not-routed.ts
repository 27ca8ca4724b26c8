// A prefix that others are to see in the place of another one, and that nobody sends to the node: all that comes of it are unanswered requests.

import { contains, formatCidr, sameAddress } from '../../../address.ts';
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { segmentOf } from '../../../model/interfaces.ts';
import { type Interface, interfaceNamed, type Node, type State, stackOf } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';
import { nat } from '../sentences.ts';
import type { PrefixMapping } from '../translation.ts';

const report = defineDiagnostic('map-not-routed', 'mapped prefix that no neighbour has a route to', 'warning');

/** True if a neighbour sends what is for the prefix to this interface. What is on its own subnet it asks for there, unless a narrower route says otherwise. */
function sends(state: State, { node, name }: Interface, { to }: PrefixMapping, out: Interface): boolean {
  const neighbour = state.nodes.get(node);
  if (neighbour === undefined || neighbour.unknown.changesNetwork) return true;
  const own = interfaceNamed(stackOf(state, neighbour), name)?.addresses ?? [];
  return neighbour.routes.some(
    (route) =>
      contains(route.to, to) &&
      own.every(({ cidr }) => !contains(cidr, to) || route.to.length > cidr.length) &&
      route.hops.some(({ via }) => via !== undefined && out.addresses.some(({ cidr }) => sameAddress(cidr, via))),
  );
}

function unrouted(state: State, node: Node, map: PrefixMapping): Interface | undefined {
  for (const egress of map.out) {
    const out = egress.is === 'interface' ? interfaceNamed(stackOf(state, node), egress.name) : undefined;
    const others = out === undefined ? [] : segmentOf(state, node, out.name).filter((one) => one.node !== node.name);
    const [first, ...rest] = others.filter(({ addresses }) => addresses.length > 0);
    if (out && first && ![first, ...rest].some((one) => sends(state, one, map, out))) return first;
  }
  return undefined;
}

/** Warns of each such prefix, with the neighbour that could have a route. */
export const mapNotRouted: Rule = ({ state }) =>
  [...state.nodes.values()].flatMap((node) =>
    nat.of(node).flatMap((translation) => {
      const neighbour = translation.is === 'map' ? unrouted(state, node, translation) : undefined;
      if (translation.is !== 'map' || neighbour === undefined) return [];
      const to = formatCidr(translation.to);
      const help = `give ${neighbour.node} a route: \`routes: [${to} via ${node.name}]\``;
      return report({ at: translation.at, label: `nobody sends ${to} to ${node.name}`, help });
    }),
  );
