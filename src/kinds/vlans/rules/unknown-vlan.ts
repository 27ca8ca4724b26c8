// A port in a VLAN that its bridge does not have.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { bridgeOf, interfacesOf, readableName } from '../../../model/interfaces.ts';
import type { Rule } from '../../../rules/rule.ts';
import { saidOf, selfVlan, vlansOf } from '../membership.ts';
import { holds, rangesOf, writtenRange } from '../ranges.ts';

const report = defineDiagnostic('unknown-vlan', 'VLAN that the bridge does not have');

/** Reports each option of a cable with a number that is not among the VLANs of the bridge at one of its ends, and such interfaces on a bridge. */
export const unknownVlan: Rule = ({ state }) =>
  interfacesOf(state).flatMap((port) => {
    const own = selfVlan(state, port);
    const bridge = own?.bridge ?? bridgeOf(state, port);
    const known = bridge && vlansOf(bridge);
    if (bridge === undefined || known === undefined) return [];
    return [...(own ? [own.id] : saidOf(port))].flatMap(({ value, at }) => {
      const strange = rangesOf(value).find((range) => !holds(known, range));
      if (strange === undefined) return [];
      const name = readableName(bridge);
      const place = bridge.options['vlans']?.at;
      return report({
        at,
        label: `${name} has no ${writtenRange(strange)}`,
        related: place === undefined ? [] : [{ at: place, label: `the VLANs of ${name}` }],
        help: `take one of ${known.map(writtenRange).join(', ')}, or add it to \`vlans\` of ${name}`,
      });
    });
  });
