// How long packets may be: a word of cables and interfaces.
import type { Kind } from '../kind.ts';
import { hasMtu } from './has.ts';
import { mtuOf } from './mtu-of.ts';
import { mtuAboveParent } from './rules/mtu-above-parent.ts';
import { mtuMismatch } from './rules/mtu-mismatch.ts';
import { mtuOutOfRange } from './rules/mtu-out-of-range.ts';
import { sizeAboveMtu } from './rules/size-above-mtu.ts';

export const mtuKind: Kind = {
  possessions: [hasMtu],
  rules: [mtuAboveParent, mtuMismatch, mtuOutOfRange, sizeAboveMtu],
  wire: { mtu: mtuOf },
};
