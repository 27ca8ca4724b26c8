// Interfaces of one segment with different MTUs.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { interfacesBySegment, readableName, valuePlace } from '../../../model/interfaces.ts';
import type { Interface } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';
import { tunnelAt } from '../../tunnel/outer.ts';
import { mtuOf } from '../mtu-of.ts';

const report = defineDiagnostic('mtu-mismatch', 'different MTUs on one segment', 'warning');

/** The one whose MTU is written; where both are, the one that is written after the other. */
function saidLater(small: Interface, large: Interface): Interface {
  const [first, second] = [small.valueAt?.mtu, large.valueAt?.mtu];
  if (first === undefined || second === undefined) return small.mtu === undefined ? large : small;
  return second.start.offset > first.start.offset ? large : small;
}

/** Warns of an interface that has another MTU than one on its segment: large packets vanish on the way to the smaller one. */
export const mtuMismatch: Rule = ({ state }) =>
  interfacesBySegment(state).flatMap((all) => {
    // What the headers of a tunnel leave counts where somebody wrote it.
    const members = all.filter((each) => each.mtu !== undefined || tunnelAt(state, each) === undefined);
    const own = (each: Interface) => mtuOf(state, each);
    // A bridge follows its ports by itself; where a port and the node behind it say the same, the node is named.
    const interfaces = [
      ...members.filter(({ role, master }) => role !== 'bridge' && master === undefined),
      ...members.filter(({ master }) => master !== undefined),
    ];
    const small = interfaces.reduce<Interface | undefined>((a, b) => (a && own(a) <= own(b) ? a : b), undefined);
    const large = interfaces.reduce<Interface | undefined>((a, b) => (a && own(a) >= own(b) ? a : b), undefined);
    if (small === undefined || large === undefined || own(small) === own(large)) return [];
    const written = saidLater(small, large);
    const other = written === small ? large : small;
    return report({
      at: valuePlace(written, 'mtu'),
      label: `${readableName(written)} has ${own(written)}, ${readableName(other)} ${own(other)}`,
      related: [{ at: valuePlace(other, 'mtu'), label: `MTU ${own(other)}` }],
      help: `give every cable of the segment the same \`mtu: ${own(small)}\``,
    });
  });
