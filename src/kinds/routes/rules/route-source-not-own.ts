// A route whose packets are to come from an address that the node does not have: the kernel refuses it (Invalid prefsrc address).

import { formatAddress } from '../../../address.ts';
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { interfaceWith } from '../../../model/interfaces.ts';
import { stackOf } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';

const report = defineDiagnostic('route-source-not-own', 'preferred source that the node does not have');

/** Reports each such route of a namespace; the machine has addresses that no lesson knows. */
export const routeSourceNotOwn: Rule = ({ state }) =>
  [...state.nodes.values()].flatMap((node) => {
    if (node.netns === null) return [];
    return node.routes.flatMap(({ at, src, family }) => {
      if (src === undefined || interfaceWith(stackOf(state, node), src) !== undefined) return [];
      const own = stackOf(state, node).flatMap(({ addresses }) => addresses.map(({ cidr }) => cidr));
      const first = own.find((cidr) => cidr.family === family);
      return report({
        at,
        label: `${node.name} does not have ${formatAddress(src)}`,
        help:
          first === undefined
            ? `give ${node.name} the address, or leave src out`
            : `write an address of ${node.name}: src ${formatAddress(first)}`,
      });
    });
  });
