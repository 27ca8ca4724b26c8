// An MTU that the kernel refuses for an Ethernet interface: ETH_MIN_MTU is 68, ETH_MAX_MTU 65535.
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { interfacesOf, readableName } from '../interfaces.ts';
import type { Rule } from '../rule.ts';

const report = defineDiagnostic('mtu-out-of-range', 'MTU that no Ethernet interface takes');

export const mtuOutOfRange: Rule = ({ state }) =>
  interfacesOf(state).flatMap((each) => {
    if (each.mtu === undefined || (each.mtu >= 68 && each.mtu <= 65_535)) return [];
    return report({
      at: each.at,
      label: `${each.mtu} is not within 68 to 65535`,
      help: `give ${readableName(each)} an MTU within the range: \`mtu: ${each.mtu < 68 ? 1280 : 9000}\``,
    });
  });
