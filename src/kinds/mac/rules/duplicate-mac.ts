// A MAC address that two interfaces of one segment have.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { interfacesBySegment, readableName, valuePlace } from '../../../model/interfaces.ts';
import type { Interface } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';

const report = defineDiagnostic('duplicate-mac', 'MAC address used twice on one segment');

/** A locally administered address that nobody on the segment has (IEEE 802: second bit of the first byte). */
function freeMac(used: ReadonlyMap<string, Interface>): string {
  const bytes = (number: number) => [number >> 8, number & 255].map((byte) => byte.toString(16).padStart(2, '0'));
  for (let number = 1; ; number++) {
    const mac = `02:00:00:00:${bytes(number).join(':')}`;
    if (!used.has(mac)) return mac;
  }
}

/** Reports the second use of a MAC address on a segment, with one that is free. */
export const duplicateMac: Rule = ({ state }) =>
  interfacesBySegment(state).flatMap((interfaces) => {
    const first = new Map<string, Interface>();
    const inOrder = interfaces.toSorted(
      (a, b) => valuePlace(a, 'mac').start.offset - valuePlace(b, 'mac').start.offset,
    );
    const again = inOrder.flatMap((each) => {
      const earlier = first.get(each.mac?.toLowerCase() ?? '');
      if (each.mac !== undefined && earlier === undefined) first.set(each.mac.toLowerCase(), each);
      return earlier === undefined ? [] : [[each, earlier] as const];
    });
    const free = freeMac(first);
    return again.map(([each, earlier]) =>
      report({
        at: valuePlace(each, 'mac'),
        label: `${readableName(each)} has ${each.mac} again`,
        related: [{ at: valuePlace(earlier, 'mac'), label: `first used by ${readableName(earlier)}` }],
        help: `give ${readableName(each)} another MAC address, for example ${free}`,
      }),
    );
  });
