// A remote end that is not there, or that does not know of this one.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { interfacesOf } from '../../../model/interfaces.ts';
import type { Rule } from '../../../rules/rule.ts';
import { networkOf } from '../vxlan.ts';

const report = defineDiagnostic(
  'remote-without-end',
  'remote end that is not there, or does not know of this one',
  'warning',
);

/** Warns of each remote without an interface of the same number and port, or whose own remotes leave this node out. */
export const remoteWithoutEnd: Rule = ({ state }) =>
  interfacesOf(state).flatMap((own) =>
    (own.remotes ?? []).flatMap(({ node, at }) => {
      const far = state.nodes.get(node)?.interfaces.find((each) => networkOf(each) === networkOf(own));
      const id = own.options['id']?.value;
      if (far === undefined) {
        const help = `give ${node} one, \`${own.name}: { kind: vxlan, id: ${id}, remotes: ${own.node} }\`, or take it out`;
        return report({ at, label: `${node} has no VXLAN ${id} at this port`, help });
      }
      if (far.remotes?.some((back) => back.node === own.node) !== false) return [];
      const help = `add ${own.node} to \`remotes\` of ${node}:${far.name}`;
      return report({
        at,
        label: `${node} does not name ${own.node}`,
        related: [{ at: far.at, label: 'its end' }],
        help,
      });
    }),
  );
