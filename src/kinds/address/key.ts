// Addresses of a node itself: of its bridge, or on its loopback interface.

import { type Cidr, formatCidr } from '../../address.ts';
import { inSubnet, mainAddress, nodeAddress, readCidrs } from '../../language/addresses.ts';
import { textSchema } from '../../language/phrase.ts';
import { inStep, type Series, together } from '../../language/scalars.ts';
import { mapped, oneOrMany, type Shape, scalar } from '../../language/shape.ts';
import type { Written } from '../../language/statements.ts';
import { ForEach, nodeKey, wholeList } from '../node-key.ts';

export type Addresses = readonly Written<Cidr>[];

/** One address for all, or a range of them; `guess` is the length where none is written. */
const series = (guess: typeof mainAddress): Shape<Series<Written<Cidr>>> =>
  scalar('address with length', '10.0.0.1/24', textSchema, (piece, reading) => {
    const values = readCidrs(piece, reading, guess);
    return values === undefined ? undefined : { at: piece.at, values };
  });

/** One address or several, each a range that is given out to the nodes of a key. */
export const addresses = (guess: typeof mainAddress): Shape<ForEach<Addresses>> =>
  mapped(
    oneOrMany(series(guess)),
    (all) =>
      new ForEach(
        all.every(({ values }) => values.length === 1),
        (count, reading) =>
          together(
            all.map((each) => inStep(each, count, reading)),
            count,
          ),
      ),
  );

const [ofBridge, ofStack] = [addresses(inSubnet), addresses(mainAddress)];

export const address = nodeKey<Addresses>({
  name: 'address',
  summary: 'On a bridge or switch: of the device itself. Else on `lo`: the main address of the node.',
  example: 'address: 10.0.0.1/24',
  stands: ({ namespace, bridge }) => namespace !== undefined || bridge !== undefined,
  shape: addresses(nodeAddress),
  shapeUnder: ({ bridge }) => (bridge === undefined ? ofStack : ofBridge),
  merge: wholeList(({ value }) => formatCidr(value)),
  says: (all) => ({ addresses: all }),
});
