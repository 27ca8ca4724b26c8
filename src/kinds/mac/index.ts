// MAC addresses: a word of ends of cables and of interfaces.
import type { Kind } from '../kind.ts';
import { duplicateMac } from './rules/duplicate-mac.ts';
import { multicastMac } from './rules/multicast-mac.ts';

export const macKind: Kind = { rules: [duplicateMac, multicastMac] };
