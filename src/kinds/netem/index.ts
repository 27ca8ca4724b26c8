// What cables do to packets: delay, jitter, loss, duplicates, wrong bits, another order, a rate.
import type { Kind } from '../kind.ts';
import { lowerNetem } from './lower.ts';
import { jitterAboveDelay } from './rules/jitter-above-delay.ts';
import { missedSpan } from './rules/missed-span.ts';
import { nothingArrives } from './rules/nothing-arrives.ts';
import { reorderWithoutDelay } from './rules/reorder-without-delay.ts';
import { amountOf, badgesOf, sentOptions } from './words.ts';

export const netemKind: Kind = {
  cableOptions: sentOptions,
  lowerOnNetwork: lowerNetem,
  badge: badgesOf,
  wire: {
    // What an end sends leaves by its cable, never by what it is a port of.
    stops: (_state, _from, at, to) =>
      to !== undefined && to.node !== at.node && (amountOf(at, 'loss') === 100 || amountOf(at, 'corrupt') === 100)
        ? `${at.node}:${at.name} loses all that it sends`
        : undefined,
  },
  rules: [jitterAboveDelay, missedSpan, nothingArrives, reorderWithoutDelay],
};
