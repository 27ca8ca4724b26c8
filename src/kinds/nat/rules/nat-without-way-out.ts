// A masquerade out of an interface by which nothing leaves: no address to write, no route, or only a port of a bridge.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { type Interface, interfaceNamed, type Node, stackOf } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';
import { nat } from '../sentences.ts';
import type { Masquerade, PrefixMapping } from '../translation.ts';

const report = defineDiagnostic('nat-without-way-out', 'translation out of an interface that leads nowhere');

/** Why packets cannot leave by it with a new source address; undefined where they can. */
function obstacle(node: Node, out: Interface, translation: Masquerade | PrefixMapping): string | undefined {
  if (out.role === 'loopback') return `${out.name} never leaves the node`;
  if (out.master !== undefined) return `${out.name} is a port of ${out.master}`;
  const families = translation.sources.map(({ family }) => family);
  const addressed = out.addresses.some(({ cidr }) => families.includes(cidr.family));
  const routed = node.routes.some(({ hops }) => hops.some(({ dev }) => dev === out.name));
  if (!addressed && translation.is === 'masquerade' && translation.as === undefined)
    return `${out.name} has no address to write`;
  return addressed || routed ? undefined : `no route of ${node.name} leaves by ${out.name}`;
}

/** Reports masquerades for each egress by which nothing can leave. */
export const natWithoutWayOut: Rule = ({ state }) =>
  [...state.nodes.values()].flatMap((node) =>
    nat.of(node).flatMap((translation) => {
      if (translation.is === 'publish') return [];
      return translation.out.flatMap((egress) => {
        const out = egress.is === 'interface' ? interfaceNamed(stackOf(state, node), egress.name) : undefined;
        const label = out && obstacle(node, out, translation);
        if (out === undefined || label === undefined) return [];
        return report({
          at: translation.at,
          label,
          related: [{ at: out.at, label: `the interface ${out.name}` }],
          help: `give ${node.name}:${out.name} an address, or name the interface that leads out after \`out\``,
        });
      });
    }),
  );
