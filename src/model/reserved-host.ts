// Addresses that no host of their own subnet may have (RFC 1122 §3.2.1.3, RFC 4291 §2.6.1).

import type { Cidr, Family } from '../address.ts';
import type { Diagnostic, DiagnosticMaker } from '../diagnostics/diagnostic.ts';
import { freeAddress } from './free.ts';
import { addressesBySegment, readableName } from './interfaces.ts';
import type { State } from './lab.ts';

/** Reports the addresses on segments that are `wrong`, each with the next address of its subnet that is free. */
export function reportReserved(
  state: State,
  report: DiagnosticMaker,
  wrong: (cidr: Cidr) => boolean,
  labels: Readonly<Record<Family, string>>,
): Diagnostic[] {
  return addressesBySegment(state).flatMap((used) => {
    const cidrs = used.map(({ cidr }) => cidr);
    return used
      .filter(({ cidr }) => wrong(cidr))
      .map(({ cidr, at, interface: owner }) => {
        const free = freeAddress(cidr, cidrs);
        return report({
          at,
          label: labels[cidr.family],
          help: `give ${readableName(owner)} a host address${free === undefined ? '' : `, for example ${free}`}`,
          expected: free === undefined ? [] : [free],
        });
      });
  });
}
