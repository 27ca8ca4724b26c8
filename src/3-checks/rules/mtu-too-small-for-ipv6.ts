// An interface with IPv6 addresses and an MTU at which the kernel switches IPv6 off (RFC 8200 §5: at least 1280).
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { interfacesOf, readableName } from '../interfaces.ts';
import type { Rule } from '../rule.ts';

const report = defineDiagnostic('mtu-too-small-for-ipv6', 'MTU too small for IPv6');

export const mtuTooSmallForIpv6: Rule = ({ state }) =>
  interfacesOf(state).flatMap((each) => {
    const address = each.addresses.find(({ cidr }) => cidr.family === 6);
    // Below 68 the interface itself is refused, which another rule says.
    if (address === undefined || each.mtu === undefined || each.mtu < 68 || each.mtu >= 1280) return [];
    return report({
      at: each.at,
      label: `MTU ${each.mtu}: IPv6 needs 1280`,
      related: [{ at: address.at, label: 'the IPv6 address' }],
      help: `give ${readableName(each)} at least \`mtu: 1280\`, or no IPv6 address`,
    });
  });
