// More ports than a bridge has numbers for: BR_MAX_PORTS is 1024, and number 0 is not used (net/bridge/br_private.h).
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Rule } from './rule.ts';

const report = defineDiagnostic('too-many-ports', 'more ports than a Linux bridge takes');

const mostPorts = 1023;

/** Reports bridges and switches with more cables than that. */
export const tooManyPorts: Rule = ({ state }) =>
  [...state.nodes.values()].flatMap((node) => {
    const ports = node.interfaces.filter(({ role }) => role === 'port');
    const over = ports[mostPorts];
    if (over === undefined) return [];
    return report({
      at: over.at,
      label: `${ports.length} ports; a bridge takes ${mostPorts}`,
      related: [{ at: node.at, label: 'the bridge' }],
      help: `put a second switch beside ${node.name} and join the two: \`${node.name} -- ${node.name}-2\``,
    });
  });
