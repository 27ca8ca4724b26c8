// Subnets of a cable, of a range of cables, of a bridge or switch.
import { readSubnets, type Subnets } from './addresses.ts';
import { textSchema } from './phrase.ts';
import { oneOrMany, type Shape, scalar } from './shape.ts';

/** A prefix, a list of them, or one cut in pieces: `10.0.0.0/24 by /31`. */
export const subnets: Shape<readonly Subnets[]> = oneOrMany(scalar('prefix', '10.0.0.0/24', textSchema, readSubnets));
