// A translation of addresses that the node has no route to: what comes from there is translated, and its answers get no further than the node.
import { type Cidr, contains, formatCidr } from '../../../address.ts';
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { segmentOf } from '../../../model/interfaces.ts';
import { type Node, type State, stackOf } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';
import { nat } from '../sentences.ts';

const report = defineDiagnostic(
  'nat-source-without-route',
  'source of a translation that the node has no route to',
  'warning',
);

/** The router beside a node that is on the subnet of a source. */
const routerTo = (state: State, node: Node, source: Cidr): string | undefined =>
  node.interfaces
    .flatMap(({ name }) => segmentOf(state, node, name))
    .flatMap((near) => state.nodes.get(near.node) ?? [])
    .find((near) => {
      const subnets = stackOf(state, near).flatMap(({ addresses }) => addresses.map(({ cidr }) => cidr));
      return near !== node && near.forward && subnets.some((cidr) => contains(cidr, source));
    })?.name;

/** Warns of each such translation, with the neighbour that leads there. A node whose routes come while it runs may get one. */
export const natSourceWithoutRoute: Rule = ({ state }) =>
  [...state.nodes.values()].flatMap((node) =>
    nat.of(node).flatMap((translation) => {
      if (translation.is === 'publish' || translation.inside.length > 0 || node.unknown.changesNetwork) return [];
      const [source] = translation.sources;
      if (source === undefined) return [];
      const text = formatCidr(source);
      const by = routerTo(state, node, source);
      const help =
        by === undefined
          ? `name a network that ${node.name} is connected to, or give it a route there`
          : `give ${node.name} a route: \`routes: [${text} via ${by}]\``;
      return report({ at: translation.at, label: `${node.name} has no route to ${text}`, help });
    }),
  );
