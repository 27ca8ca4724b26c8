// What a tunnel is asked to carry and does not: frames in one of packets, or packets of another family.
import { contains } from '../../../address.ts';
import { type Diagnostic, defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { oncePerPlace } from '../../../diagnostics/sort.ts';
import { readableName, valuePlace } from '../../../model/interfaces.ts';
import type { Rule } from '../../../rules/rule.ts';
import { tunnelsOf } from '../outer.ts';

const report = defineDiagnostic('tunnel-carries', 'tunnel that does not carry this');

/** Reports each end of a tunnel of packets that is a port or has a MAC address, and each address of a family that it does not carry. */
export const tunnelCarries: Rule = ({ state }) =>
  oncePerPlace(
    [...tunnelsOf(state).ends.values()].flatMap(({ sort, form, own }): Diagnostic[] => {
      const { carries } = form;
      if (carries === undefined) return [];
      const help = 'write a kind that carries frames: `kind: gretap`, or `kind: vxlan` with an `id`';
      if (own.master !== undefined)
        return [report({ at: own.at, label: `a port, and ${sort.name} carries no frames`, help })];
      if (own.mac !== undefined)
        return [report({ at: valuePlace(own, 'mac'), label: `${readableName(own)} has no MAC address`, help })];
      const subnets = state.segments[own.segment ?? -1]?.subnets ?? [];
      return own.addresses
        .filter(({ cidr }) => !carries.includes(cidr.family))
        .map(({ at, cidr, from }) => {
          const subnet = from === 'subnet' ? subnets.find(({ prefix }) => contains(prefix, cidr)) : undefined;
          const label = `${sort.name} carries no IPv${cidr.family}`;
          return report({ at: subnet?.at ?? at, label, help: 'write `kind: gre`, which carries both' });
        });
    }),
  );
