// Nodes that share the machine's own namespace want the same device name twice.
import type { Interface } from '../../2-model/lab.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { readableName } from '../interfaces.ts';
import type { Rule } from '../rule.ts';

const report = defineDiagnostic('device-name-clash', 'two devices of the machine with one name');

export const deviceNameClash: Rule = ({ state }) => {
  const first = new Map<string, Interface>();
  return [...state.nodes.values()]
    .filter(({ netns }) => netns === null)
    .flatMap(({ interfaces }) => interfaces.filter(({ role }) => role !== 'loopback'))
    .sort((a, b) => a.at.start.offset - b.at.start.offset)
    .flatMap((each) => {
      const earlier = first.get(each.name);
      if (earlier === undefined) {
        first.set(each.name, each);
        return [];
      }
      // Twice on one node is refused before a lab is made.
      if (earlier.node === each.node) return [];
      return report({
        at: each.at,
        label: `${each.name} again, in the same namespace`,
        related: [{ at: earlier.at, label: `first used by ${readableName(earlier)}` }],
        help: `give the interface a name of its own: ${each.node}:NAME`,
      });
    });
};
