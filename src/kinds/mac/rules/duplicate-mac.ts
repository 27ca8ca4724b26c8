// Two interfaces on one segment have the same MAC address.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { interfacesBySegment, placeOf, readableName } from '../../../model/interfaces.ts';
import type { Interface } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';

const report = defineDiagnostic('duplicate-mac', 'MAC address used twice on one segment');

/** A locally administered address that nobody on the segment has (IEEE 802: second bit of the first byte). */
function freeMac(used: ReadonlyMap<string, Interface>): string {
  let number = 1;
  let mac = '';
  do {
    mac = `02:00:00:00:${[number >> 8, number & 255].map((byte) => byte.toString(16).padStart(2, '0')).join(':')}`;
    number++;
  } while (used.has(mac));
  return mac;
}

/** Reports the second use of a MAC address, with one that is free. */
export const duplicateMac: Rule = ({ state }) =>
  interfacesBySegment(state).flatMap((interfaces) => {
    const first = new Map<string, Interface>();
    const inOrder = interfaces.toSorted((a, b) => placeOf(a, 'mac').start.offset - placeOf(b, 'mac').start.offset);
    const twice = inOrder.filter((each) => {
      const mac = each.mac?.toLowerCase();
      if (mac === undefined) return false;
      if (first.has(mac)) return true;
      first.set(mac, each);
      return false;
    });
    const free = freeMac(first);
    return twice.map((each) => {
      const earlier = first.get(each.mac?.toLowerCase() ?? '');
      return report({
        at: placeOf(each, 'mac'),
        label: `${readableName(each)} has ${each.mac} again`,
        related:
          earlier === undefined
            ? []
            : [{ at: placeOf(earlier, 'mac'), label: `first used by ${readableName(earlier)}` }],
        help: `give ${readableName(each)} another MAC address, for example ${free}`,
      });
    });
  });
