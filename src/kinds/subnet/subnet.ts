// The prefixes that the addresses of a bridge's or a switch's segment are dealt from.

import { type Cidr, formatCidr } from '../../address.ts';
import { dealSubnets } from '../../language/addresses.ts';
import { inStep, together } from '../../language/scalars.ts';
import { mapped } from '../../language/shape.ts';
import type { Written } from '../../language/statements.ts';
import { subnets } from '../../language/subnets.ts';
import { ForEach, nodeKey } from '../node-key.ts';

export const subnet = nodeKey<readonly Written<Cidr>[]>({
  name: 'subnet',
  summary: 'The prefix of the segment, which addresses are dealt from.',
  example: 'subnet: 10.0.0.0/24',
  stands: ({ bridge }) => bridge !== undefined,
  shape: mapped(
    subnets,
    (all) =>
      new ForEach(
        all.every(({ prefixes, by }) => prefixes.length === 1 && by === undefined),
        (count, reading) =>
          together(
            all.map((one) =>
              one.by === undefined
                ? inStep({ at: one.piece.at, values: one.prefixes }, count, reading)
                : dealSubnets(one, count, reading),
            ),
            count,
          ),
      ),
  ),
  merge: {
    is: 'list',
    identity: ({ value }) => formatCidr(value),
    content: ({ value }) => formatCidr(value),
    place: ({ at }) => at,
    changes: 'the list',
  },
  says: (all) => ({ subnets: all }),
});
