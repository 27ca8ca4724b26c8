// The subnets of a segment, and whether they may stand elsewhere in the lab too.
import type { Kind } from '../kind.ts';
import { overlap, overlapOption, subnet } from './key.ts';
import { overlappingSubnets } from './rules/overlapping-subnets.ts';

export const subnetKind: Kind = {
  keys: [subnet, overlap],
  cableOptions: { overlap: overlapOption },
  rules: [overlappingSubnets],
};
