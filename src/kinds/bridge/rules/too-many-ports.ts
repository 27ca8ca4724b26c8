// More ports than a bridge has numbers for: BR_MAX_PORTS is 1024, and number 0 is not used (net/bridge/br_private.h).
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Rule } from '../../../rules/rule.ts';

const report = defineDiagnostic('too-many-ports', 'more ports than a Linux bridge takes');

const mostPorts = 1023;

/** Reports bridges with more ports than that. */
export const tooManyPorts: Rule = ({ state }) =>
  [...state.nodes.values()].flatMap(({ name, interfaces }) =>
    interfaces.flatMap((bridge) => {
      if (bridge.role !== 'bridge') return [];
      const ports = interfaces.filter((port) => port.master === bridge.name);
      const over = ports[mostPorts];
      if (over === undefined) return [];
      return report({
        at: over.at,
        label: `${ports.length} ports; a bridge takes ${mostPorts}`,
        related: [{ at: bridge.at, label: 'the bridge' }],
        help: bridge.standsForNode
          ? `put a second switch beside ${name} and join the two: \`${name} -- ${name}-2\``
          : `give some of them to a switch, and join it to ${name}`,
      });
    }),
  );
