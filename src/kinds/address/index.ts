// Addresses of a node itself: of its bridge, or on its loopback interface.
import type { Kind } from '../kind.ts';
import { hasAddress } from './has.ts';
import { address } from './key.ts';
import { lowerAddresses } from './lower.ts';
import { giveAddresses } from './resolve.ts';

export const addressKind: Kind = {
  keys: [address],
  possessions: [hasAddress],
  resolve: giveAddresses,
  interfaces: ({ state }) => lowerAddresses(state),
};
