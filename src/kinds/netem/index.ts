// What cables do to packets: delay, jitter, loss, duplicates, wrong bits, another order, a rate.
import type { Kind } from '../kind.ts';
import { lowerNetem } from './lower.ts';
import { jitterAboveDelay } from './rules/jitter-above-delay.ts';
import { missedSpan } from './rules/missed-span.ts';
import { nothingArrives } from './rules/nothing-arrives.ts';
import { reorderWithoutDelay } from './rules/reorder-without-delay.ts';
import { badgesOf, sentOptions } from './words.ts';

export const netemKind: Kind = {
  cableOptions: sentOptions,
  lowerOnNetwork: lowerNetem,
  badge: badgesOf,
  rules: [jitterAboveDelay, missedSpan, nothingArrives, reorderWithoutDelay],
};
