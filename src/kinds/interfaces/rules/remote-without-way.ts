// A remote end to whose address the node has no route.

import { formatAddress } from '../../../address.ts';
import { wayTo } from '../../../checks/picture.ts';
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { interfacesOf } from '../../../model/interfaces.ts';
import type { Rule } from '../../../rules/rule.ts';

const report = defineDiagnostic('remote-without-way', 'remote end to which no route leads', 'warning');

/** Warns of each such remote. */
export const remoteWithoutWay: Rule = ({ state }) =>
  interfacesOf(state).flatMap(({ node, remotes = [] }) =>
    remotes.flatMap((remote) => {
      const netns = state.nodes.get(node)?.netns ?? null;
      if (wayTo(state, netns, remote.address).is !== 'none') return [];
      const help = `give ${node} a route to it, or a \`gateway\``;
      return report({ at: remote.at, label: `${node} has no route to ${formatAddress(remote.address)}`, help });
    }),
  );
