// A next hop that stands twice in one route.

import { formatAddress } from '../../address.ts';
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { RouteStatement } from '../../language/statements.ts';
import { formatTarget } from '../../language/targets.ts';
import type { Hop } from '../lab.ts';

const hopTwice = defineDiagnostic('hop-twice', 'next hop that the route has already');

type Said = RouteStatement['hops'][number];

const keyOf = ({ via, dev }: Hop): string => `${via === undefined ? '' : formatAddress(via)} ${dev}`;

function helpFor(first: Said, second: Said, others: boolean): string {
  // Alone it takes everything, whatever its weight.
  if (!others) return 'take it out';
  const weight = Math.min(256, (first.weight?.value ?? 1) + (second.weight?.value ?? 1));
  return `take it out; for a larger share write "${formatTarget(first.to)} weight ${weight}" for the first`;
}

/**
 * Reports the later of two equal ones: over IPv6 the kernel refuses it, whatever its weight (ip6_route_info_append() of
 * net/ipv6/route.c); over IPv4 it takes both, and says so in a route that nobody would write. `found` holds what each is.
 */
export function reportHopsTwice(
  said: readonly Said[],
  found: readonly (readonly Hop[])[],
  diagnostics: Diagnostic[],
): void {
  const known = new Map<string, Said>();
  const different = new Set(found.flat().map(keyOf)).size;
  for (const [index, hop] of said.entries()) {
    const keys = found[index]?.map(keyOf) ?? [];
    const before = keys.flatMap((key) => known.get(key) ?? []);
    const [first] = before;
    for (const key of keys) known.set(key, known.get(key) ?? hop);
    if (first === undefined) continue;
    diagnostics.push(
      hopTwice({
        at: hop.to.at,
        label: 'the same next hop again',
        related: [{ at: first.to.at, label: 'named here' }],
        help: helpFor(first, hop, different > keys.length),
      }),
    );
  }
}
