// Addresses of a node itself: of its bridge, or on its loopback interface.
import type { Kind } from '../kind.ts';
import { hasAddress } from './has.ts';
import { address } from './key.ts';
import { lowerAddresses } from './lower.ts';
import { giveAddresses } from './resolve.ts';
import { differentSubnets } from './rules/different-subnets.ts';
import { duplicateAddress } from './rules/duplicate-address.ts';
import { broadcastAddress, networkAddress } from './rules/host-address.ts';
import { mainAddressCoversLink } from './rules/main-address-covers-link.ts';
import { reservedAddress } from './rules/reserved-address.ts';

export const addressKind: Kind = {
  keys: [address],
  possessions: [hasAddress],
  resolve: giveAddresses,
  rules: [broadcastAddress, differentSubnets, duplicateAddress, mainAddressCoversLink, networkAddress, reservedAddress],
  lowerOnInterfaces: ({ state }) => lowerAddresses(state),
};
