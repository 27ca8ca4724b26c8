// A WireGuard end to which nothing is ever sent: its peer knows no address of it.
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { oncePerPlace } from '../../../diagnostics/sort.ts';
import { readableName } from '../../../model/interfaces.ts';
import type { Rule } from '../../../rules/rule.ts';
import { allowedOf, wireguardEnds } from '../wireguard.ts';

const report = defineDiagnostic('peer-without-addresses', 'peer of WireGuard that no address leads to');

/** Reports each tunnel with an end that lets nothing in. */
export const peerWithoutAddresses: Rule = ({ state }) =>
  oncePerPlace(
    wireguardEnds(state)
      .filter(([{ own }, peer]) => allowedOf(state, own, peer).length === 0)
      .map(([{ own }, peer]) =>
        report({
          at: own.options['kind']?.at ?? own.at,
          label: `${readableName(own)} may take nothing from ${readableName(peer)}`,
          help: 'give the tunnel addresses: `subnet: 10.9.0.0/30`',
        }),
      ),
  );
