// An interface with IPv6 addresses and an MTU at which the kernel switches IPv6 off (RFC 8200 §5: at least 1280).
import type { Interface } from '../../2-model/lab.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { endsOf, placeOf, readableName } from '../interfaces.ts';
import type { Rule } from '../rule.ts';

const report = defineDiagnostic('mtu-too-small-for-ipv6', 'MTU too small for IPv6');

// Below 68 the interface itself is refused, which another rule says.
const isTooSmall = ({ mtu = 1500, addresses }: Interface): boolean =>
  mtu >= 68 && mtu < 1280 && addresses.some(({ cidr }) => cidr.family === 6);

/** Reports interfaces with an IPv6 address and such an MTU. */
export const mtuTooSmallForIpv6: Rule = ({ state }) =>
  state.links.flatMap((link) => {
    const wrong = endsOf(state, link).find(isTooSmall);
    if (wrong === undefined) return [];
    return report({
      at: placeOf(wrong, 'mtu'),
      label: `MTU ${wrong.mtu}: IPv6 needs 1280`,
      help: `give ${readableName(wrong)} at least \`mtu: 1280\`, or no IPv6 address`,
    });
  });
