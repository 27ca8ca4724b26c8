// The keys `subnet` and `overlap`: the subnets of a segment, and whether they may stand elsewhere in the lab too.
import { type Cidr, formatCidr } from '../../address.ts';
import { dealSubnets } from '../../language/addresses.ts';
import { flag, inStep, subnets, together } from '../../language/scalars.ts';
import { mapped } from '../../language/shape.ts';
import type { Written } from '../../language/statements.ts';
import { isFlag, type LinkOption } from '../link-kind.ts';
import { ForEach, nodeKey, wholeList } from '../node-key.ts';

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
  merge: wholeList(({ value }) => formatCidr(value)),
  says: (all) => ({ subnets: all }),
});

const summary = 'The same subnet elsewhere in the lab is meant.';

/** The same of a cable. */
export const overlapOption: LinkOption = { summary, pattern: isFlag, example: 'true' };

export const overlap = nodeKey<Written<boolean>, true>({
  name: 'overlap',
  summary,
  example: 'overlap: true',
  stands: ({ bridge }) => bridge !== undefined,
  shape: flag,
  merge: { is: 'scalar', text: ({ value }) => String(value), place: ({ at }) => at },
  resolve: ({ value }) => (value ? [value] : []),
});
