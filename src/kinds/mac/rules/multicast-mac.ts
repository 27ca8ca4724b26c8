// A MAC address that no interface may have.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { interfacesOf, readableName, valuePlace } from '../../../model/interfaces.ts';
import type { Rule } from '../../../rules/rule.ts';

const report = defineDiagnostic('multicast-mac', 'MAC address of a group, not of one interface');

const isZero = (mac: string): boolean => /^[0:]+$/.test(mac);

/** Reports MAC addresses that no interface may have, of a group or all zeros (IEEE 802, lowest bit of the first byte), each with one that it may have. */
export const multicastMac: Rule = ({ state }) =>
  interfacesOf(state).flatMap((each) => {
    const { mac } = each;
    if (mac === undefined || !(isZero(mac) || Number.parseInt(mac.slice(0, 2), 16) % 2 === 1)) return [];
    return report({
      at: valuePlace(each, 'mac'),
      label: isZero(mac) ? `${mac} is nobody's address` : `${mac} belongs to a group`,
      help: `give ${readableName(each)} an address of one interface, for example ${isZero(mac) ? '02:00:00:00:00:01' : `02${mac.slice(2)}`}`,
    });
  });
