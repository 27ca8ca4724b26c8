// An MTU that the kernel refuses for an Ethernet interface: ETH_MIN_MTU is 68, ETH_MAX_MTU 65535.
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { endsOf, placeOf } from '../../../model/interfaces.ts';
import type { Rule } from '../../../rules/rule.ts';

const report = defineDiagnostic('mtu-out-of-range', 'MTU that no Ethernet interface takes');

/** Reports each cable with such an end. */
export const mtuOutOfRange: Rule = ({ state }) =>
  state.links.flatMap((link) => {
    const wrong = endsOf(state, link).find(({ mtu }) => mtu !== undefined && (mtu < 68 || mtu > 65_535));
    if (wrong?.mtu === undefined) return [];
    return report({
      at: placeOf(wrong, 'mtu'),
      label: `${wrong.mtu} is not within 68 to 65535`,
      help: `give the cable an MTU within the range: \`mtu: ${wrong.mtu < 68 ? 1280 : 9000}\``,
    });
  });
