// MAC addresses: a word of ends of cables and of interfaces.

import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { interfacesBySegment, interfacesOf, placeOf, readableName } from '../../model/interfaces.ts';
import type { Interface } from '../../model/lab.ts';
import type { Rule } from '../../rules/rule.ts';
import type { Kind } from '../kind.ts';

const twice = defineDiagnostic('duplicate-mac', 'MAC address used twice on one segment');
const ofGroup = defineDiagnostic('multicast-mac', 'MAC address of a group, not of one interface');

/** A locally administered address that nobody on the segment has (IEEE 802: second bit of the first byte). */
function freeMac(used: ReadonlyMap<string, Interface>): string {
  const bytes = (number: number) => [number >> 8, number & 255].map((byte) => byte.toString(16).padStart(2, '0'));
  for (let number = 1; ; number++) {
    const mac = `02:00:00:00:${bytes(number).join(':')}`;
    if (!used.has(mac)) return mac;
  }
}

/** Reports the second use of a MAC address on a segment, with one that is free. */
const duplicateMac: Rule = ({ state }) =>
  interfacesBySegment(state).flatMap((interfaces) => {
    const first = new Map<string, Interface>();
    const inOrder = interfaces.toSorted((a, b) => placeOf(a, 'mac').start.offset - placeOf(b, 'mac').start.offset);
    const again = inOrder.flatMap((each) => {
      const earlier = first.get(each.mac?.toLowerCase() ?? '');
      if (each.mac !== undefined && earlier === undefined) first.set(each.mac.toLowerCase(), each);
      return earlier === undefined ? [] : [[each, earlier] as const];
    });
    const free = freeMac(first);
    return again.map(([each, earlier]) =>
      twice({
        at: placeOf(each, 'mac'),
        label: `${readableName(each)} has ${each.mac} again`,
        related: [{ at: placeOf(earlier, 'mac'), label: `first used by ${readableName(earlier)}` }],
        help: `give ${readableName(each)} another MAC address, for example ${free}`,
      }),
    );
  });

const isZero = (mac: string): boolean => /^[0:]+$/.test(mac);

/** Reports MAC addresses that no interface may have, of a group or all zeros (IEEE 802, lowest bit of the first byte), each with one that it may have. */
const multicastMac: Rule = ({ state }) =>
  interfacesOf(state).flatMap((each) => {
    const { mac } = each;
    if (mac === undefined || !(isZero(mac) || Number.parseInt(mac.slice(0, 2), 16) % 2 === 1)) return [];
    return ofGroup({
      at: placeOf(each, 'mac'),
      label: isZero(mac) ? `${mac} is nobody's address` : `${mac} belongs to a group`,
      help: `give ${readableName(each)} an address of one interface, for example ${isZero(mac) ? '02:00:00:00:00:01' : `02${mac.slice(2)}`}`,
    });
  });

export const macKind: Kind = { rules: [duplicateMac, multicastMac] };
